// SPDX-License-Identifier: Apache-2.0
#include "scenarios/load/check_text.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/load/calendar.hpp"
#include "scenarios/load/suggest.hpp"
#include "scenarios/load/units.hpp"

namespace waypost::scenarios {
namespace {

constexpr std::size_t kMostOctets = 255;  // in wire form, with length octets and the root
constexpr std::size_t kMostLabel = 63;

template <class Result, class IsZero>
TextCheck checked(const Result& result, IsZero is_zero) {
  if (!result) return {result.wrong(), false};
  return {std::nullopt, is_zero(*result)};
}

TextCheck only(std::optional<Wrong> wrong) { return {std::move(wrong), false}; }

bool is_zero(double value) { return value <= 0; }

std::optional<Wrong> check_address(const std::string& text) {
  in6_addr buffer{};
  if (inet_pton(AF_INET, text.c_str(), &buffer) == 1 ||
      inet_pton(AF_INET6, text.c_str(), &buffer) == 1)
    return std::nullopt;
  return Wrong{fmt::format("\"{}\" is no address", text),
               "Write an address such as \"198.18.0.1\" or \"2001:db8::1\""};
}

std::optional<Wrong> check_record_type(const std::string& text) {
  static const std::vector<std::string> known{"A",      "AAAA", "NS",    "SOA", "CNAME", "DNAME",
                                              "MX",     "TXT",  "PTR",   "SRV", "CAA",   "DS",
                                              "DNSKEY", "TLSA", "HTTPS", "SVCB"};
  if (std::find(known.begin(), known.end(), text) != known.end()) return std::nullopt;
  return Wrong{fmt::format("\"{}\" is no record type that is known here", text),
               did_you_mean(text, known)};
}

std::optional<Wrong> check_time_zone(const std::string& text) {
  if (is_time_zone(text)) return std::nullopt;
  return Wrong{fmt::format("unknown time zone \"{}\"", text), time_zone_hint(text)};
}

}  // namespace

std::optional<Wrong> check_domain_name(const std::string& name) {
  const auto wrong = [&](const char* what) {
    const std::string shown = name.size() > 60 ? name.substr(0, 57) + "..." : name;
    return Wrong{fmt::format("\"{}\" {}", shown, what),
                 "RFC 1035 section 2.3.4: labels have 1 to 63 octets, "
                 "a name at most 253 characters"};
  };
  if (name == ".") return std::nullopt;
  std::string_view rest = name;
  if (rest.ends_with('.')) rest.remove_suffix(1);
  if (rest.size() + 2 > kMostOctets) return wrong("is longer than a name may be");
  while (true) {
    const std::size_t dot = rest.find('.');
    const std::string_view label = rest.substr(0, dot);
    if (label.empty()) return wrong("has an empty label");
    if (label.size() > kMostLabel) return wrong("has a label of more than 63 octets");
    if (label.find(' ') != std::string_view::npos) return wrong("holds a space");
    if (dot == std::string_view::npos) return std::nullopt;
    rest.remove_prefix(dot + 1);
  }
}

std::optional<Wrong> check_mailbox(const std::string& mailbox) {
  constexpr std::size_t kMostLocalPart = 64;  // RFC 5321 section 4.5.3.1.1
  const std::size_t at = mailbox.rfind('@');
  const auto wrong = [&](const char* what) {
    return Wrong{fmt::format("\"{}\" {}", mailbox.substr(0, 80), what),
                 "Write \"user@example.com\""};
  };
  if (at == std::string::npos || at == 0) return wrong("is no mail address");
  const std::string local = mailbox.substr(0, at);
  if (local.size() > kMostLocalPart) return wrong("has more than 64 octets before its @");
  const bool quoted = local.size() >= 2 && local.front() == '"' && local.back() == '"';
  const bool atoms = local.find_first_of(" \t()<>[]:;@\\,\"") == std::string::npos &&
                     local.front() != '.' && local.back() != '.' &&
                     local.find("..") == std::string::npos;
  if (!quoted && !atoms) return wrong("is no mail address: its user needs quotes");
  return check_domain_name(mailbox.substr(at + 1));
}

TextCheck check_text(schema::Unit unit, const std::string& text) {
  switch (unit) {
    case schema::DURATION:
      return checked(parse_duration(text), [](sim::Duration d) { return d.ns == 0; });
    case schema::RATE: return checked(parse_rate_per_second(text), is_zero);
    case schema::SIZE: return checked(parse_octets(text), [](std::int64_t n) { return n == 0; });
    case schema::BANDWIDTH: return checked(parse_bits_per_second(text), is_zero);
    case schema::SHARE: return checked(parse_share(text), is_zero);
    case schema::COUNT: return checked(parse_count(text), [](std::uint64_t n) { return n == 0; });
    case schema::NUMBER: return checked(parse_number(text), is_zero);
    case schema::DATE: {
      const auto start = Calendar::from(text);
      return only(start ? std::nullopt : std::optional(start.wrong()));
    }
    case schema::DOMAIN_NAME: return only(check_domain_name(text));
    case schema::ADDRESS: return only(check_address(text));
    case schema::TIME_ZONE: return only(check_time_zone(text));
    case schema::RECORD_TYPE: return only(check_record_type(text));
    default: return {};
  }
}

}  // namespace waypost::scenarios
