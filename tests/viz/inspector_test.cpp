// SPDX-License-Identifier: Apache-2.0
// The inspector: effective configuration with the line that it comes from, two subjects at once,
// the way back and forth.
#include <catch2/catch.hpp>

#include "viz/live/configuration_values.hpp"
#include "viz/live/inspect_queue.hpp"
#include "viz/live/simulation.hpp"
#include "viz/view/keys.hpp"
#include "viz/view/panel_text.hpp"

using namespace waypost;
using namespace waypost::viz;

namespace {

// Line 1 is the one after the opening parenthesis.
const char* const kText = R"(schema_version: 1
horizon: "2h"
root { mini {} }
resolvers {
  name: "isp"
  sites: "Paris, FR"
  profile: "bind"
  settings {
    max_ttl: "90m"
    limits { queries: 77 }
  }
  service { workers: 3 }
}
resolvers {
  name: "mixed"
  sites: "Rome, IT"
  mix { name: "knot" }
}
name_servers { name: "ns1.example.org" sites: "London, GB" udp_size: 1400 }
zones { origin: "example.org" name_servers: "ns1.example.org" records: "@ MX 10 mx.example.org." }
mail_hosts {
  name: "mx.example.org"
  sites: "Paris, FR"
  receives {
    domains { names: "example.org" }
  }
}
mail_hosts {
  name: "out.example.net"
  sites: "Rome, IT"
  sends {
    profile: "exim"
    settings { process_limit: 9 }
  }
}
plan { at: "+1h" change_mail_domain { host: "mx.example.org" state: TEMPFAIL } }
)";

std::uint32_t server_called(const Simulation& simulation, const std::string& name) {
  const auto& servers = simulation.scene().servers;
  for (std::uint32_t i = 0; i < servers.size(); ++i)
    if (servers[i].name == name) return i;
  FAIL("no server " << name);
  return 0;
}

Simulation simulation_of(const char* text, scenarios::Form form = scenarios::Form::text) {
  return Simulation(scenarios::load_memory(text, form, "some/test.textproto"));
}

Inspection look_at(Simulation& simulation, const std::string& name) {
  Attention attention;
  attention.subject = {Subject::Kind::server, server_called(simulation, name)};
  simulation.look(attention);
  return simulation.observe().inspection;
}

/// "value | origin" of one setting.
std::string told(const Inspection& page, const std::string& setting) {
  for (const ConfigurationRow& row : page.configuration)
    if (row.setting == setting) return row.value + " | " + row.origin;
  return "";
}

}  // namespace

TEST_CASE("a resolver's settings tell their line, or whose default they are",
          "[viz][configuration]") {
  Simulation simulation = simulation_of(kText);
  const Inspection page = look_at(simulation, "isp");
  CHECK(told(page, "entry") == "resolvers[0] | line 4 of test.textproto");
  CHECK(told(page, "profile") == "bind | line 7 of test.textproto");
  CHECK(told(page, "settings.max_ttl") == "1h30m | line 9 of test.textproto");
  CHECK(told(page, "settings.limits.queries") == "77 | line 10 of test.textproto");
  CHECK(told(page, "service.workers") == "3 | line 12 of test.textproto");
  CHECK(told(page, "sites[0]") == "Paris, FR | line 6 of test.textproto");
  // BIND 9.18's default: max-ncache-ttl, 3 h (bind9's named.conf(5)).
  CHECK(told(page, "settings.max_negative_ttl") == "3h | default of profile bind");
  CHECK(told(page, "service.queue_limit") == "1000 | default of resolvers");
  CHECK(told(page, "access.delay") == "0.2ms | default of profile datacentre");
  // The share of a mix decides the profile.
  CHECK(told(look_at(simulation, "mixed"), "profile") == "knot | line 17 of test.textproto");
}

TEST_CASE("servers of every kind are told from their own entry", "[viz][configuration]") {
  Simulation simulation = simulation_of(kText);
  CHECK(told(look_at(simulation, "ns1.example.org"), "udp_size") ==
        "1400 | line 19 of test.textproto");
  const Inspection out = look_at(simulation, "out.example.net");
  CHECK(told(out, "sends.profile") == "exim | line 32 of test.textproto");
  CHECK(told(out, "sends.settings.process_limit") == "9 | line 33 of test.textproto");
  CHECK(told(out, "sends.settings.equal_mx") == "random, host by host | default of profile exim");
  for (const SceneServer& server : simulation.scene().servers) {
    CAPTURE(server.name);
    CHECK(look_at(simulation, server.name).configuration.size() >= 3);
  }
}

TEST_CASE("what the plan has changed is not told as written", "[viz][configuration]") {
  Simulation simulation = simulation_of(kText);
  const std::string field = "receives.domains[0].names[0]";
  CHECK(told(look_at(simulation, "mx.example.org"), field) ==
        "example.org: final | line 25 of test.textproto");
  simulation.seek(sim::Time{} + sim::minutes(61));
  CHECK(told(look_at(simulation, "mx.example.org"), field) ==
        "example.org: tempfail | changed while running; line 25 of test.textproto: final");
}

TEST_CASE("a host that only sends tells its fault as others do", "[viz][inspector]") {
  Simulation simulation = simulation_of(kText);
  const auto state = [&](const char* name) {
    for (const auto& [what, value] : look_at(simulation, name).facts)
      if (what == "state") return value;
    return std::string();
  };
  CHECK(state("out.example.net") == "up, only sends");
  simulation.inject("lossy { names: \"out.example.net\" loss: \"20%\" }");
  simulation.inject("slow { names: \"out.example.net\" factor: 3 }");
  simulation.inject("slow { names: \"isp\" extra: \"50ms\" }");
  simulation.advance(simulation.now() + sim::seconds(1));
  CHECK(state("out.example.net") == "up, only sends, loses 20 %, slowed x3");
  CHECK(state("isp") == "up, slowed by 50ms");
}

TEST_CASE("lengths of time are written as a scenario would", "[viz][configuration]") {
  CHECK(duration_words({}) == "0s");
  CHECK(duration_words(sim::microseconds(50)) == "0.05ms");
  CHECK(duration_words(sim::milliseconds(376)) == "376ms");
  CHECK(duration_words(sim::minutes(90)) == "1h30m");
  CHECK(duration_words(sim::hours(120)) == "5d");
}

TEST_CASE("a pinned subject is looked at beside the selected one", "[viz][inspector]") {
  Simulation simulation = simulation_of(kText);
  UiState ui;
  ui.select({Subject::Kind::server, server_called(simulation, "isp")});
  ui.pin();
  ui.select({Subject::Kind::server, server_called(simulation, "mx.example.org")});
  simulation.look(ui.attention());
  const Snapshot s = simulation.observe();
  CHECK(s.pinned.title == "isp");
  CHECK(s.inspection.title == "mx.example.org");
  CHECK_THAT(panel_text("inspector", s, ui),
             Catch::StartsWith("pinned: isp") && Catch::Contains("mail host in Paris"));
  ui.pin();
  simulation.look(ui.attention());
  CHECK(simulation.observe().pinned.title.empty());
}

TEST_CASE("the way leads back and forward, until something new is selected", "[viz][inspector]") {
  UiState ui;
  const Subject a{Subject::Kind::server, 1}, b{Subject::Kind::site, 2}, c{Subject::Kind::link, 3};
  Snapshot s;
  s.scene = std::make_shared<const Scene>();
  CommandList commands;
  perform(ActionId::forward, s, ui, commands);
  CHECK(ui.subject == Subject{});
  for (const Subject subject : {a, b, c}) ui.select(subject);
  perform(ActionId::back, s, ui, commands);
  perform(ActionId::back, s, ui, commands);
  CHECK(ui.subject == a);
  CHECK_FALSE(ui.visited.has_back());
  perform(ActionId::forward, s, ui, commands);
  CHECK(ui.subject == b);
  ui.select(a);
  CHECK_FALSE(ui.visited.has_forward());
  ui.back();
  CHECK(ui.subject == b);
}

TEST_CASE("a refused connection is no reply, not an unanswered one", "[viz][inspector]") {
  CHECK(reply_text({}) == "no reply");
  mail::Reply busy;
  busy.code = 450;
  CHECK(reply_text(busy) == "450");
}
