// SPDX-License-Identifier: Apache-2.0
// IPv4 and IPv6 addresses as values: bytes, text in and out. IPv4 text is the strict dotted quad
// (RFC 6943 3.1.1: no octal, no short forms); IPv6 text is read per RFC 4291 2.2 and written
// canonically per RFC 5952. Leaves out scope ids ("fe80::1%eth0") and prefixes.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace waypost::net {

enum class Family : std::uint8_t { v4, v6 };

/// One address; an IPv4 one uses the first four bytes and leaves the others zero.
struct Address {
  Family family = Family::v4;
  std::array<std::uint8_t, 16> bytes{};
  auto operator<=>(const Address&) const = default;
};

/// `value`: the address as one number, most significant octet first.
Address make_v4(std::uint32_t value);
/// `high`, `low`: the first and the last eight octets.
Address make_v6(std::uint64_t high, std::uint64_t low);

/// The address written in `text`, either family; nullopt when it is not one.
std::optional<Address> parse_address(std::string_view text);

/// "192.0.2.1", or the one canonical IPv6 text of RFC 5952 section 4.
std::string to_text(const Address& address);

/// Same address, same hash, on every machine.
std::uint64_t hash_address(const Address& address);

struct AddressHash {
  std::size_t operator()(const Address& a) const { return hash_address(a); }
};

}  // namespace waypost::net
