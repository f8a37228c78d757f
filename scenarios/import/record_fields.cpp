// SPDX-License-Identifier: Apache-2.0
#include "scenarios/import/record_fields.hpp"

#include <algorithm>
#include <array>

#include "models/net/address.hpp"

namespace waypost::scenarios {
namespace {

enum class Kind : std::uint8_t { u8, u16, u32, period, name, ipv4, ipv6, other };

struct Field {
  Kind kind;
  const char* word;       ///< as it stands in a message: "MX lacks its preference"
  const char* rule = "";  ///< the lint rule that a fault here breaks
};

struct Layout {
  dns::RecordType type;
  const char* example;
  std::array<Field, 7> fields;
  std::uint8_t count;
  bool open_ended;  ///< the last field may repeat, or be left out
};

// RFC 1035, 3596 (AAAA), 2782 (SRV), 6672 (DNAME), 8659 (CAA), 4034 (DS, DNSKEY), 6698 (TLSA), 9460
// (SVCB).
using enum dns::RecordType;
constexpr std::array<Layout, 16> kLayouts{{
    {a, "192.0.2.1", {{{Kind::ipv4, "IPv4 address"}}}, 1, false},
    {aaaa, "2001:db8::1", {{{Kind::ipv6, "IPv6 address"}}}, 1, false},
    {ns, "ns1.example.com.", {{{Kind::name, "name server"}}}, 1, false},
    {cname, "host.example.com.", {{{Kind::name, "target"}}}, 1, false},
    {dname, "example.com.", {{{Kind::name, "target"}}}, 1, false},
    {ptr, "host.example.com.", {{{Kind::name, "target"}}}, 1, false},
    {mx,
     "10 mail.example.com.",
     {{{Kind::u16, "preference", "M08"}, {Kind::name, "mail host", "M07"}}},
     2,
     false},
    {txt, "\"some text\"", {{{Kind::other, "text"}}}, 1, true},
    {srv,
     "10 5 993 imap.example.com.",
     {{{Kind::u16, "priority"},
       {Kind::u16, "weight"},
       {Kind::u16, "port"},
       {Kind::name, "target"}}},
     4,
     false},
    {soa,
     "ns1.example.com. hostmaster.example.com. 1 7200 3600 1209600 3600",
     {{{Kind::name, "primary server"},
       {Kind::name, "mailbox"},
       {Kind::u32, "serial"},
       {Kind::period, "refresh"},
       {Kind::period, "retry"},
       {Kind::period, "expire"},
       {Kind::period, "minimum"}}},
     7,
     false},
    {caa,
     "0 issue \"ca.example.net\"",
     {{{Kind::u8, "flags"}, {Kind::other, "tag"}, {Kind::other, "value"}}},
     3,
     false},
    {ds,
     "60485 8 2 <hex digits>",
     {{{Kind::u16, "key tag"},
       {Kind::u8, "algorithm"},
       {Kind::u8, "digest type"},
       {Kind::other, "digest"}}},
     4,
     true},
    {dnskey,
     "257 3 8 <base64>",
     {{{Kind::u16, "flags"},
       {Kind::u8, "protocol"},
       {Kind::other, "algorithm"},
       {Kind::other, "key"}}},
     4,
     true},
    {tlsa,
     "3 1 1 <hex digits>",
     {{{Kind::u8, "usage"},
       {Kind::u8, "selector"},
       {Kind::u8, "matching type"},
       {Kind::other, "certificate data"}}},
     4,
     true},
    {svcb,
     "1 host.example.com. alpn=h2",
     {{{Kind::u16, "priority"}, {Kind::name, "target"}, {Kind::other, "parameters"}}},
     3,
     true},
    {https,
     "1 . alpn=h2",
     {{{Kind::u16, "priority"}, {Kind::name, "target"}, {Kind::other, "parameters"}}},
     3,
     true},
}};

const Layout* layout_of(dns::RecordType type) {
  for (const Layout& layout : kLayouts)
    if (layout.type == type) return &layout;
  return nullptr;
}

bool all_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Compares as numbers of any length.
bool at_most(std::string_view digits, std::string_view limit) {
  while (digits.size() > 1 && digits.front() == '0') digits.remove_prefix(1);
  return digits.size() != limit.size() ? digits.size() < limit.size() : digits <= limit;
}

std::string quote(std::string_view text) { return "\"" + std::string(text.substr(0, 80)) + "\""; }

bool is_address(std::string_view text, net::Family family) {
  const auto address = net::parse_address(text);
  return address && address->family == family;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

/// One record's check: where it stands, and whom to tell.
struct Check {
  dns::RecordType type;
  const Layout& layout;
  const std::string& origin;
  const FieldReport& report;

  std::string example() const {
    return "Write " + quote(std::string(to_text(type)) + " " + layout.example);
  }
  void number(const Field& field, const MasterToken& token, std::string_view limit) const;
  void period(const Field& field, const MasterToken& token) const;
  void address(const Field& field, const MasterToken& token) const;
  void name(const Field& field, const MasterToken& token) const;
  void one(const Field& field, const MasterToken& token) const;
};

void Check::number(const Field& field, const MasterToken& token, std::string_view limit) const {
  if (!all_digits(token.text))
    report(token, true, std::string(field.word) + " " + quote(token.text) + " is not a number",
           example(), field.rule);
  else if (!at_most(token.text, limit))
    report(token, true,
           std::string(field.word) + " " + std::string(token.text.substr(0, 40)) +
               " is not in 0.." + std::string(limit),
           "Write a number in that range", field.rule);
}

void Check::period(const Field& field, const MasterToken& token) const {
  std::uint32_t seconds = 0;
  if (parse_period(token.text, seconds)) return;
  report(
      token, true,
      std::string(field.word) + " " + quote(token.text) + " is not a time up to 2147483647 seconds",
      "Write seconds, or 2h, 1d, 2w", "");
}

void Check::address(const Field& field, const MasterToken& token) const {
  const net::Family wanted = field.kind == Kind::ipv4 ? net::Family::v4 : net::Family::v6;
  if (is_address(token.text, wanted)) return;
  const net::Family other = wanted == net::Family::v4 ? net::Family::v6 : net::Family::v4;
  std::string mend = example();
  if (is_address(token.text, other))
    mend = wanted == net::Family::v4 ? "Write AAAA for an IPv6 address"
                                     : "Write A for an IPv4 address";
  else if (token.text.find_first_of("abcdefghijklmnopqrstuvwxyz") != std::string_view::npos &&
           token.text.find(':') == std::string_view::npos)
    mend = "For another name, write CNAME";
  report(token, true, quote(token.text) + " is not an " + field.word, std::move(mend), "");
}

/// Warns of what is well-formed and hardly ever meant.
void Check::name(const Field& field, const MasterToken& token) const {
  std::string_view text = token.text;
  const bool absolute = is_absolute(text);
  const std::string_view bare = absolute ? text.substr(0, text.size() - 1) : text;
  if (is_address(bare, net::Family::v4) || is_address(bare, net::Family::v6)) {
    const std::string becomes = absolute ? std::string(text) : std::string(text) + "." + origin;
    return report(token, false,
                  std::string(field.word) +
                      " is an address, where a name belongs: "
                      "it is read as the name " +
                      quote(becomes),
                  "Give the host a name, and that name an address record", field.rule);
  }
  const std::string relative = "." + lower(bare) + ".";
  if (absolute || origin == "." || !relative.ends_with("." + origin)) return;
  report(token, false,
         quote(text) + " has no final dot, so it is read as " +
             quote(std::string(text) + "." + origin),
         "Write " + quote(std::string(text) + "."), "Z06");
}

void Check::one(const Field& field, const MasterToken& token) const {
  switch (field.kind) {
    case Kind::u8: return number(field, token, "255");
    case Kind::u16: return number(field, token, "65535");
    case Kind::u32: return number(field, token, "4294967295");
    case Kind::period: return period(field, token);
    case Kind::ipv4:
    case Kind::ipv6: return address(field, token);
    case Kind::name: return name(field, token);
    case Kind::other: return;
  }
}

}  // namespace

void check_record_fields(dns::RecordType type, std::span<const MasterToken> data,
                         const MasterToken& at, const std::string& origin,
                         const FieldReport& report) {
  const Layout* layout = layout_of(type);
  if (layout == nullptr || (!data.empty() && data[0].text == "\\#")) return;  // RFC 3597 form
  const Check check{type, *layout, origin, report};
  const bool optional_last = type == svcb || type == https;
  const std::size_t needed = layout->count - (optional_last ? 1u : 0u);
  if (data.size() < needed) {
    const bool number_first = layout->fields[0].kind <= Kind::u32;
    const bool first_missing = number_first && !data.empty() && !all_digits(data[0].text);
    const Field& missing = layout->fields[first_missing ? 0 : data.size()];
    return report(data.empty() ? at : data[0], true,
                  std::string(to_text(type)) + " lacks its " + missing.word, check.example(),
                  &missing == layout->fields.data() ? missing.rule : "");
  }
  if (data.size() > layout->count && !layout->open_ended)
    return report(data[layout->count], true,
                  std::string(to_text(type)) + " has " + std::to_string(data.size()) +
                      " fields where " + std::to_string(layout->count) + " belong",
                  check.example(), "");
  for (std::size_t i = 0; i < data.size(); ++i)
    check.one(layout->fields[std::min<std::size_t>(i, layout->count - 1u)], data[i]);
}

bool reads_as_number(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return !text.empty() && text[0] >= '0' && text[0] <= '9';
}

bool parse_period(std::string_view text, std::uint32_t& seconds) {
  constexpr std::uint64_t kMost = 0x7FFFFFFF;
  std::uint64_t total = 0;
  std::uint64_t number = 0;
  bool digits = false;
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      number = number * 10 + static_cast<std::uint64_t>(c - '0');
      digits = true;
      if (number > kMost) return false;
      continue;
    }
    const std::string_view units = "smhdw";
    constexpr std::array<std::uint64_t, 5> kSeconds{1, 60, 3600, 86400, 604800};
    const std::size_t unit = units.find(c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c);
    if (!digits || unit == std::string_view::npos) return false;
    total += number * kSeconds[unit];
    if (total > kMost) return false;
    number = 0;
    digits = false;
  }
  if (!digits && (text.empty() || (text.back() >= '0' && text.back() <= '9'))) return false;
  total += number;
  if (total > kMost) return false;
  seconds = static_cast<std::uint32_t>(total);
  return true;
}

bool is_absolute(std::string_view name) {
  if (!name.ends_with('.')) return false;
  std::size_t backslashes = 0;
  while (backslashes + 1 < name.size() && name[name.size() - 2 - backslashes] == '\\')
    ++backslashes;
  return backslashes % 2 == 0;
}

}  // namespace waypost::scenarios
