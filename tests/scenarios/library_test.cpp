// SPDX-License-Identifier: Apache-2.0
// What every scenario of the library promises to its reader.
#include <catch2/catch.hpp>
#include <filesystem>
#include <set>

#include "scenarios/load/load.hpp"
#include "scenarios/schema/scenario.pb.h"

using namespace waypost;

TEST_CASE("every library scenario loads, opens with a question and states a ci_horizon",
          "[scenarios][library]") {
  std::set<std::filesystem::path> files;
  const std::string library = std::string(WAYPOST_SOURCE_DIR) + "/scenarios/library";
  for (const auto& entry : std::filesystem::directory_iterator(library))
    if (entry.path().extension() == ".textproto") files.insert(entry.path());
  CHECK(files.size() >= 13);
  for (const auto& file : files) {
    const scenarios::Loaded loaded = scenarios::load_file(file);
    INFO(file);
    for (const auto& error : loaded.errors) UNSCOPED_INFO(to_string(error));
    CHECK(loaded.ok());
    CHECK(loaded.notes.empty());
    CHECK_FALSE(loaded.scenario->ci_horizon().empty());
    CHECK(scenarios::opening_question(file).ends_with("?"));
  }
}
