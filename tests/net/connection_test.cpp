// SPDX-License-Identifier: Apache-2.0
// TCP handshakes as steps, and as a client and a server perform them over the network.
#include <catch2/catch.hpp>

#include "models/net/connection.hpp"
#include "models/net/datagram.hpp"
#include "models/net/fault.hpp"
#include "sim/engine.hpp"

using namespace waypost;
using namespace waypost::net;

namespace {

/// Seconds at which SYNs leave when nobody answers, and the end.
std::vector<double> silent_attempt(SynProfile profile, sim::Duration timeout) {
  Handshake handshake;
  std::vector<double> times{0};
  ConnectAction action = start(handshake, profile, {}, timeout);
  for (;;) {
    const auto* wait = std::get_if<SendAndWait>(&action);
    if (!wait) break;
    times.push_back(static_cast<double>(wait->timer.at.ns) / 1e9);
    action = on_timer(handshake, wait->timer.at);
  }
  CHECK(std::get<FinishConnect>(action).outcome == ConnectOutcome::timed_out);
  CHECK(std::get<FinishConnect>(action).elapsed.seconds() == Approx(times.back()));
  return times;
}

/// A client 30 ms (one way) from a server, and an engine that carries their packets.
struct ClientAndServer {
  enum Kind : std::uint32_t { syn_arrives, reply_arrives, timer, server_comes_up };
  Network network;
  HostId client, server;
  sim::Engine engine;
  Handshake handshake;
  std::optional<FinishConnect> result;
  ConnectAction action;

  ClientAndServer() {
    const SiteId here = add_site(network, {.path = "here"});
    const SiteId there = add_site(network, {.path = "there"});
    network.topology.add_link(wire_site(network, here), wire_site(network, there),
                              {.latency = sim::milliseconds(30)});
    client = add_host(network, "client", {.site = here});
    server = add_host(network, "server", {.site = there});
    for (const HostId host : {client, server}) claim_automatic_address(network, host, Family::v4);
    for (const HostId host : {client, server})
      network.hosts[host].entity = engine.add_entity(network.hosts[host].path_hash);
    publish(network);
  }

  void perform(const ConnectAction& next) {
    if (const auto* end = std::get_if<FinishConnect>(&next)) {
      result = *end;
      return;
    }
    const auto& [send, arm] = std::get<SendAndWait>(next);
    const sim::EntityId self = network.hosts[client].entity;
    engine.schedule(self, self, arm.at, timer, send.attempt);
    sim::Draw draw(sim::make_stream(1, network.hosts[client].path_hash, "syn"), 0, send.attempt);
    const Transit transit = send_datagram(network, client, network.hosts[server].ipv4, draw);
    const sim::Time at = engine.now() + transit.delay;
    if (transit.verdict == Transit::Verdict::delivered)
      engine.schedule(self, network.hosts[server].entity, at, syn_arrives, 0);
    if (transit.verdict == Transit::Verdict::unreachable)
      engine.schedule(self, self, at, reply_arrives,
                      static_cast<std::uint64_t>(SynReply::no_route));
  }

  void answer(sim::Time now) {
    const PortState state = port_state(network, server, Service::smtp);
    if (state == PortState::black_holed) return;
    const auto reply = state == PortState::open ? SynReply::syn_ack : SynReply::reset;
    engine.schedule(network.hosts[server].entity, network.hosts[client].entity,
                    now + sim::milliseconds(30), reply_arrives, static_cast<std::uint64_t>(reply));
  }

  FinishConnect connect(SynProfile profile, sim::Duration timeout) {
    perform(start(handshake, profile, engine.now(), timeout));
    engine.run(sim::kNever, [&](const sim::Event& event) {
      if (result) return false;
      switch (static_cast<Kind>(event.kind)) {
        case syn_arrives: answer(event.at()); break;
        case reply_arrives:
          result = on_reply(handshake, static_cast<SynReply>(event.argument), event.at());
          break;
        case timer:
          if (event.argument + 1 == handshake.syns) perform(on_timer(handshake, event.at()));
          break;
        case server_comes_up: set_host_up(network, server, true); break;
      }
      return !result;
    });
    return result.value();
  }
};

}  // namespace

TEST_CASE("SYNs to a silent host follow the kernel's schedule until the application's timeout",
          "[net][connection]") {
  using Times = std::vector<double>;
  CHECK(silent_attempt(SynProfile::linux_6_5, sim::seconds(60)) ==
        Times{0, 1, 2, 3, 4, 5, 7, 11, 19, 35, 60});
  CHECK(silent_attempt(SynProfile::linux_6_5, sim::seconds(30)) ==
        Times{0, 1, 2, 3, 4, 5, 7, 11, 19, 30});
  CHECK(silent_attempt(SynProfile::linux_classic, sim::seconds(60)) ==
        Times{0, 1, 3, 7, 15, 31, 60});
  // Linux's ip-sysctl: without a timeout of its own an application waits 131 s, or 127 s
  // before 6.5.
  CHECK(silent_attempt(SynProfile::linux_6_5, sim::hours(1)).back() == 131);
  CHECK(silent_attempt(SynProfile::linux_classic, sim::hours(1)).back() == 127);
}

TEST_CASE("a handshake takes one round trip", "[net][connection]") {
  ClientAndServer world;
  const FinishConnect end = world.connect(SynProfile::linux_6_5, sim::seconds(30));
  CHECK(end.outcome == ConnectOutcome::connected);
  CHECK(end.elapsed == sim::milliseconds(60));
  CHECK(end.syns == 1);
}

TEST_CASE("a closed port refuses after one round trip", "[net][connection]") {
  ClientAndServer world;
  set_port(world.network, world.server, Service::smtp, PortState::refused);
  const FinishConnect end = world.connect(SynProfile::linux_6_5, sim::seconds(30));
  CHECK(end.outcome == ConnectOutcome::refused);
  CHECK(end.elapsed == sim::milliseconds(60));
}

TEST_CASE("a host that is down makes the client wait out its timeout", "[net][connection]") {
  ClientAndServer world;
  set_host_up(world.network, world.server, false);
  const FinishConnect end = world.connect(SynProfile::linux_6_5, sim::seconds(30));
  CHECK(end.outcome == ConnectOutcome::timed_out);
  CHECK(end.elapsed == sim::seconds(30));
  CHECK(end.syns == 9);
}

TEST_CASE("a site cut off is unreachable at once", "[net][connection]") {
  ClientAndServer world;
  set_site_up(world.network, world.network.hosts[world.server].site, false);
  publish(world.network);
  const FinishConnect end = world.connect(SynProfile::linux_6_5, sim::seconds(30));
  CHECK(end.outcome == ConnectOutcome::unreachable);
  CHECK(end.elapsed < sim::seconds(1));
}

TEST_CASE("a host that comes up is reached by the next SYN", "[net][connection]") {
  const auto [profile, seconds] = GENERATE(table<SynProfile, double>(
      {{SynProfile::linux_6_5, 11.06}, {SynProfile::linux_classic, 15.06}}));
  ClientAndServer world;
  set_host_up(world.network, world.server, false);
  world.engine.schedule(sim::kPlanEntity, world.network.hosts[world.server].entity,
                        sim::Time{} + sim::seconds(8), ClientAndServer::server_comes_up, 0);
  const FinishConnect end = world.connect(profile, sim::seconds(30));
  CHECK(end.outcome == ConnectOutcome::connected);
  CHECK(end.elapsed.seconds() == Approx(seconds));
}
