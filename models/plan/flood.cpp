// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "models/net/fault.hpp"
#include "models/plan/perform.hpp"

namespace waypost::plan {
namespace {

bool is_announced(const net::Network& network, net::GroupId group, net::HostId host) {
  for (const net::AnycastInstance& instance : network.groups[group].instances)
    if (instance.host == host) return instance.announced && network.hosts[host].up;
  return false;
}

std::size_t count_announced(const net::Network& network, const SiteWatch& watch) {
  return static_cast<std::size_t>(std::count_if(
      watch.sites.begin(), watch.sites.end(),
      [&](const WatchedSite& site) { return is_announced(network, watch.group, site.host); }));
}

void announce(Plan& plan, Reach reach, const SiteWatch& watch, WatchedSite& site, bool announced) {
  net::set_announced(reach.context.network(), watch.group, site.host, announced);
  const sim::Time now = reach.context.engine().now();
  site.back = announced ? sim::kNever : now + watch.stay_away;
  plan.happened.push_back({now,
                           watch.name + " at " + site.place +
                               (announced ? " is announced again" : " is full: it withdraws"),
                           ""});
}

}  // namespace

void set_junk(Reach reach, ServerRef server, net::HostId host, double rate_per_second,
              double octets) {
  const double passes = net::set_junk(reach.context.network(), host, rate_per_second * octets * 8);
  net::set_attack(station_of(reach, server), reach.context.engine().now(),
                  rate_per_second * passes);
}

void spread_floods(Plan& plan, Reach reach) {
  const net::Network& network = reach.context.network();
  for (Flood& flood : plan.floods)
    for (FloodedSite& site : flood.sites) {
      const auto sources = std::count_if(
          flood.from.begin(), flood.from.end(),
          [&](net::SiteId from) { return network.catchment(flood.group, from) == site.host; });
      const double rate = flood.rate_per_second * static_cast<double>(sources) /
                          static_cast<double>(flood.from.size());
      if (rate == site.rate_per_second) continue;
      site.rate_per_second = rate;
      set_junk(reach, site.server, site.host, rate, flood.octets);
    }
}

/// Sites are looked at in order; the last one that is announced stays.
void on_look(Plan& plan, Reach reach, std::uint32_t index) {
  SiteWatch& watch = plan.watches[index];
  const sim::Time now = reach.context.engine().now();
  std::size_t announced = count_announced(reach.context.network(), watch);
  for (WatchedSite& site : watch.sites) {
    const double dropped = net::dropped_since(station_of(reach, site.server), site.mark);
    if (site.back <= now) {
      announce(plan, reach, watch, site, true);
      ++announced;
    } else if (dropped >= watch.withdraw_at && announced > 1 &&
               is_announced(reach.context.network(), watch.group, site.host)) {
      announce(plan, reach, watch, site, false);
      --announced;
    }
  }
  net::publish(reach.context.network());
  spread_floods(plan, reach);
  reach.context.engine().schedule(sim::kPlanEntity, sim::kPlanEntity, now + watch.look_every, kLook,
                                  index);
}

}  // namespace waypost::plan
