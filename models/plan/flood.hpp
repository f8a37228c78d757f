// SPDX-License-Identifier: Apache-2.0
// Junk against an anycast address, and sites that give way to it. A flood comes from places of the
// network; each site gets what its catchment sends, so that a route withdrawn sends the junk of
// those places on to the next sites, together with the clients (Moura et al., IMC 2016: sites
// absorb or withdraw). Left out: the time that routes take to converge.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/net/ids.hpp"
#include "models/net/station.hpp"
#include "sim/time.hpp"

namespace waypost::plan {

/// A service station, by the kind of server that owns it.
struct ServerRef {
  enum class Kind : std::uint8_t { authoritative, resolver, forwarder, mail_host };
  Kind kind;
  std::uint32_t index;
};

/// One site of an anycast address.
struct FloodedSite {
  net::HostId host;
  ServerRef server;
  double rate_per_second = 0;  ///< what it gets now
};

struct Flood {
  net::GroupId group = net::kNone;
  std::vector<net::SiteId> from;  ///< as much from each
  std::vector<FloodedSite> sites;
  double rate_per_second = 0;  ///< in all; 0: it is over, or has not begun
  double octets = 60;          ///< of a packet
};

/// A site that a watch may withdraw.
struct WatchedSite {
  net::HostId host;
  ServerRef server;
  std::string place;
  net::DropMark mark{};
  sim::Time back = sim::kNever;  ///< when it is announced again; kNever: it was not withdrawn
};

/// Looks at all sites of one address, again and again.
struct SiteWatch {
  std::string name;  ///< of the address, for the report
  net::GroupId group = net::kNone;
  std::vector<WatchedSite> sites;
  double withdraw_at = 1;  ///< share of requests dropped since the last look
  sim::Duration look_every = sim::seconds(10), stay_away = sim::minutes(10);
};

}  // namespace waypost::plan
