// SPDX-License-Identifier: Apache-2.0
// Delay and loss between any two sites: shortest paths (Dijkstra) over the links that are up, then
// land legs from each site to its hubs. The result is immutable; a failure makes a new one, with
// the next epoch. Model and calibration: docs/models.md, "Latency between sites".
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <memory>
#include <vector>

#include "models/net/ids.hpp"
#include "models/net/site.hpp"
#include "models/net/topology.hpp"
#include "sim/time.hpp"

namespace waypost::net {

/// How distance becomes delay. The factors and the fixed part are fitted to Azure's median round
/// trips of April 2024 (tests/net/latency_test.cpp).
struct LatencyModel {
  double km_per_ms = 200;         ///< light in fibre, one way
  double straight_factor = 1.25;  ///< cable length / great circle, Course::straight
  double winding_factor = 1.6;    ///< Course::winding, and between a site and a hub or a near site
  double fixed_ms = 1.0;          ///< one way, per end: city network, routers
  double direct_km = 1500;        ///< sites of one land nearer than this also meet without a hub
  std::size_t hubs_per_site = 3;
};

/// One-way delay and loss between two sites' network edges: 8 bytes, the hot path reads one.
struct Leg {
  std::uint32_t delay_ns = UINT32_MAX;  ///< <= 4.29 s, saturating; UINT32_MAX = unreachable
  float loss = 0;
  bool reachable() const { return delay_ns != UINT32_MAX; }
  sim::Duration delay() const { return {delay_ns}; }
};

using DelayMatrix = Eigen::Matrix<std::int64_t, Eigen::Dynamic, Eigen::Dynamic>;
inline constexpr std::int64_t kUnreachableNs = INT64_MAX;

/// The network as it is between two changes; shared by all who read it.
struct Routes {
  std::uint32_t epoch = 0;
  DelayMatrix node_delay;     ///< n_nodes x n_nodes, nanoseconds one way; kUnreachableNs
  Eigen::MatrixXf node_loss;  ///< n_nodes x n_nodes, probability along the path
  std::size_t site_count = 0;
  std::vector<Leg> legs;  ///< site_count x site_count, row = from

  const Leg& between(SiteId from, SiteId to) const { return legs[from * site_count + to]; }
};

/// Cost: nodes x links x log(nodes), plus sites^2 x hubs_per_site^2; 1,000 sites take under 0.1 s.
/// At most 2,000 sites.
std::shared_ptr<const Routes> compute_routes(const Topology& topology,
                                             const std::vector<Site>& sites,
                                             const LatencyModel& model, std::uint32_t epoch);

}  // namespace waypost::net
