// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/fault_actions.hpp"

#include <fmt/format.h>

#include "scenarios/build/draft.hpp"

namespace waypost::scenarios {
namespace {

net::Service service_of(const Target::Member& member) {
  return member.server.kind == plan::ServerRef::Kind::mail_host ? net::Service::smtp
                                                                : net::Service::dns;
}

/// The port as it is before the run; the plan brings it back to this.
net::PortState usual_port(const Draft& draft, const Target::Member& member) {
  return draft.world.network.hosts[member.host].ports[static_cast<std::size_t>(service_of(member))];
}

void take_down_member(Draft& draft, const Target::Member& member, schema::Down::How how,
                      const std::string& path, Change& change) {
  switch (how) {
    case schema::Down::REFUSING:
      change.add(plan::SetPort{member.host, service_of(member), net::PortState::refused},
                 plan::SetPort{member.host, service_of(member), usual_port(draft, member)});
      return;
    case schema::Down::WITHDRAWN:
      if (member.anycast == net::kNone)
        return draft.problems.not_built(path, "withdrawing the route of a single resolver");
      change.add(plan::Announce{member.anycast, member.host, false},
                 plan::Announce{member.anycast, member.host, true});
      return;
    default: change.add(plan::HostCause{member.host, +1}, plan::HostCause{member.host, -1}); return;
  }
}

/// A fault of every path that ends at a host, at a site (at each of its hosts), or that runs over
/// a link or through a hub.
void fault_paths(Draft& draft, const Target& target, const plan::PathFault& fault, Change& change) {
  if (target.link != net::kNone)
    change.add(plan::LinkFault{target.link, fault}, plan::LinkFault{target.link, {}});
  if (target.hub != net::kNone)
    change.add(plan::HubFault{target.hub, fault}, plan::HubFault{target.hub, {}});
  const net::Network& network = draft.network();
  for (net::HostId host = 0; target.site != net::kNone && host < network.hosts.size(); ++host)
    if (network.hosts[host].site == target.site)
      change.add(plan::HostFault{host, fault}, plan::HostFault{host, {}});
}

bool is_place(const Target& target) { return target.members.empty(); }

}  // namespace

void take_down(Draft& draft, const Target& target, schema::Down::How how, const std::string& path,
               Change& change) {
  for (const Target::Member& member : target.members)
    take_down_member(draft, member, how, path, change);
  if (!is_place(target)) return;
  if (how == schema::Down::REFUSING || how == schema::Down::WITHDRAWN)
    return draft.problems.not_built(path, "a place or link that is down but not silent");
  if (target.site != net::kNone)
    change.add(plan::SiteCause{target.site, +1}, plan::SiteCause{target.site, -1});
  if (target.hub != net::kNone)
    change.add(plan::HubCause{target.hub, +1}, plan::HubCause{target.hub, -1});
  if (target.link != net::kNone)
    change.add(plan::LinkCause{target.link, +1}, plan::LinkCause{target.link, -1});
}

void bring_up(Draft& draft, const Target& target, Change& change) {
  for (const Target::Member& member : target.members) {
    change.apply.push_back(plan::HostCause{member.host, 0});
    change.apply.push_back(plan::HostFault{member.host, {}});
    change.apply.push_back(
        plan::SetPort{member.host, service_of(member), usual_port(draft, member)});
    if (member.anycast != net::kNone)
      change.apply.push_back(plan::Announce{member.anycast, member.host, true});
  }
  if (target.site != net::kNone) change.apply.push_back(plan::SiteCause{target.site, 0});
  if (target.hub != net::kNone) {
    change.apply.push_back(plan::HubCause{target.hub, 0});
    change.apply.push_back(plan::HubFault{target.hub, {}});
  }
  if (target.link != net::kNone) {
    change.apply.push_back(plan::LinkCause{target.link, 0});
    change.apply.push_back(plan::LinkFault{target.link, {}});
  }
}

void slow_down(Draft& draft, const Target& target, const Slowness& slowness, Change& change) {
  for (const Target::Member& member : target.members)
    change.add(plan::SlowService{member.server, slowness.factor, slowness.extra},
               plan::SlowService{member.server, 1, {}});
  fault_paths(draft, target, {static_cast<float>(slowness.factor), 0, slowness.extra}, change);
}

void lose_packets(Draft& draft, const Target& target, double loss, Change& change) {
  const plan::PathFault fault{1, static_cast<float>(loss), {}};
  for (const Target::Member& member : target.members)
    change.add(plan::HostFault{member.host, fault}, plan::HostFault{member.host, {}});
  fault_paths(draft, target, fault, change);
}

void flood(Draft& draft, const Target& target, const Junk& junk, const std::string& path,
           Change& change) {
  const net::GroupId group = target.members.front().anycast;
  if (group == net::kNone || target.members.back().anycast != group)
    return draft.problems.add(path,
                              fmt::format("\"{}\" is no anycast address: all junk meets "
                                          "it, wherever it comes from",
                                          target.name),
                              "Leave `from` out");
  const auto index = static_cast<std::uint32_t>(draft.world.plan.floods.size());
  plan::Flood added{.group = group, .from = junk.from, .octets = junk.octets};
  for (const Target::Member& member : target.members)
    added.sites.push_back({member.host, member.server});
  draft.world.plan.floods.push_back(std::move(added));
  change.add(plan::SetFlood{index, junk.rate_per_second}, plan::SetFlood{index, 0});
}

void attack(Draft& draft, const Target& target, const Junk& junk, const std::string& path,
            Change& change) {
  if (is_place(target))
    return draft.problems.add(path, "an attack is on hosts, not on places or links",
                              "Name servers, resolvers or mail hosts");
  if (!junk.from.empty()) return flood(draft, target, junk, path, change);
  const double each = junk.rate_per_second / static_cast<double>(target.members.size());
  for (const Target::Member& member : target.members)
    change.add(plan::Attack{member.server, member.host, each, junk.octets},
               plan::Attack{member.server, member.host, 0, junk.octets});
}

}  // namespace waypost::scenarios
