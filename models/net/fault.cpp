// SPDX-License-Identifier: Apache-2.0
#include "models/net/fault.hpp"

#include "sim/expect.hpp"

namespace waypost::net {
namespace {

void expect_fault(float delay_factor, float loss, sim::Duration extra) {
  // A factor under 1 would let a packet overtake light, and the engine's look-ahead.
  WAYPOST_EXPECT(delay_factor >= 1, "delay factor under 1");
  WAYPOST_EXPECT(extra.ns >= 0, "a delay shortened");
  WAYPOST_EXPECT(loss >= 0 && loss <= 1, "loss outside 0..1");
}

/// Of a node, link or host.
template <class Thing>
void set_fault(Thing& thing, float delay_factor, float loss, sim::Duration extra) {
  expect_fault(delay_factor, loss, extra);
  thing.fault_delay_factor = delay_factor;
  thing.fault_loss = loss;
  thing.fault_extra = extra;
}

}  // namespace

void set_site_up(Network& network, SiteId site, bool up) {
  network.sites[site].up = up;
  network.routes_stale = true;
}

void set_node_up(Network& network, NodeId node, bool up) {
  network.topology.graph[node].up = up;
  network.routes_stale = true;
}

void set_link_up(Network& network, LinkId link, bool up) {
  network.topology.link(link).up = up;
  network.routes_stale = true;
}

void set_node_fault(Network& network, NodeId node, float delay_factor, float loss,
                    sim::Duration extra) {
  set_fault(network.topology.graph[node], delay_factor, loss, extra);
  network.routes_stale = true;
}

void set_link_fault(Network& network, LinkId link, float delay_factor, float loss,
                    sim::Duration extra) {
  set_fault(network.topology.link(link), delay_factor, loss, extra);
  network.routes_stale = true;
}

void set_host_up(Network& network, HostId host, bool up) {
  network.hosts[host].up = up;
  for (AnycastGroup& group : network.groups)
    for (const AnycastInstance& instance : group.instances)
      if (instance.host == host) group.stale = true;
}

void set_host_fault(Network& network, HostId host, float delay_factor, float loss,
                    sim::Duration extra) {
  set_fault(network.hosts[host], delay_factor, loss, extra);
}

double set_junk(Network& network, HostId host, double bits_per_second) {
  const double line = network.host_lines[host];
  const double passes = line > 0 && bits_per_second > line ? line / bits_per_second : 1;
  network.hosts[host].flood_loss = static_cast<float>(1 - passes);
  return passes;
}

void set_port(Network& network, HostId host, Service service, PortState state) {
  network.hosts[host].ports[static_cast<std::size_t>(service)] = state;
}

void set_reaches(Network& network, HostId host, Family family, bool reaches) {
  Host& target = network.hosts[host];
  (family == Family::v4 ? target.reaches_ipv4 : target.reaches_ipv6) = reaches;
}

void set_announced(Network& network, GroupId group, HostId host, bool announced) {
  AnycastGroup& target = network.groups[group];
  for (AnycastInstance& instance : target.instances)
    if (instance.host == host) instance.announced = announced;
  target.stale = true;
}

}  // namespace waypost::net
