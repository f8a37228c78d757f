// SPDX-License-Identifier: Apache-2.0
#include "models/net/address.hpp"

#include <charconv>
#include <utility>

#include "sim/hash.hpp"

namespace waypost::net {
namespace {

using Groups = std::array<std::uint16_t, 8>;

std::optional<std::uint32_t> parse_quad(std::string_view text) {
  std::uint32_t value = 0;
  for (int octet = 0; octet < 4; ++octet) {
    if (octet > 0) {
      if (text.empty() || text.front() != '.') return std::nullopt;
      text.remove_prefix(1);
    }
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const auto digits = static_cast<std::size_t>(end - text.data());
    if (error != std::errc{} || number > 255 || digits > 3) return std::nullopt;
    if (digits > 1 && text.front() == '0') return std::nullopt;  // "010" is octal to some readers
    value = value << 8 | number;
    text.remove_prefix(digits);
  }
  if (!text.empty()) return std::nullopt;
  return value;
}

/// Reads groups up to the end of `text`; `count` grows by the number read. A dotted quad counts as
/// two groups and may stand only at the end of the whole address (RFC 4291 2.2, form 3).
bool parse_groups(std::string_view text, bool ends_address, Groups& groups, std::size_t& count) {
  while (!text.empty()) {
    if (count >= 8) return false;
    if (text.find(':') == std::string_view::npos && text.find('.') != std::string_view::npos) {
      if (!ends_address) return false;
      const auto quad = parse_quad(text);
      if (!quad || count > 6) return false;
      groups[count++] = static_cast<std::uint16_t>(*quad >> 16);
      groups[count++] = static_cast<std::uint16_t>(*quad);
      return true;
    }
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, 16);
    const auto digits = static_cast<std::size_t>(end - text.data());
    if (error != std::errc{} || digits > 4) return false;
    groups[count++] = static_cast<std::uint16_t>(number);
    text.remove_prefix(digits);
    if (text.empty()) return true;
    if (text.front() != ':' || text.size() == 1) return false;
    text.remove_prefix(1);
  }
  return true;
}

std::optional<Address> parse_v6(std::string_view text) {
  Groups head{}, tail{};
  std::size_t head_count = 0, tail_count = 0;
  const std::size_t gap = text.find("::");
  const bool has_gap = gap != std::string_view::npos;
  if (!parse_groups(text.substr(0, gap), !has_gap, head, head_count)) return std::nullopt;
  if (has_gap && !parse_groups(text.substr(gap + 2), true, tail, tail_count)) return std::nullopt;
  // "::" stands for at least one group.
  if (has_gap ? head_count + tail_count > 7 : head_count != 8) return std::nullopt;
  for (std::size_t i = 0; i < tail_count; ++i) head[8 - tail_count + i] = tail[i];
  Address address{Family::v6, {}};
  for (std::size_t i = 0; i < 8; ++i) {
    address.bytes[2 * i] = static_cast<std::uint8_t>(head[i] >> 8);
    address.bytes[2 * i + 1] = static_cast<std::uint8_t>(head[i]);
  }
  return address;
}

std::string quad_text(const std::uint8_t* bytes) {
  std::string text;
  for (int i = 0; i < 4; ++i) {
    if (i > 0) text += '.';
    text += std::to_string(bytes[i]);
  }
  return text;
}

/// The leftmost longest run of two or more zero groups: what "::" replaces (RFC 5952 4.2).
std::pair<std::size_t, std::size_t> longest_zero_run(const Groups& groups) {
  std::size_t best_begin = 8, best_length = 1;
  for (std::size_t i = 0; i < 8; ++i) {
    std::size_t end = i;
    while (end < 8 && groups[end] == 0) ++end;
    if (end - i > best_length) {
      best_begin = i;
      best_length = end - i;
    }
    i = end;
  }
  return {best_begin, best_length};
}

std::string v6_text(const Address& address) {
  Groups groups{};
  for (std::size_t i = 0; i < 8; ++i)
    groups[i] = static_cast<std::uint16_t>(address.bytes[2 * i] << 8 | address.bytes[2 * i + 1]);
  const auto [gap, length] = longest_zero_run(groups);
  // RFC 5952 section 5: an IPv4-mapped address keeps its dotted quad.
  if (gap == 0 && length == 5 && groups[5] == 0xffff)
    return "::ffff:" + quad_text(address.bytes.data() + 12);
  std::string text;
  for (std::size_t i = 0; i < 8; ++i) {
    if (i == gap) {
      text += "::";
      i += length - 1;
      continue;
    }
    char digits[4];
    const auto end = std::to_chars(digits, digits + 4, groups[i], 16).ptr;
    if (!text.empty() && text.back() != ':') text += ':';
    text.append(digits, end);
  }
  return text;
}

}  // namespace

Address make_v4(std::uint32_t value) {
  Address address;
  for (unsigned i = 0; i < 4; ++i)
    address.bytes[i] = static_cast<std::uint8_t>(value >> (24 - 8 * i));
  return address;
}

Address make_v6(std::uint64_t high, std::uint64_t low) {
  Address address{Family::v6, {}};
  for (unsigned i = 0; i < 8; ++i) {
    address.bytes[i] = static_cast<std::uint8_t>(high >> (56 - 8 * i));
    address.bytes[8 + i] = static_cast<std::uint8_t>(low >> (56 - 8 * i));
  }
  return address;
}

std::optional<Address> parse_address(std::string_view text) {
  if (text.find(':') != std::string_view::npos) return parse_v6(text);
  const auto quad = parse_quad(text);
  if (!quad) return std::nullopt;
  return make_v4(*quad);
}

std::string to_text(const Address& address) {
  return address.family == Family::v4 ? quad_text(address.bytes.data()) : v6_text(address);
}

std::uint64_t hash_address(const Address& address) {
  std::uint64_t words[2]{};
  for (std::size_t i = 0; i < 16; ++i) words[i / 8] = words[i / 8] << 8 | address.bytes[i];
  return sim::mix(sim::mix(words[0], words[1]), static_cast<std::uint64_t>(address.family));
}

}  // namespace waypost::net
