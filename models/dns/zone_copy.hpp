// SPDX-License-Identifier: Apache-2.0
// A zone at a secondary server: when it looks at its primary and what follows from what it sees
// (RFC 1034 section 4.3.5, RFC 1996, RFC 5936), as steps over plain data. Messages and timers are
// the server's (zone_upkeep.cpp).
//
// States of a ZoneCopy, and when each is entered:
//   resting       nothing is under way; the next look is at `due`
//   asking        a SOA query is on its way to the primary; at `due` it is given up
//   transferring  the primary's serial is newer, and the zone is on its way; at `due` it is given
//   up
// In each of them the copy may be older than the SOA's expire: then the server has no usable zone.
#pragma once

#include <variant>

#include "models/dns/zone.hpp"
#include "sim/random.hpp"
#include "sim/time.hpp"

namespace waypost::dns {

struct ZoneCopy {
  enum class Stage : std::uint8_t { resting, asking, transferring };
  Name apex{};
  net::AddressId primary = net::kNone;  ///< who is asked
  net::AddressId self = net::kNone;     ///< from which of the server's own addresses
  Stage stage = Stage::resting;
  std::uint8_t sends = 0;  ///< of the SOA query in this look
  bool refused = false;    ///< the primary refuses transfers to this server: a key or list is wrong
  std::uint32_t draws = 0;  ///< ordinal of its next draw
  bool told_again = false;  ///< a NOTIFY came while something was under way
  Soa soa{};                ///< of the version held last: its timers hold, even after expiry
  sim::Time due{};
  sim::Time expires{};  ///< without a successful look until then, the zone is unusable
};

/// Ask the primary for the SOA, over UDP.
struct AskSerial {};
/// Ask for the zone, over TCP.
struct AskZone {};
using CopyAction = std::variant<std::monostate, AskSerial, AskZone>;

/// A copy of the version with `soa`, its last look at the primary uniformly in the past.
ZoneCopy make_copy(Name apex, net::AddressId primary, net::AddressId self, const Soa& soa,
                   sim::Time now, sim::Draw& draw);

/// `due` has come: the next look, the next send of the query, or giving up until the SOA's retry.
CopyAction on_due(ZoneCopy& copy, sim::Time now, sim::Draw& draw);
/// The server is down at `due`: it looks again after the SOA's retry.
CopyAction pause(ZoneCopy& copy, sim::Time now, sim::Draw& draw);
/// NOTIFY: looks at once (RFC 1996 section 4.3).
CopyAction on_notify(ZoneCopy& copy, sim::Time now);
/// The primary says that its serial is `serial`. `usable`: the server has a version to compare
/// with.
CopyAction on_serial(ZoneCopy& copy, std::uint32_t serial, bool usable, sim::Time now,
                     sim::Draw& draw);
/// The zone has come, with this SOA; the server publishes it.
CopyAction on_zone(ZoneCopy& copy, const Soa& soa, sim::Time now, sim::Draw& draw);
/// The primary refused, or is not authoritative, or its port is closed.
CopyAction on_failure(ZoneCopy& copy, sim::Time now, sim::Draw& draw);

}  // namespace waypost::dns
