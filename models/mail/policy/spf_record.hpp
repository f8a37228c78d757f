// SPDX-License-Identifier: Apache-2.0
// SPF records (RFC 7208 section 5, 6 and 12), read once when the world is built.
// Leaves out macros (section 7): the builder refuses worlds where a checked record has them.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "models/dns/name.hpp"
#include "models/net/address.hpp"

namespace waypost::mail {

/// Section 2.6.
enum class SpfResult : std::uint8_t {
  none,
  neutral,
  pass,
  fail,
  soft_fail,
  temporary_error,
  permanent_error
};

struct SpfTerm {
  enum class Kind : std::uint8_t { all, ip4, ip6, a, mx, include, exists, ptr, redirect };
  Kind kind = Kind::all;
  SpfResult result = SpfResult::pass;  ///< of its qualifier: + - ~ ?
  dns::Name domain{};                  ///< the root: the domain being checked
  net::Address network{};              ///< ip4, ip6
  std::uint8_t prefix = 32;            ///< bits compared of an IPv4 address
  std::uint8_t prefix6 = 128;          ///< of an IPv6 address
};

struct SpfRecord {
  std::vector<SpfTerm> terms;  ///< in order; redirect, if any, last
  bool malformed = false;      ///< section 4.6: a syntax error anywhere
  bool has_macros = false;     ///< in a term; those of exp= do not matter
};

bool is_spf(std::string_view text);
/// Reads `text` ("v=spf1 mx -all"); domains in it are interned.
SpfRecord parse_spf(std::string_view text, dns::NameTable& names);

}  // namespace waypost::mail
