// SPDX-License-Identifier: Apache-2.0
// Populations x sites x choice of resolvers -> workload::Clients: one entity with one stub resolver
// for all users of a population at a site who ask the same resolvers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/dns/stub_resolver.hpp"
#include "scenarios/build/access.hpp"

namespace waypost::scenarios {

struct Draft;

/// One cell of a population before it becomes Clients.
struct Cell {
  net::SiteId site = net::kNone;
  std::uint64_t users = 0;
  std::vector<std::uint32_t> groups{};  ///< resolver groups, asked in this order
  std::string path{};
  dns::StubOptions stub{};
  dns::Encryption encrypted{};
  std::uint32_t clients = UINT32_MAX;   ///< index into Workload::clients, once made
  std::vector<dns::StubPart> asking{};  ///< after the plan's steps so far; empty: as `groups` say
};

struct Population {
  std::string name;
  std::uint64_t users = 0;
  std::vector<Cell> cells{};  ///< those with users, by site, then by choice
};

/// Deals the users out to sites and resolvers. Before routes are published: sites are added here.
void lay_out_populations(Draft& draft);

/// Makes the Clients of one cell; their index in Workload::clients. `path`: for mistakes.
std::uint32_t add_clients(Draft& draft, const Cell& cell, const AccessLine& line,
                          std::uint32_t population, const std::string& path);

/// Makes the Clients of every cell, each at its nearest resolvers. After routes are published.
void build_clients(Draft& draft);

}  // namespace waypost::scenarios
