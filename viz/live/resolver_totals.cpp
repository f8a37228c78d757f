// SPDX-License-Identifier: Apache-2.0
#include "viz/live/resolver_totals.hpp"

namespace waypost::viz {

void ResolverTotals::refresh_one(const world::World& world, std::uint32_t resolver) {
  const dns::ResolverCounters& c = world.dns.resolvers[resolver].counters;
  const Figures now{c.queries, c.hits, c.upstream[0], c.upstream[1], c.upstream[2], c.timeouts};
  for (std::size_t i = 0; i < kFigures; ++i) sum_[i] += now[i] - of_[resolver][i];
  of_[resolver] = now;
}

void ResolverTotals::refresh(const world::World& world, const Scene& scene,
                             const Activity& activity) {
  if (shakes_ != activity.shakes()) {
    of_.resize(world.dns.resolvers.size());
    for (std::uint32_t i = 0; i < of_.size(); ++i) refresh_one(world, i);
    shakes_ = activity.shakes();
    return;
  }
  for (const std::uint32_t i : activity.busy())
    if (scene.servers[i].kind() == ServerKind::resolver) refresh_one(world, scene.servers[i].index);
}

}  // namespace waypost::viz
