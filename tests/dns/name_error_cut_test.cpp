// SPDX-License-Identifier: Apache-2.0
// What an NXDOMAIN says of the names below (RFC 8020), by product: Unbound and PowerDNS take it so
// when it was validated, PowerDNS also when the root denies a top-level domain, BIND and Knot only
// by NSEC; a chain of aliases within one reply counts as one of several replies does.
#include <catch2/catch.hpp>

#include "tests/dns/resolver_fixture.hpp"

using namespace waypost;
using namespace waypost::dns;
using test::World;

namespace {

World world_of(const char* name, Minimisation minimisation) {
  ResolverProfile p = *find_profile(name);
  p.minimisation = minimisation;
  World world = test::make_recorded_world(p);
  world.look_up("mail.shop.alpha.");
  world.run_for(sim::seconds(1));
  world.asked.clear();
  return world;
}

}  // namespace

TEST_CASE("an NXDOMAIN denies what is below it where the product takes it so", "[dns][denial]") {
  const auto [name, below_tld, below_name] = GENERATE(table<const char*, bool, bool>({
      {"rfc", true, true},
      {"pdns", true, false},  // root-nx-trust; nothing-below-nxdomain: dnssec
      {"unbound", false, false},
      {"bind", false, false},
      {"knot", false, false},
      {"ideal", false, false},
  }));
  CAPTURE(name);
  World world = world_of(name, Minimisation::off);
  world.look_up("nosuch.shop.alpha.");
  world.asked.clear();
  CHECK(world.look_up("www.nosuch.shop.alpha.").result.status == LookupStatus::nx_domain);
  CHECK(world.asked.empty() == below_name);
  world.look_up("local.");
  world.asked.clear();
  CHECK(world.look_up("printer.local.").result.status == LookupStatus::nx_domain);
  CHECK(world.asked.empty() == below_tld);
  world.look_up("one.corp.");  // the root's word is on one.corp. alone, or on all of corp.
  world.asked.clear();
  CHECK(world.look_up("two.corp.").result.status == LookupStatus::nx_domain);
  CHECK(world.asked.empty() == (std::string(name) == "pdns"));
}

TEST_CASE("a minimised query that is denied is the last where the denial holds below",
          "[dns][denial]") {
  const auto [name, queries] = GENERATE(table<const char*, int>(
      {{"rfc", 1}, {"pdns", 1}, {"unbound", 2}, {"bind", 2}}));  // two: recorded (s1)
  CAPTURE(name);
  World world = world_of(name, Minimisation::relaxed);
  CHECK(world.look_up("www.nosuch.").result.status == LookupStatus::nx_domain);
  CHECK(static_cast<int>(world.asked.size()) == queries);
}

TEST_CASE("aliases within one reply count against the limit", "[dns][resolver]") {
  // max-query-restarts 11 (Unbound, BIND), KR_CNAME_CHAIN_LIMIT 12, max_cnames_followed 10.
  const auto [name, most] = GENERATE(
      table<const char*, int>({{"unbound", 11}, {"bind", 11}, {"knot", 12}, {"pdns", 10}}));
  CAPTURE(name);
  World world = world_of(name, Minimisation::off);
  std::vector<std::string> lines{"shop.alpha. 60 SOA 60", "c0.shop.alpha. 60 A 198.18.30.1"};
  for (int i = 1; i <= most + 1; ++i)
    lines.push_back("c" + std::to_string(i) + ".shop.alpha. 60 CNAME c" + std::to_string(i - 1) +
                    ".shop.alpha.");
  world.add_zone("shop.alpha.", lines, {"198.18.10.1", "198.18.10.2"});
  const auto status = [&](int aliases) {
    return world.look_up("c" + std::to_string(aliases) + ".shop.alpha.").result.status;
  };
  CHECK(status(most + 1) == LookupStatus::try_again);
  world.run_for(sim::seconds(120));
  CHECK(status(most) == LookupStatus::found);
}
