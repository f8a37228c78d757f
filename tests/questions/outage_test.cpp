// SPDX-License-Identifier: Apache-2.0
// What planners and teachers try first about failures. Expected values: the root's TTLs
// (papers.md 3.2), resolvers' caps (Unbound 86400 s), Postfix's window of 5 and 30 s connect
// timeout (mail.md 2.2).
#include "tests/questions/small_world.hpp"

using namespace waypost;
using questions::SmallWorld;

namespace {

std::string letters_down(const std::string& letters, const std::string& at) {
  std::string text = "plan { at: \"" + at + "\" down { ";
  for (const char c : letters) text += std::string("names: \"") + c + ".root-servers.net\" ";
  return text + "} }\n";
}

const std::string kRootWorld = R"(
horizon: "60h"
resolvers { name: "isp" sites: "Paris, FR" }
name_servers { name: "ns1.example.org" sites: "Frankfurt am Main, DE" }
name_servers { name: "ns1.example.info" sites: "Frankfurt am Main, DE" }
zones { origin: "example.org" name_servers: "ns1.example.org" records: "www 300 A 198.51.100.7" }
zones { origin: "example.info" name_servers: "ns1.example.info" records: "www 300 A 198.51.100.8" }
populations { name: "people" users: "100" sites: "Paris, FR" resolvers: "isp" }
)";

}  // namespace

TEST_CASE("one dead root letter is noticed by nobody", "[questions][root]") {
  SmallWorld world(kRootWorld + R"(
queries { population: "people" names: "www.example.org" types { name: "A" } arrivals { every: "5m" } }
queries { population: "people" names: "www.example.info" types { name: "A" } arrivals { every: "5m" from: "+20h" } }
)" + letters_down("k", "+1h"));
  world.run_to(40 * 3600.0);
  CHECK(world.failed_lookups() == 0);
}

TEST_CASE(
    "with all root letters dead new TLDs fail at once and known ones run out by the cache's cap",
    "[questions][root]") {
  SmallWorld world(kRootWorld + R"(
queries { name: "known" population: "people" names: "www.example.org" types { name: "A" } arrivals { every: "10m" } }
)" + letters_down("abcdefghijklm", "+1h"));
  world.run_to(3600);
  CHECK(world.failed_lookups() == 0);
  // The referral to org was cached in the first second for 172800 s, capped to a day by Unbound.
  world.run_to(23.9 * 3600);
  CHECK(world.failed_lookups() == 0);
  world.run_to(26 * 3600);
  CHECK(world.failed_lookups() > 0);

  SmallWorld fresh(kRootWorld + R"(
queries { name: "known" population: "people" names: "www.example.org" types { name: "A" } arrivals { at: "+1m" } }
queries { name: "new" population: "people" names: "www.example.info" types { name: "A" } arrivals { at: "+2h" } }
)" + letters_down("abcdefghijklm", "+1h"));
  fresh.run_to(2.1 * 3600);
  CHECK(fresh.failed_lookups() == 1);
}

TEST_CASE("one of three equal MX black-holed at a high rate throttles Postfix to about W N / 30 s",
          "[questions][mail]") {
  SmallWorld world(questions::stage() + R"(
horizon: "40m"
zones {
  origin: "b.example" name_servers: "ns1.b.example"
  records: "@ 3600 MX 10 mx1" records: "@ 3600 MX 10 mx2" records: "@ 3600 MX 10 mx3"
}
mail_hosts { name: "mx1.b.example" sites: "Berlin, DE" receives { port: BLACK_HOLED domains { names: "b.example" } } }
mail_hosts { name: "mx2.b.example" sites: "Berlin, DE" receives { domains { names: "b.example" } } }
mail_hosts { name: "mx3.b.example" sites: "Berlin, DE" receives { domains { names: "b.example" } } }
messages { population: "writers" to { name: "b.example" } arrivals { rate: "50/s" until: "+30m" } }
)");
  world.run_to(600);
  const auto at = [&] { return world.accepted("mx2.b.example") + world.accepted("mx3.b.example"); };
  const auto before = at();
  world.run_to(1200);
  const double rate = static_cast<double>(at() - before) / 600;
  // W = 20 sessions, N = 3 hosts: every third new session waits 30 s, 20 * 3 / 30 = 2/s new
  // sessions; kept sessions carry more, so the bound is from below and the offered 50/s from above.
  CHECK(rate >= 1.5);
  CHECK(rate < 50);
  CHECK(world.queued() > 1000);
}
