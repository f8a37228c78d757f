// SPDX-License-Identifier: Apache-2.0
#include "models/mail/policy/spf_record.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <stdexcept>
#include <string>

namespace waypost::mail {
namespace {

using Kind = SpfTerm::Kind;

std::optional<Kind> kind_of(std::string_view word) {
  static constexpr std::pair<std::string_view, Kind> kKinds[] = {
      {"all", Kind::all},       {"ip4", Kind::ip4}, {"ip6", Kind::ip6},
      {"a", Kind::a},           {"mx", Kind::mx},   {"include", Kind::include},
      {"exists", Kind::exists}, {"ptr", Kind::ptr}, {"redirect", Kind::redirect}};
  for (const auto& [name, kind] : kKinds)
    if (name == word) return kind;
  return std::nullopt;
}

SpfResult take_qualifier(std::string_view& term) {
  static constexpr std::pair<char, SpfResult> kQualifiers[] = {{'+', SpfResult::pass},
                                                               {'-', SpfResult::fail},
                                                               {'~', SpfResult::soft_fail},
                                                               {'?', SpfResult::neutral}};
  for (const auto& [sign, result] : kQualifiers)
    if (!term.empty() && term.front() == sign) {
      term.remove_prefix(1);
      return result;
    }
  return SpfResult::pass;
}

bool read_bits(std::string_view text, int most, std::uint8_t& bits) {
  int value = 0;
  const auto end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  if (read.ec != std::errc{} || read.ptr != end || value < 0 || value > most) return false;
  bits = static_cast<std::uint8_t>(value);
  return true;
}

/// "/24", "//64", "/24//64" (section 5.6, dual-cidr-length).
bool read_prefixes(std::string_view text, SpfTerm& term) {
  if (text.empty()) return true;
  const std::size_t two = text.find("//");
  const std::string_view v4 = text.substr(0, two);
  if (!v4.empty() && !read_bits(v4.substr(1), 32, term.prefix)) return false;
  return two == std::string_view::npos || read_bits(text.substr(two + 2), 128, term.prefix6);
}

bool read_network(std::string_view argument, SpfTerm& term) {
  const std::size_t slash = argument.find('/');
  const auto address = net::parse_address(argument.substr(0, slash));
  const auto family = term.kind == Kind::ip4 ? net::Family::v4 : net::Family::v6;
  if (!address || address->family != family) return false;
  term.network = *address;
  if (slash == std::string_view::npos) return true;
  return term.kind == Kind::ip4 ? read_bits(argument.substr(slash + 1), 32, term.prefix)
                                : read_bits(argument.substr(slash + 1), 128, term.prefix6);
}

bool read_domain(std::string_view argument, SpfTerm& term, dns::NameTable& names) {
  const std::size_t slash = argument.find('/');
  const std::string_view domain = argument.substr(0, slash);
  if (!domain.empty()) term.domain = names.intern(domain);
  return slash == std::string_view::npos || read_prefixes(argument.substr(slash), term);
}

bool needs_domain(Kind kind) {
  return kind == Kind::include || kind == Kind::exists || kind == Kind::redirect;
}

/// Reads one term into `record`; false when it is malformed. Unknown modifiers are ignored
/// (section 6).
bool read_term(std::string_view text, SpfRecord& record, dns::NameTable& names) {
  SpfTerm term;
  term.result = take_qualifier(text);
  const std::size_t end = std::min(text.find_first_of(":=/"), text.size());
  const bool modifier = end < text.size() && text[end] == '=';
  const auto kind = kind_of(text.substr(0, end));
  if (!kind) return modifier;
  term.kind = *kind;
  if (modifier != (term.kind == Kind::redirect)) return false;
  std::string_view argument = text.substr(end);
  if (!argument.empty() && argument.front() != '/') argument.remove_prefix(1);
  if (argument.find('%') != std::string_view::npos) {
    record.has_macros = true;
    return false;
  }
  const bool fine = term.kind == Kind::all ? argument.empty()
                    : term.kind == Kind::ip4 || term.kind == Kind::ip6
                        ? read_network(argument, term)
                        : read_domain(argument, term, names);
  if (!fine || (needs_domain(term.kind) && term.domain == dns::kRoot)) return false;
  record.terms.push_back(term);
  return true;
}

}  // namespace

bool is_spf(std::string_view text) { return text == "v=spf1" || text.starts_with("v=spf1 "); }

SpfRecord parse_spf(std::string_view text, dns::NameTable& names) {
  SpfRecord record;
  std::string lower(text.substr(std::string_view("v=spf1").size()));
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) {
    return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  });
  std::string_view rest = lower;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    const std::string_view term = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (term.empty()) continue;
    try {
      if (!read_term(term, record, names)) record.malformed = true;
    } catch (const std::invalid_argument&) {  // not a domain name
      record.malformed = true;
    }
  }
  std::stable_partition(record.terms.begin(), record.terms.end(),
                        [](const SpfTerm& t) { return t.kind != Kind::redirect; });
  return record;
}

}  // namespace waypost::mail
