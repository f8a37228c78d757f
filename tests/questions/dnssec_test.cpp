// SPDX-License-Identifier: Apache-2.0
// What goes wrong with signed zones. Expected values: RFC 4035 section 5 (bogus is SERVFAIL for
// validators, insecure is an ordinary answer), RFC 6781 section 4.1 and RFC 7583 (how long a wrong
// key hurts: until the right DS is published, plus the TTL of the wrong one).
#include "tests/questions/small_world.hpp"

using namespace waypost;
using questions::SmallWorld;

namespace {

constexpr double kMinute = 60, kHour = 3600;

/// Two resolvers side by side, the first validates; people ask each of them for www.b.example.
std::string signed_world(const std::string& signing, const std::string& plan,
                         const std::string& profile = "unbound") {
  return R"(
horizon: "48h"
root { mini {} }
resolvers { name: "strict" sites: "Paris, FR" validating: "100%" profile: ")" +
         profile + R"(" }
resolvers { name: "plain" sites: "Paris, FR" profile: ")" +
         profile + R"(" }
name_servers { name: "ns1.b.example" sites: "Frankfurt am Main, DE" }
name_servers { name: "ns1.other.example" sites: "London, GB" }
zones { origin: "other.example" name_servers: "ns1.other.example" }
zones { origin: "b.example" name_servers: "ns1.b.example" ttl: "5m" delegation { ttl: "1h" }
        records: "www A 198.51.100.9" )" +
         signing + R"( }
populations { name: "careful" sites: "Paris, FR" resolvers: "strict" }
populations { name: "others" sites: "Paris, FR" resolvers: "plain" }
queries { population: "careful" names: "www.b.example" types { name: "A" } arrivals { every: "30s" } }
queries { population: "others" names: "www.b.example" types { name: "A" } arrivals { every: "30s" } }
)" + plan;
}

const std::string kSigned = R"(signing { keys: "old" ds_ttl: "1h" key_ttl: "10m" })";

struct Failures {
  std::uint64_t careful, others;
};
Failures failures(const SmallWorld& world) {
  const auto& clients = world.world().workload.clients;
  const auto of = [&](std::size_t i) {
    return clients[i].metrics.ended_as(dns::LookupStatus::try_again) +
           clients[i].metrics.ended_as(dns::LookupStatus::timed_out);
  };
  return {of(0), of(1)};
}

std::uint64_t bogus(const SmallWorld& world) {
  return world.world().dns.resolvers[0].counters.by_failure[static_cast<std::size_t>(
      dns::Failure::bogus)];
}

/// When validators failed first and last, in seconds; the others never do.
struct Span {
  double first = questions::kNever, last = questions::kNever;
};
Span failing(SmallWorld& world, double from, double end) {
  world.run_to(from);
  CHECK(failures(world).careful == 0);
  Span span;
  for (double t = from; t < end; t += 30) {
    const auto before = failures(world).careful;
    world.run_to(t + 30);
    if (failures(world).careful == before) continue;
    if (span.first == questions::kNever) span.first = t;
    span.last = t;
  }
  CHECK(failures(world).others == 0);
  return span;
}

}  // namespace

TEST_CASE("a signed zone validates, an unsigned one is insecure, and both are answered",
          "[dnssec]") {
  const bool is_signed = GENERATE(true, false);
  SmallWorld world(signed_world(is_signed ? kSigned : "", ""));
  world.run_to(2 * kHour);
  CHECK(failures(world).careful == 0);
  CHECK(failures(world).others == 0);
  const auto& strict = world.world().dns.resolvers[0].counters;
  const auto& plain = world.world().dns.resolvers[1].counters;
  // The chain of trust costs queries: DNSKEY of root, TLD and zone (every 10 min), DS where a
  // referral brought none.
  CHECK(strict.upstream[0] > plain.upstream[0]);
  CHECK(strict.upstream[2] >= plain.upstream[2] + (is_signed ? 10 : 0));
}

TEST_CASE(
    "unsigned at the new provider with the DS left fails for validators until the DS is removed "
    "and its TTL over",
    "[dnssec]") {
  const auto profile = GENERATE(std::string("unbound"), std::string("bind"));
  CAPTURE(profile);
  SmallWorld world(signed_world(kSigned, R"(
plan { at: "+4h" change_name_servers { zone: "b.example" name_servers: "ns1.other.example"
                                        old_servers_keep_zone: true } }
plan { at: "+4h" change_signing { zone: "b.example" off: true } }
plan { at: "+4h" change_delegation { zone: "b.example" name_servers: "ns1.other.example" } }
plan { at: "+10h" change_ds { zone: "b.example" removed: true } })",
                                profile));
  const Span span = failing(world, 4 * kHour, 30 * kHour);
  // The old provider keeps the signed zone; the delegation to it lives an hour, an answer of it 5
  // min.
  CHECK(span.first >= 4 * kHour);
  CHECK(span.first <= 5 * kHour + 6 * kMinute);
  CHECK(span.last >= 10 * kHour - 60);
  CHECK(span.last <= 11 * kHour + 2 * kMinute);  // DS TTL 1 h; Unbound remembers a failure for 60 s
  CHECK(bogus(world) > 0);
}

TEST_CASE("a key replaced before its DS fails until the DS follows", "[dnssec]") {
  SmallWorld world(signed_world(kSigned, R"(
plan { at: "+4h" change_signing { zone: "b.example" keys: "new" } }
plan { at: "+8h" change_ds { zone: "b.example" keys: "new" } })"));
  const Span span = failing(world, 4 * kHour, 20 * kHour);
  CHECK(span.first <= 4 * kHour + 5 * kMinute + 60);
  CHECK(span.last >= 8 * kHour - 60);
  CHECK(span.last <= 9 * kHour + 2 * kMinute);
}

TEST_CASE("a roll-over in order, both keys before the DS and after it, loses nothing", "[dnssec]") {
  SmallWorld world(signed_world(kSigned, R"(
plan { at: "+3h" change_signing { zone: "b.example" keys: "old" keys: "new" } }
plan { at: "+4h" change_ds { zone: "b.example" keys: "new" } }
plan { at: "+6h" change_signing { zone: "b.example" keys: "old" keys: "new" sign_with: "new" } }
plan { at: "+7h" change_signing { zone: "b.example" keys: "new" } })"));
  world.run_to(20 * kHour);
  CHECK(failures(world).careful == 0);
  CHECK(failures(world).others == 0);
}

TEST_CASE("signatures that run out end cached answers with them, whatever the TTL", "[dnssec]") {
  SmallWorld world(signed_world(R"(signing { keys: "key" signatures_last: "6h" })", R"(
plan { at: "+4h" change_ttl { zone: "b.example" ttl: "12h" } }
plan { at: "+4h" change_signing { zone: "b.example" signer_stops: true } }
plan { at: "+15h" change_signing { zone: "b.example" keys: "key" } })"));
  const Span span = failing(world, 4 * kHour, 30 * kHour);
  CHECK(span.first >= 10 * kHour - 30);
  CHECK(span.first <= 10 * kHour + 60);
  CHECK(span.last >= 15 * kHour - 60);
  CHECK(span.last <= 15 * kHour + 2 * kMinute);
}

TEST_CASE("a secondary with old signatures is passed over by validators", "[dnssec]") {
  SmallWorld world(signed_world(R"(name_servers: "ns1.other.example"
      signing { keys: "key" signatures_last: "6h" })",
                                R"(
plan { at: "+1h" change_signing { zone: "b.example" signer_stops: true } }
plan { at: "+2h" refuse_transfers { zone: "b.example" name_servers: "ns1.other.example" } }
plan { at: "+3h" change_signing { zone: "b.example" keys: "key" } })"));
  world.run_to(20 * kHour);  // ns1.other.example's signatures ended at 7 h
  CHECK(world.upkeep("ns1.other.example").transfers == 1);
  // Asked again elsewhere, up to five times; the keys may come from the bad server every time.
  CHECK(failures(world).careful <= 16);  // 1 % of 1,560 lookups
  CHECK(failures(world).others == 0);
}

TEST_CASE("denials by NSEC spare a signed zone most of the queries for names that do not exist",
          "[dnssec]") {
  // RFC 8198: each gap between two names is asked for once per TTL; with opt-out every name is.
  const auto world_with = [](const std::string& signing) {
    return SmallWorld(R"(
horizon: "1h"
root { mini {} }
resolvers { name: "strict" sites: "Paris, FR" validating: "100%" }
resolvers { name: "plain" sites: "Paris, FR" }
name_servers { name: "ns1.b.example" sites: "Frankfurt am Main, DE" }
zones { origin: "b.example" name_servers: "ns1.b.example" ttl: "5m" records: "@ SOA ns1 host 1 3600 600 86400 3600"
        records: "www A 198.51.100.9" records: "mail A 198.51.100.10" )" +
                      signing + R"( }
populations { name: "careful" sites: "Paris, FR" resolvers: "strict" }
populations { name: "others" sites: "Paris, FR" resolvers: "plain" }
queries { population: "careful" names: "www.b.example" types { name: "A" } missing: "100%" arrivals { rate: "1/s" } }
queries { population: "others" names: "www.b.example" types { name: "A" } missing: "100%" arrivals { rate: "1/s" } }
)");
  };
  const auto upstream = [](const SmallWorld& world, std::size_t resolver) {
    return world.world().dns.resolvers[resolver].counters.upstream[2];
  };
  SmallWorld nsec = world_with("signing { }"), opt_out = world_with("signing { opt_out: true }");
  nsec.run_to(kHour);
  opt_out.run_to(kHour);
  // Four gaps (the apex, mail, ns1, www), each twelve times an hour; the keys.
  CHECK(upstream(nsec, 0) <= 4 * 12 + 2);
  CHECK(upstream(nsec, 1) > 3000);
  CHECK(upstream(opt_out, 0) > 3000);
  CHECK(nsec.world().dns.resolvers[0].counters.synthesised > 3000);
}
