// SPDX-License-Identifier: Apache-2.0
// Forward and stub zones: parts of the name space that are asked for elsewhere than by the
// delegations (Unbound, forward-zone and stub-zone; BIND, "type forward" and "type static-stub").
#include <catch2/catch.hpp>

#include "tests/dns/resolver_fixture.hpp"

using namespace waypost;
using namespace waypost::dns;
using test::World;

namespace {

/// Two resolvers; the first has the configured zone, the client asks it.
World two_resolvers(std::string_view name, const std::string& apex, const std::string& server,
                    bool forward, bool falls_back) {
  ResolverProfile p = *find_profile(name);
  p.minimisation = Minimisation::off;
  World world = test::make_recorded_world(p);
  world.add_resolver("198.18.99.2", *find_profile("unbound"));
  world.publish();
  UpstreamZone zone;
  zone.apex = world.dns.names.intern(apex);
  zone.forward = forward;
  zone.falls_back = falls_back;
  zone.servers.push_back({kRoot, world.network.addresses.intern(*net::parse_address(server))});
  world.resolver().upstream_zones =
      std::make_shared<const std::vector<UpstreamZone>>(std::vector<UpstreamZone>{zone});
  return world;
}

}  // namespace

TEST_CASE("a forward zone is asked of another resolver, in one query", "[dns][forward]") {
  for (const std::string_view name : profile_names()) {
    CAPTURE(name);
    World world = two_resolvers(name, "alpha.", "198.18.99.2", true, false);
    CHECK(world.look_up("www.shop.alpha.").result.status == LookupStatus::found);
    CHECK(world.dns.resolvers[1].counters.queries == 1);
    CHECK(world.dns.resolvers[1].counters.misses == 1);
    CHECK(world.look_up("www.cafe.beta.").result.status == LookupStatus::found);  // not forwarded
    CHECK(world.look_up("nx.shop.alpha.").result.status == LookupStatus::nx_domain);
    CHECK(world.dns.resolvers[1].counters.queries >= 2);
  }
}

TEST_CASE("a stub zone's servers are asked whatever the parent says", "[dns][forward]") {
  for (const std::string_view name : profile_names()) {
    CAPTURE(name);
    World world = two_resolvers(name, "shop.alpha.", "198.18.12.1", false, false);
    world.add_zone("shop.alpha.", {"shop.alpha. 60 SOA 60", "www.shop.alpha. 60 A 198.18.77.1"},
                   {"198.18.12.1"});
    world.publish();
    const test::Told told = world.look_up("www.shop.alpha.");
    CHECK(told.result.status == LookupStatus::found);
    CHECK(world.questions() == std::vector<std::string>{"198.18.12.1 www.shop.alpha. A"});
  }
}

TEST_CASE("when the forwarder is dead the delegations are followed, if it may fall back",
          "[dns][forward]") {
  const bool falls_back = GENERATE(true, false);
  const char* name = GENERATE("ideal", "bind", "knot", "pdns", "unbound_2026");
  CAPTURE(name, falls_back);
  World world = two_resolvers(name, "alpha.", "198.18.99.2", true, falls_back);
  world.resolver().profile.load.discard_after = {};  // Unbound would be too late for its client
  net::set_port(world.network, world.host("198.18.99.2"), net::Service::dns,
                net::PortState::refused);
  world.stubs[0] = {world.host("client"),
                    world.network.hosts[world.host("client")].ipv4,
                    {},
                    {sim::seconds(300), 1}};
  world.stubs[0].add_server(world.network.hosts[world.resolver().host].ipv4);
  const test::Told told = world.look_up("www.shop.alpha.");
  CHECK((told.result.status == LookupStatus::found) == falls_back);
}
