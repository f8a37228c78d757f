// SPDX-License-Identifier: Apache-2.0
// In every scenario of the library that has mail, at random instants: at every host and over all of
// them no recipient is lost or made from nothing.
#include <algorithm>
#include <filesystem>
#include <vector>

#include "scenarios/build/build.hpp"
#include "scenarios/load/load.hpp"
#include "scenarios/load/run_settings.hpp"
#include "tests/questions/small_world.hpp"

using namespace waypost;

namespace {

/// Enough for every horizon of the CI but that of the whole world, which is seen up to here.
constexpr std::uint64_t kMostEvents = 2'500'000, kMostOfLargeWorld = 300'000;
constexpr std::size_t kLargeWorld = 6'000;  // entities
constexpr int kInstants = 25;
constexpr int kParts = 8;  // so that each takes a few seconds at most

/// Runs to the horizon of the CI, or until it has seen enough; how many instants were checked.
int check_at_random(const std::filesystem::path& file) {
  const auto loaded = scenarios::load_file(file);
  REQUIRE(loaded.ok());
  scenarios::BuildOptions options;
  options.horizon = scenarios::run_settings(loaded).ci_horizon;
  scenarios::Built built = scenarios::build(loaded, options);
  if (built.world.mail.hosts.empty() || built.world.workload.senders.empty()) return 0;
  const auto most =
      built.world.engine.entity_count() > kLargeWorld ? kMostOfLargeWorld : kMostEvents;
  world::start(built.world);
  sim::Draw draw(sim::make_stream(17, sim::hash_text(file.stem().string()), "instants"), 0);
  const double horizon = options.horizon->seconds();
  // One instant in each stretch of the horizon, and its end.
  for (int i = 0; i <= kInstants; ++i) {
    const double at = std::min(horizon, horizon * (i + draw.uniform()) / kInstants);
    world::run(built.world, sim::Time{} + sim::from_seconds(at));
    mail::check_conservation(built.world.mail);
    if (built.world.engine.events_handled() >= most) return i + 1;
  }
  return kInstants + 1;
}

std::vector<std::filesystem::path> library() {
  std::vector<std::filesystem::path> files;
  const std::filesystem::path folder(std::string(WAYPOST_SOURCE_DIR) + "/scenarios/library");
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".textproto") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

TEMPLATE_TEST_CASE_SIG("recipients are conserved at every hop of every scenario at random instants",
                       "[questions][conservation]", ((int Part), Part), 0, 1, 2, 3, 4, 5, 6, 7) {
  const auto files = library();
  int scenarios = 0;
  for (std::size_t i = static_cast<std::size_t>(Part); i < files.size(); i += kParts) {
    CAPTURE(files[i].stem().string());
    scenarios += check_at_random(files[i]) > 0;
  }
  CHECK(scenarios >= 2);
}
