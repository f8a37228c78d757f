// SPDX-License-Identifier: Apache-2.0
// What a scenario says of its resolvers, as the world has it: profiles by name and by share, single
// values over them, forward and stub zones.
#include <catch2/catch.hpp>

#include "scenarios/load/profiles.hpp"
#include "tests/build/world_text.hpp"

using namespace waypost;

namespace {

scenarios::Built with(const std::string& resolver) {
  return test::build_text(R"(
root { mini {} }
name_servers { name: "ns1.b.example" sites: "Paris, FR" }
name_servers { name: "inner.b.example" sites: "Paris, FR" addresses: "192.0.2.53" edns: FORMAT_ERROR udp_lost_above: 900 }
zones { origin: "b.example" name_servers: "ns1.b.example" }
resolvers { name: "other" sites: "Paris, FR" addresses: "192.0.2.1" }
resolvers { name: "isp" sites: "Paris, FR" )" +
                          resolver + " }");
}

/// What the loader says of it, one mistake a line.
std::string load_errors(const std::string& text) {
  std::string all;
  const std::string head = "schema_version: 1\nhorizon: \"1h\"\nroot { mini {} }\n";
  for (const auto& error :
       scenarios::load_memory(head + text, scenarios::Form::text, "test.textproto").errors)
    all += to_string(error) + "\n";
  return all;
}

const dns::ResolverProfile& profile(const scenarios::Built& built, std::size_t member = 1) {
  return built.world.dns.resolvers[member].profile;
}

}  // namespace

TEST_CASE("every resolver profile of the model can be named, and no other", "[build][resolvers]") {
  const auto& names = scenarios::profile_names("resolver");
  for (const std::string_view known : dns::profile_names())
    CHECK(std::find(names.begin(), names.end(), known) != names.end());
  for (const std::string& name : names) {
    CHECK(dns::find_profile(name) != nullptr);
    CHECK(profile(with("profile: \"" + name + "\"")).name == name);
  }
}

TEST_CASE("a mix deals the profiles out by share", "[build][resolvers]") {
  const scenarios::Built built = with(
      "count: 10 mix { name: \"knot\" share: \"30%\" } mix { name: \"pdns\" share: \"20%\" } "
      "mix { name: \"bind_9_21\" }");
  std::map<std::string_view, int> dealt;
  for (std::size_t i = 1; i < built.world.dns.resolvers.size(); ++i)
    ++dealt[profile(built, i).name];
  CHECK(dealt == std::map<std::string_view, int>{{"knot", 3}, {"pdns", 2}, {"bind_9_21", 5}});
}

TEST_CASE("settings win over the profile", "[build][resolvers]") {
  const scenarios::Built built = with(R"(profile: "bind" settings {
    serve_stale: "2d" stale_wait: "1.8s" stale_reply_ttl: "20s" stale_pause: "15s"
    prefetch_share: "25%" prefetch_left: "3s" prefetch_least_ttl: "12s" minimise_strictly: true
    first_timeout: "500ms" tries_per_server: 2 asks_parent_again: true
    limits { time: "3s" queries: 40 queries_per_zone: 12 name_servers: 6 address_lookups: 4
             address_lookups_in_all: 9 failed_name_servers: 3 depth: 2 aliases: 5 }
    failure_ttl: "2s" max_failure_ttl: "1m" parent_centric: true name_error_cut: true
    load { recursions: 70 jostle: "100ms" clients_per_question: 7 discard_after: "2s"
           waiting_per_client: 9 } })");
  const dns::ResolverProfile& p = profile(built);
  CHECK(p.stale.enabled);
  CHECK(p.stale.max_age == sim::hours(48));
  CHECK(p.cache.keep_expired == sim::hours(48));
  CHECK(p.stale.client_timeout == sim::milliseconds(1800));
  CHECK(p.stale.reply_ttl == 20);
  CHECK(p.stale.recheck == sim::seconds(15));
  CHECK(p.prefetch.last_percent == 25);
  CHECK(p.prefetch.last_seconds == 3);
  CHECK(p.prefetch.min_original_ttl == 12);
  CHECK(p.minimisation == dns::Minimisation::strict);
  CHECK(p.servers.first_timeout == sim::milliseconds(500));
  CHECK(p.servers.tries_per_address == 2);
  CHECK(p.servers.parent_as_last_resort);
  CHECK(p.limits.resolution_time == sim::seconds(3));
  CHECK(p.limits.queries == 40);
  CHECK(p.limits.queries_per_name == 12);
  CHECK(p.limits.servers_per_zone == 6);
  CHECK(p.limits.address_lookups == 4);
  CHECK(p.limits.tree_lookups == 9);
  CHECK(p.limits.failed_names == 3);
  CHECK(p.limits.failed_names_end == 6);
  CHECK(p.limits.address_depth == 2);
  CHECK(p.limits.aliases == 5);
  CHECK(p.load.max_recursions == 70);
  CHECK(p.load.jostle == sim::milliseconds(100));
  CHECK(p.load.clients_per_question == 7);
  CHECK(p.load.most_clients_per_question == 0);
  CHECK(p.load.discard_after == sim::seconds(2));
  CHECK(p.load.waiting_per_client == 9);
  CHECK(p.cache.failure_ttl == sim::seconds(2));
  CHECK(p.cache.max_failure_ttl == sim::minutes(1));
  CHECK(p.cache.parent_delegation > sim::Duration{});
  CHECK(p.cache.name_error_cut == dns::NameErrorCut::all);
}

TEST_CASE("variants are dealt out by share over all profiles of a mix", "[build][resolvers]") {
  // Bhowmick et al., PAM 2023: one resolver in eleven extends TTLs; RFC 9199: one in ten goes by
  // the parent's.
  const scenarios::Built built = with(
      "count: 40 mix { name: \"knot\" share: \"50%\" } mix { name: \"bind\" share: \"50%\" } "
      "settings { max_ttl: \"1h\" } "
      "variants { share: \"10%\" settings { min_ttl: \"10m\" } } "
      "variants { share: \"20%\" settings { parent_centric: true } }");
  std::map<std::string_view, int> stretching, parent_centric;
  for (std::size_t i = 1; i < built.world.dns.resolvers.size(); ++i) {
    const dns::ResolverProfile& p = profile(built, i);
    CHECK(p.cache.max_ttl == 3600);
    stretching[p.name] += p.cache.min_ttl == 600;
    parent_centric[p.name] += p.cache.parent_delegation > sim::Duration{};
  }
  CHECK(stretching == std::map<std::string_view, int>{{"bind", 2}, {"knot", 2}});
  CHECK(parent_centric == std::map<std::string_view, int>{{"bind", 4}, {"knot", 4}});
  CHECK(test::mistakes("resolvers { name: \"x\" sites: \"Oslo, NO\" "
                       "variants { share: \"60%\" settings { min_ttl: \"1m\" } } "
                       "variants { share: \"50%\" settings { min_ttl: \"2m\" } } }")
            .find("resolvers[0].variants") != std::string::npos);
}

TEST_CASE("nobody serves stale data unless told, and stale timers alone are a mistake",
          "[build][resolvers]") {
  for (const std::string_view name : dns::profile_names())
    CHECK_FALSE(profile(with("profile: \"" + std::string(name) + "\"")).stale.enabled);
  CHECK(test::mistakes(
            "resolvers { name: \"x\" sites: \"Oslo, NO\" settings { stale_wait: \"2s\" } }")
            .find("resolvers[0].settings.serve_stale") != std::string::npos);
}

TEST_CASE("forward zones lead to resolvers, stub zones to name servers", "[build][resolvers]") {
  const scenarios::Built built = with(
      "zones { name: \"corp.example\" forwards_to: \"other\" falls_back: true without_cache: true "
      "} "
      "zones { name: \"b.example\" name_servers: \"inner.b.example\" over_tcp: true }");
  REQUIRE(built.world.dns.resolvers[1].upstream_zones != nullptr);
  const auto& zones = *built.world.dns.resolvers[1].upstream_zones;
  REQUIRE(zones.size() == 2);
  const auto address = [&](std::size_t i) {
    return to_text(built.world.network.addresses.address(zones[i].servers.at(0).address));
  };
  CHECK(zones[0].forward);
  CHECK(zones[0].falls_back);
  CHECK_FALSE(zones[0].keeps_answers);
  CHECK(address(0) == "192.0.2.1");
  CHECK_FALSE(zones[1].forward);
  CHECK(zones[1].transport == dns::Transport::tcp);
  CHECK(address(1) == "192.0.2.53");
}

TEST_CASE("a configured zone has forwarders or name servers, not both", "[build][resolvers]") {
  const std::string base = R"(
name_servers { name: "ns1.b.example" sites: "Paris, FR" }
resolvers { name: "other" sites: "Paris, FR" }
resolvers { name: "isp" sites: "Paris, FR" zones { name: "b.example" )";
  CHECK(load_errors(base + "} }").find("resolvers[1].zones[0]") != std::string::npos);
  CHECK(load_errors(base + "forwards_to: \"other\" name_servers: \"ns1.b.example\" } }")
            .find("exclude each other") != std::string::npos);
}

TEST_CASE("how a name server and its path treat EDNS and large responses", "[build][resolvers]") {
  const scenarios::Built built = with("");
  const auto& server = built.world.dns.authority.servers;
  const auto odd = std::find_if(server.begin(), server.end(), [](const auto& s) {
    return s.style.edns == dns::EdnsHandling::format_error;
  });
  REQUIRE(odd != server.end());
  CHECK(odd->style.udp_lost_above == 900);
}
