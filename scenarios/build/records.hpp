// SPDX-License-Identifier: Apache-2.0
// Record sets that build makes by itself: SOA, NS, addresses, MX. TTLs in seconds.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/dns/record.hpp"
#include "models/net/address_book.hpp"

namespace waypost::scenarios {

/// The tables that records stand in.
struct RecordTables {
  dns::NameTable& names;
  dns::RecordStore& records;
  const net::AddressBook& addresses;
};

struct Exchanger {
  std::uint16_t preference;
  dns::Name host;
};

dns::RecordSetId make_ns(RecordTables& tables, dns::Name owner, std::uint32_t ttl,
                         std::span<const dns::Name> servers);
dns::RecordSetId make_mx(RecordTables& tables, dns::Name owner, std::uint32_t ttl,
                         std::span<const Exchanger> exchangers);

/// A or AAAA; all addresses are of one family.
dns::RecordSetId make_addresses(RecordTables& tables, dns::Name owner, std::uint32_t ttl,
                                std::span<const net::AddressId> addresses);

/// The SOA of a zone made here: serial 1, refresh 2 h, retry 15 min, expire 14 d (RFC 1912 section
/// 2.2); `minimum` is the negative TTL (RFC 2308); rname is hostmaster at the apex.
dns::RecordSetId make_soa(RecordTables& tables, dns::Name apex, dns::Name primary,
                          std::uint32_t ttl, std::uint32_t minimum);

}  // namespace waypost::scenarios
