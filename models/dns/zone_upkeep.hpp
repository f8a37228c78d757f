// SPDX-License-Identifier: Apache-2.0
// How the servers of a zone keep alike: the primary tells its secondaries of a new serial (NOTIFY,
// RFC 1996), they ask for the SOA and fetch the zone (IXFR, RFC 1995, as far as its size goes). All
// of it in messages over the network, so a change reaches each server at its own time, and not at
// all one that is cut off. Leaves out TSIG, and transfers longer than a single response.
#pragma once

#include <vector>

#include "models/dns/context.hpp"
#include "models/dns/zone_copy.hpp"
#include "sim/due_index.hpp"

namespace waypost::dns {

struct AuthoritativeServer;

/// Whom the primary tells of changes of one zone.
struct Audience {
  Name apex{};
  std::vector<net::AddressId> secondaries;
  sim::Duration delay{};  ///< from the new serial to the NOTIFY (BIND: notify-delay)
};

/// A secondary that has not acknowledged a NOTIFY yet.
struct Notice {
  Name apex{};
  net::AddressId to = net::kNone;
  std::uint8_t sends = 0;
  sim::Time due{};
};

/// The part of one server in it.
struct ZoneUpkeep {
  std::vector<ZoneCopy> copies;  ///< zones that it follows; primary kNone: no more
  NameIndex by_apex;             ///< into copies
  std::vector<Audience> audiences;
  std::vector<Notice> notices;
  sim::DueIndex timers;
  sim::Time armed = sim::kNever;              ///< when the pending kZoneTimer event comes
  std::uint64_t transfers = 0, expiries = 0;  ///< since the start (or of the measurement)
};

/// From now on `server`, which holds the zone, follows `primary`, asking from its address `self`.
void follow(sim::Engine& engine, const NameTable& names, const RecordStore& records,
            const ZoneStore& zones, AuthoritativeServer& server, Name apex, net::AddressId primary,
            net::AddressId self);
/// It follows nobody in this zone and tells nobody of it.
void stop_following(AuthoritativeServer& server, Name apex);
/// `server` is the primary of the audience's zone; replaces an earlier audience of it.
void set_audience(AuthoritativeServer& server, Audience audience);
/// Its transfers of the zone are refused from now on, or allowed again.
void refuse_transfers(AuthoritativeServer& server, Name apex, bool refused);

/// `server` has this version from now on; a newer serial is told to its audience.
void publish_change(Context& context, AuthoritativeServer& server, Name apex, ZoneId zone);

/// Handles kZoneTimer.
void on_zone_timer(Context& context, AuthoritativeServer& server);
/// A response, or an ICMP error, to a message of the server's own.
void on_upkeep_response(Context& context, AuthoritativeServer& server, const Datagram& response);
/// Answers NOTIFY and AXFR at `at`; false: `query` is neither.
bool answer_upkeep(Context& context, AuthoritativeServer& server, const Datagram& query,
                   sim::Time at, sim::Draw& draw);

}  // namespace waypost::dns
