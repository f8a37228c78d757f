// SPDX-License-Identifier: Apache-2.0
// Every scenario of the library takes the trajectory on record (library.csv), whatever compiler
// flags or CPU features this program runs with. What a pass proves: the same events, at the same
// instants, with the same content. A line of library.csv may change only in a commit that says why.
#include <fmt/format.h>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "scenarios/build/build.hpp"
#include "scenarios/load/load.hpp"
#include "scenarios/load/run_settings.hpp"

namespace fs = std::filesystem;
using namespace waypost;

namespace {

const fs::path kLibrary = fs::path(WAYPOST_SOURCE_DIR) / "scenarios/library";

std::map<std::string, std::string> recorded() {
  std::ifstream in(fs::path(WAYPOST_SOURCE_DIR) / "tests/fingerprint/library.csv");
  std::map<std::string, std::string> lines;
  for (std::string line; std::getline(in, line);)
    if (const auto comma = line.find(','); comma != std::string::npos)
      lines[line.substr(0, comma)] = line.substr(comma + 1);
  return lines;
}

std::string fingerprint(const fs::path& file) {
  const auto loaded = scenarios::load_file(file);
  REQUIRE(loaded.ok());
  scenarios::BuildOptions options;
  options.horizon = scenarios::run_settings(loaded).ci_horizon;  // as `run --horizon`
  scenarios::Built built = scenarios::build(loaded, options);
  world::start(built.world);
  world::run(built.world, sim::Time{} + *options.horizon);
  return fmt::format("{:016x}", built.world.engine.fingerprint());
}

}  // namespace

TEST_CASE("the library's scenarios take the trajectories on record", "[fingerprint]") {
  const auto lines = recorded();
  for (const auto& entry : fs::directory_iterator(kLibrary)) {
    if (entry.path().extension() != ".textproto") continue;
    const std::string name = entry.path().stem().string();
    CAPTURE(name);
    REQUIRE(lines.contains(name));
    CHECK(fingerprint(entry.path()) == lines.at(name));
  }
}

TEST_CASE("a copied world goes on to the same fingerprint", "[fingerprint]") {
  const auto loaded = scenarios::load_file(kLibrary / "outage_and_queue.textproto");
  REQUIRE(loaded.ok());
  scenarios::Built original = scenarios::build(loaded);
  world::start(original.world);
  const sim::Time end = sim::Time{} + sim::hours(5);
  const sim::Stream luck = sim::make_stream(7, 7, "instants");
  std::vector<world::World> copies;
  sim::Time at{};
  for (std::uint64_t i = 0; i < 20; ++i) {
    sim::Draw draw(luck, i);
    at += sim::from_seconds(draw.uniform() * 800);
    world::run(original.world, at);
    copies.push_back(original.world);
  }
  world::run(original.world, end);
  for (world::World& copy : copies) {
    world::run(copy, end);
    CHECK(copy.engine.fingerprint() == original.world.engine.fingerprint());
  }
}
