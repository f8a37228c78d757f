// SPDX-License-Identifier: Apache-2.0
// Recordings of a real stack, read as property trees.
#pragma once

#include <boost/property_tree/json_parser.hpp>
#include <catch2/catch.hpp>
#include <filesystem>
#include <optional>
#include <string>

namespace waypost::mail::test {

using Json = boost::property_tree::ptree;

/// The recording ../shared/golden/NAME.json; nothing, with a warning, where it is absent.
inline std::optional<Json> recording(const std::string& name) {
  const std::string path = std::string(WAYPOST_SOURCE_DIR) + "/../shared/golden/" + name + ".json";
  if (!std::filesystem::exists(path)) {
    WARN("SKIPPED: ../shared is absent");
    return std::nullopt;
  }
  Json json;
  boost::property_tree::read_json(path, json);
  return json;
}

}  // namespace waypost::mail::test
