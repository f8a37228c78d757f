// SPDX-License-Identifier: Apache-2.0
// Faults and repairs of places, links, hosts and anycast instances. Each takes effect at the next
// publish(), except those of single hosts, which act on the next packet.
#pragma once

#include "models/net/network.hpp"

namespace waypost::net {

void set_site_up(Network& network, SiteId site, bool up);
void set_node_up(Network& network, NodeId node, bool up);
void set_link_up(Network& network, LinkId link, bool up);

/// `delay_factor` >= 1 multiplies the link's delay, `extra` >= 0 is added to it, one way; `loss` is
/// the added probability per packet. (1, 0, 0) repairs.
void set_link_fault(Network& network, LinkId link, float delay_factor, float loss,
                    sim::Duration extra = {});
/// The same for all that passes through a hub (Node).
void set_node_fault(Network& network, NodeId node, float delay_factor, float loss,
                    sim::Duration extra = {});

/// A host that is down answers nothing; its anycast instances are withdrawn if their group says so.
void set_host_up(Network& network, HostId host, bool up);

/// As set_link_fault, for every path that ends at the host.
void set_host_fault(Network& network, HostId host, float delay_factor, float loss,
                    sim::Duration extra = {});

/// Junk of so many bits a second comes to the host. What its line cannot carry is dropped, junk and
/// other packets alike; returns the share that gets through. Simplification: a fluid, without the
/// line's queue; other traffic takes no room on it.
double set_junk(Network& network, HostId host, double bits_per_second);

void set_port(Network& network, HostId host, Service service, PortState state);
void set_reaches(Network& network, HostId host, Family family, bool reaches);

/// Announces or withdraws the instances of `group` that stand on `host`.
void set_announced(Network& network, GroupId group, HostId host, bool announced);

}  // namespace waypost::net
