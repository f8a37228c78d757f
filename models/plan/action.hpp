// SPDX-License-Identifier: Apache-2.0
// What a plan can do to the world, as plain values resolved by build: indices, not names. An action
// takes effect at its instant, before every other event of that instant (the plan is source 0).
#pragma once

#include <variant>
#include <vector>

#include "models/dns/stub_resolver.hpp"
#include "models/dns/zone.hpp"
#include "models/mail/policy/sts.hpp"
#include "models/mail/receiving.hpp"
#include "models/net/host.hpp"
#include "models/net/ids.hpp"
#include "models/plan/flood.hpp"
#include "sim/time.hpp"

namespace waypost::plan {

/// Faults of one thing may overlap (a dated outage and a random failure): it is down while at least
/// one cause holds. +1 adds a cause, -1 takes one away, 0 takes all away.
struct HostCause {
  net::HostId host;
  int change;
};
struct SiteCause {
  net::SiteId site;
  int change;
};
struct HubCause {
  net::NodeId hub;
  int change;
};
struct LinkCause {
  net::LinkId link;
  int change;
};

/// A port that refuses, swallows or answers again.
struct SetPort {
  net::HostId host;
  net::Service service;
  net::PortState state;
};
/// Anycast routes of a host's instances are withdrawn or announced.
struct Announce {
  net::GroupId group;
  net::HostId host;
  bool announced;
};
/// Delays multiplied (>= 1) and then lengthened, packets lost (0..1); the default repairs.
struct PathFault {
  float delay_factor = 1;
  float loss = 0;
  sim::Duration extra{};
};
/// On every path that ends here.
struct HostFault {
  net::HostId host;
  PathFault fault;
};
struct LinkFault {
  net::LinkId link;
  PathFault fault;
};
/// On every path that passes through.
struct HubFault {
  net::NodeId hub;
  PathFault fault;
};

/// Service times are multiplied, then lengthened; (1, 0) repairs.
struct SlowService {
  ServerRef server;
  double factor;
  sim::Duration extra;
};
/// Junk requests per second take their share of the server and of its host's line; 0 ends it.
struct Attack {
  ServerRef server;
  net::HostId host;
  double rate_per_second, octets;  ///< of each
};
/// A flood of Plan::floods swells to this rate; 0 ends it.
struct SetFlood {
  std::uint32_t flood;
  double rate_per_second;
};

/// A name server serves this version of a zone from now on; kNoZone: it no longer holds the zone.
struct PublishZone {
  std::uint32_t server;
  dns::Name apex;
  dns::ZoneId zone;
};

/// A name server follows the primary of a zone that it holds; primary kNone: nobody any more.
struct FollowPrimary {
  std::uint32_t server;
  dns::Name apex;
  net::AddressId primary, self;
};
/// A primary tells these addresses of each new serial, `delay` after it.
struct SetAudience {
  std::uint32_t server;
  dns::Name apex;
  std::vector<net::AddressId> secondaries;
  sim::Duration delay;
};
/// Transfers of the zone to this server are refused, or allowed again.
struct RefuseTransfers {
  std::uint32_t server;
  dns::Name apex;
  bool refused;
};

/// A mail host treats mail for this domain so from now on.
struct SetMailDomain {
  std::uint32_t mail_host;
  dns::Name domain;
  mail::ServedDomain served;
};
/// The MTA-STS policy file of a domain is this from now on.
struct SetStsPolicy {
  dns::Name domain;
  mail::StsPolicy policy;
};
/// A mail host tries everything for `destination` at once; the root: everything.
struct FlushQueue {
  std::uint32_t mail_host;
  dns::Name destination;
};
/// A cache forgets names at or below `below`.
struct FlushCache {
  ServerRef server;
  dns::Name below;
};
/// Who asks which resolvers from now on.
struct SetResolvers {
  std::uint32_t clients;
  std::vector<dns::StubPart> parts;
};
/// The end of the warm-up: all counters start again at zero.
struct ResetMetrics {};

using Action = std::variant<HostCause, SiteCause, HubCause, LinkCause, SetPort, Announce, HostFault,
                            LinkFault, HubFault, SlowService, Attack, SetFlood, PublishZone,
                            FollowPrimary, SetAudience, RefuseTransfers, SetMailDomain,
                            SetStsPolicy, FlushQueue, FlushCache, SetResolvers, ResetMetrics>;

}  // namespace waypost::plan
