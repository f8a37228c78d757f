// SPDX-License-Identifier: Apache-2.0
// A scenario of the library, some of its words perhaps changed, as a SmallWorld.
#pragma once

#include <fstream>
#include <sstream>

#include "tests/questions/small_world.hpp"

namespace waypost::questions {

inline SmallWorld library(const std::string& name, const std::string& instead = {},
                          const std::string& with = {}) {
  std::ifstream in(std::string(WAYPOST_SOURCE_DIR) + "/scenarios/library/" + name + ".textproto");
  std::stringstream text;
  text << in.rdbuf();
  std::string scenario = text.str();
  const auto version = scenario.find("schema_version: 1");
  REQUIRE(version != std::string::npos);
  scenario.erase(version, 17);
  if (!instead.empty()) {
    const auto at = scenario.find(instead);
    REQUIRE(at != std::string::npos);
    scenario.replace(at, instead.size(), with);
  }
  return SmallWorld(scenario);
}

}  // namespace waypost::questions
