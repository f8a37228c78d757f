// SPDX-License-Identifier: Apache-2.0
// Whatever is looked up, and however servers fail meanwhile: the steps on the critical path follow
// each other without a gap and add up to the latency, to the nanosecond.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "scenarios/build/build.hpp"
#include "scenarios/results/lookup.hpp"
#include "sim/random.hpp"

using namespace waypost;

namespace {

/// Thirty zones that lean on each other: a third has servers of its own, the others servers named
/// in zones before them, without glue; aliases lead from zone to zone; some servers die, some lose.
class TangledWorld {
 public:
  TangledWorld() : draw_(sim::make_stream(1, 2, "tangle"), 0) {
    text_ = "schema_version: 1 horizon: \"14h\" root { mini { servers: 2 } }\n";
    for (int i = 0; i < kZones; ++i) zones_.push_back("z" + std::to_string(i) + kTlds[i % 3]);
    for (int i = 0; i < kZones; ++i) add_zone(i);
    text_ += "plan { at: \"+30m\" down { ";
    for (int i = 0; i < 6; ++i)
      for (const char* ns : {"ns1.", "ns2."})
        text_ += "names: \"" + (ns + zones_[static_cast<std::size_t>(i)]) + "\" ";
    text_ += "} } plan { at: \"+30m\" lossy { names: \"Kyoto, JP\" loss: \"40%\" } }\n";
  }
  std::string with_resolver(const std::string& profile) const {
    return text_ +
           "resolvers { name: \"isp\" sites: \"Lyon, FR\" access { loss: \"5%\" } profile: \"" +
           profile + "\" }\n";
  }
  std::string any_name() {
    static const char* kHosts[] = {"www.", "al.", "al2.", "x.w.", "nope.", ""};
    return kHosts[draw_.below(6)] + any_zone(kZones);
  }

 private:
  static constexpr int kZones = 30;
  static constexpr const char* kTlds[] = {".alpha", ".beta", ".gamma"};

  const std::string& any_zone(int below) {
    return zones_[draw_.below(static_cast<std::uint32_t>(below))];
  }

  void add_zone(int i) {
    static const char* kPlaces[] = {"Paris, FR", "Kyoto, JP", "Rome, IT", "Chicago, US"};
    const std::string& apex = zones_[static_cast<std::size_t>(i)];
    for (const char* ns : {"ns1.", "ns2."})
      text_ += "name_servers { name: \"" + (ns + apex) + "\" sites: \"" + kPlaces[draw_.below(4)] +
               "\" }\n";
    std::string servers = " name_servers: \"ns1." + (i % 3 == 0 ? apex : any_zone(i)) + "\"";
    for (const char* ns : {"ns2.", "ns1.", "ns2."}) {
      const std::string next = " name_servers: \"" + (ns + any_zone(i + 1)) + "\"";
      if (servers.find(next) == std::string::npos) servers += next;
    }
    const std::string other = any_zone(kZones);
    text_ += "zones { origin: \"" + apex + "\" ttl: \"5m\"" + servers +
             " records: \"www A 198.18.200.1\"" + " records: \"al CNAME www." + other +
             ".\" records: \"al2 CNAME al." + other +
             ".\" records: \"@ MX 10 www\" records: \"*.w 60 A 198.18.201.1\" }\n";
  }

  sim::Draw draw_;
  std::vector<std::string> zones_;
  std::string text_;
};

/// "" when the steps are contiguous and end with the lookup.
std::string gap_in(const scenarios::LookupWalk& walk) {
  sim::Time at = walk.begin;
  for (const scenarios::WalkStep& step : walk.path) {
    if (step.begin != at) return "a gap of " + std::to_string((step.begin - at).ns) + " ns";
    at = step.end;
  }
  return at == walk.begin + walk.total() ? "" : "the steps end at another time than the lookup";
}

}  // namespace

TEST_CASE("the steps of random lookups add up to their latency", "[cli][dig]") {
  const std::string profile = GENERATE(values<std::string>({"unbound", "bind", "ideal"}));
  CAPTURE(profile);
  TangledWorld tangled;
  const auto loaded = scenarios::load_memory(tangled.with_resolver(profile), scenarios::Form::text,
                                             "tangled.textproto");
  REQUIRE(loaded.ok());
  scenarios::BuildOptions options;
  options.client = scenarios::ExtraClient{};
  std::vector<std::string> names;
  for (int i = 0; i < 1500; ++i) names.push_back(tangled.any_name());
  options.names = names;
  scenarios::Built built = scenarios::build(loaded, options);
  world::start(built.world);
  const std::vector<std::uint32_t> client{built.client};
  scenarios::Askers askers(built.world, client);
  std::size_t beside = 0, failures = 0;
  for (const std::string& name : names) {
    CAPTURE(name);
    askers.run(built.world.engine.now() + sim::seconds(30),
               nullptr);  // caches run out, faults come
    const dns::Question question{built.world.dns.names.intern(name), dns::RecordType::a};
    const scenarios::Lookup lookup = look_up(built.world, askers, question);
    CHECK(gap_in(lookup.walk) == "");
    beside += lookup.walk.beside.size();
    failures += lookup.result.status > dns::LookupStatus::nx_domain;
  }
  // The world is tangled enough to prove something.
  CHECK(beside > 100);
  CHECK(failures > 3);
}
