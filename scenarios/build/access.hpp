// SPDX-License-Identifier: Apache-2.0
// Access lines: the profiles by name, and what a scenario changes in them. The share of jitter and
// loss that belongs to the core of the network is dealt out to both ends of a path here, because
// net::Host carries both (core jitter and loss per path = those of two half paths).
#pragma once

#include <string>

#include "models/net/host.hpp"
#include "scenarios/build/problems.hpp"
#include "scenarios/schema/common.pb.h"
#include "scenarios/schema/topology.pb.h"

namespace waypost::scenarios {

/// One end of a path; see docs/models.md, "Access lines".
struct AccessLine {
  sim::Duration round_trip{};
  double jitter = 0;  ///< standard deviation as a share of the path's round trip
  double loss = 0;    ///< of datagrams, each way
  bool ipv4 = true, ipv6 = true;
  double bits_per_second = 0;  ///< towards the host; 0: no limit
};

/// What every path meets in the core.
struct CoreLine {
  double jitter = 0.05;
  double loss = 0.001;
};
CoreLine core_line(const schema::Network& network);

/// "datacentre", "fibre", ...: one of profile_names("access").
const AccessLine& access_profile(std::string_view name);

/// The line of the field at `path`: the profile named there or `fallback`, then the single values.
/// A limit of bandwidth is known at DNS servers only, where junk fills it; elsewhere it is a
/// mistake.
enum class Bandwidth { dns_server, refused };
AccessLine to_access(const schema::Access& access, std::string_view fallback,
                     const std::string& path, Problems& problems,
                     Bandwidth bandwidth_of = Bandwidth::refused);

/// A host with this line and half of the core's jitter and loss; not yet in the network.
net::Host make_host(net::SiteId site, const AccessLine& line, const CoreLine& core);

}  // namespace waypost::scenarios
