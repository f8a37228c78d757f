// SPDX-License-Identifier: Apache-2.0
// In every scenario of the library that has mail, at random instants: at every host and over all of
// them no recipient is lost or made from nothing.
#include <filesystem>

#include "scenarios/build/build.hpp"
#include "scenarios/load/load.hpp"
#include "scenarios/load/run_settings.hpp"
#include "tests/questions/small_world.hpp"

using namespace waypost;

namespace {

constexpr std::uint64_t kMostEvents = 300'000;
constexpr int kInstants = 25;

/// Runs to the horizon of the CI, or until it has seen enough; how many instants were checked.
int check_at_random(const std::filesystem::path& file) {
  const auto loaded = scenarios::load_file(file);
  REQUIRE(loaded.ok());
  scenarios::BuildOptions options;
  options.horizon = scenarios::run_settings(loaded).ci_horizon;
  scenarios::Built built = scenarios::build(loaded, options);
  if (built.world.mail.hosts.empty() || built.world.workload.senders.empty()) return 0;
  world::start(built.world);
  sim::Draw draw(sim::make_stream(17, sim::hash_text(file.stem().string()), "instants"), 0);
  double at = 0;
  int checked = 0;
  while (checked < kInstants && built.world.engine.events_handled() < kMostEvents) {
    at += 2 * draw.uniform() * options.horizon->seconds() / kInstants;
    world::run(built.world, sim::Time{} + std::min(sim::from_seconds(at), *options.horizon));
    mail::check_conservation(built.world.mail);
    ++checked;
  }
  return checked;
}

}  // namespace

TEST_CASE("recipients are conserved at every hop of every scenario at random instants",
          "[questions][conservation]") {
  int scenarios = 0;
  const std::filesystem::path library(std::string(WAYPOST_SOURCE_DIR) + "/scenarios/library");
  for (const auto& entry : std::filesystem::directory_iterator(library)) {
    if (entry.path().extension() != ".textproto") continue;
    CAPTURE(entry.path().stem().string());
    scenarios += check_at_random(entry.path()) > 0;
  }
  CHECK(scenarios >= 20);
}
