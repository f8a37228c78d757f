// SPDX-License-Identifier: Apache-2.0
// What the heads of the library's scenarios about signatures and secondaries promise ("See:").
// Expected values follow from the TTLs, intervals and steps written in those scenarios.
#include <array>

#include "tests/questions/library_world.hpp"

using namespace waypost;
using questions::library;
using questions::SmallWorld;

namespace {

constexpr double kMinute = 60, kHour = 3600;
constexpr int kLost = 5;  ///< lookups of hours that may fail by lost packets alone

/// Failed lookups by group of clients; two of the four cities' resolvers validate.
std::array<std::uint64_t, 4> failures(const SmallWorld& world) {
  std::array<std::uint64_t, 4> all{};
  const auto& clients = world.world().workload.clients;
  REQUIRE(clients.size() == all.size());
  for (std::size_t i = 0; i < all.size(); ++i)
    all[i] = clients[i].metrics.ended_as(dns::LookupStatus::try_again) +
             clients[i].metrics.ended_as(dns::LookupStatus::timed_out);
  return all;
}

}  // namespace

TEST_CASE("dnssec_expiry: nothing for three days, then validators fail until the repair",
          "[questions][library][dnssec]") {
  SmallWorld world = library("dnssec_expiry");
  world.run_to(83 * kHour);  // signatures of +12h last until +84h
  CHECK(world.failed_lookups() < std::uint64_t{kLost});
  world.run_to(84 * kHour + 10 * kMinute);
  const auto begin = failures(world);
  world.run_to(89 * kHour);
  const auto end = failures(world);
  int validating = 0;
  for (std::size_t i = 0; i < end.size(); ++i) {
    const auto failed = static_cast<double>(end[i] - begin[i]);
    if (failed < kLost) continue;
    ++validating;
    CHECK(failed == Approx(2 * 290).epsilon(0.15));  // all that asked
  }
  CHECK(validating == 2);
  world.run_to(89 * kHour + 90);  // val-bogus-ttl 60 s
  const auto repaired = failures(world);
  world.run_to(96 * kHour);
  const auto last = failures(world);
  for (std::size_t i = 0; i < last.size(); ++i) CHECK(last[i] - repaired[i] < std::uint64_t{kLost});
}

TEST_CASE(
    "ds_rollover_wrong: three of four ways fail, for validators only, until DS and TTL are over",
    "[questions][library][dnssec]") {
  SmallWorld world = library("ds_rollover_wrong");
  world.run_to(12 * kHour);
  CHECK(world.failed_lookups() < std::uint64_t{kLost});
  world.run_to(35 * kHour);
  const auto begin = failures(world);
  world.run_to(36 * kHour);  // the sudden one's DS is changed now, and lives an hour
  const auto end = failures(world);
  world.run_to(37 * kHour + 2 * kMinute);
  const auto over = failures(world);
  world.run_to(48 * kHour);
  const auto last = failures(world);
  int hurt = 0;
  for (std::size_t i = 0; i < last.size(); ++i) {
    hurt += end[i] - begin[i] > std::uint64_t{kLost};
    CHECK(last[i] - over[i] < std::uint64_t{kLost});
  }
  CHECK(hurt == 2);
}

TEST_CASE("secondary_lag: the old host's last message tells how the secondary learnt of the edit",
          "[questions][library][secondaries]") {
  SmallWorld world = library("secondary_lag");
  const std::array<std::string, 4> domains = {"notify", "refresh", "forgotten", "refused"};
  const auto old = [&](std::size_t i) { return world.accepted("old." + domains[i] + ".example"); };
  std::array<double, 4> last{};
  std::array<std::uint64_t, 4> before{};
  std::uint64_t old_forgotten = 0, new_forgotten = 0;
  for (double t = 6 * kHour; t < 24 * kHour; t += kMinute) {
    world.run_to(t);
    for (std::size_t i = 0; i < domains.size(); ++i) {
      if (old(i) != before[i]) last[i] = t;
      before[i] = old(i);
    }
    if (t == 7 * kHour)
      old_forgotten = old(2), new_forgotten = world.accepted("new.forgotten.example");
    if (t == 18 * kHour) {
      old_forgotten = old(2) - old_forgotten;
      new_forgotten = world.accepted("new.forgotten.example") - new_forgotten;
    }
  }
  constexpr double kTtl = 5 * kMinute, kStep = 2 * kMinute;
  CHECK(last[0] <= 6 * kHour + kTtl + kStep);
  CHECK(last[1] > 6 * kHour + kTtl);
  CHECK(last[1] <= 7 * kHour + kTtl + kStep);  // SOA refresh 1 h
  CHECK(last[2] > 17 * kHour);
  CHECK(last[2] <= 18 * kHour + kTtl + kStep);
  const double share =
      static_cast<double>(old_forgotten) / static_cast<double>(old_forgotten + new_forgotten);
  CHECK(share == Approx(0.5).margin(0.15));
  // The last good look was in the hour before the edit; SOA expire 6 h later it has no zone.
  CHECK(last[3] > 11 * kHour);
  CHECK(last[3] <= 12 * kHour + kTtl + kStep);
}
