// SPDX-License-Identifier: Apache-2.0
// What an operator does to a zone, each as a new version: publish a record set, remove one, set a
// TTL, raise the serial. Whether the serial is raised is the caller's: secondaries follow the
// serial (RFC 1034 section 4.3.5), so a change without it stays on the primary ("serial
// forgotten").
#pragma once

#include "models/dns/zone.hpp"

namespace waypost::dns {

/// `zone` with `set` in the place of the set of the same owner and type, or added.
Zone with_set(const NameTable& names, const RecordStore& records, const Zone& zone,
              RecordSetId set);

/// `zone` without the set of this owner and type; the same as `zone` when it has none.
Zone without_set(const NameTable& names, const RecordStore& records, const Zone& zone, Name owner,
                 RecordType type);

/// `zone` with another TTL (seconds) on the set of this owner and type; the same when it has none.
Zone with_ttl(const NameTable& names, RecordStore& records, const Zone& zone, Name owner,
              RecordType type, std::uint32_t ttl);

/// `zone` with this SOA serial. The zone has a SOA.
Zone with_serial(const NameTable& names, RecordStore& records, const Zone& zone,
                 std::uint32_t serial);

/// `zone` with all that it is authoritative for signed so (0: not at all): everything but what
/// stands below a cut and the cut's NS (RFC 4035 section 2.2). Sets signed so already stay.
Zone with_signing(const NameTable& names, RecordStore& records, const Zone& zone,
                  std::uint32_t signing);

/// The serial of the zone's SOA; 0 without SOA.
std::uint32_t serial(const RecordStore& records, const Zone& zone);

/// True when `a` is newer than `b` in serial number arithmetic (RFC 1982 section 3.2).
bool newer_serial(std::uint32_t a, std::uint32_t b);

}  // namespace waypost::dns
