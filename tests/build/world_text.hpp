// SPDX-License-Identifier: Apache-2.0
// Small worlds as text, for tests of build.
#pragma once

#include <catch2/catch.hpp>
#include <string>

#include "scenarios/build/build.hpp"

namespace waypost::test {

/// A checked scenario with a mini root, one hour long; fails the test when the text is wrong.
inline scenarios::Loaded load_text(const std::string& text) {
  const std::string head = "schema_version: 1\nhorizon: \"1h\"\n";
  auto loaded = scenarios::load_memory(head + text, scenarios::Form::text, "test.textproto");
  for (const auto& error : loaded.errors) FAIL_CHECK(to_string(error));
  REQUIRE(loaded.ok());
  return loaded;
}

inline scenarios::Built build_text(const std::string& text,
                                   const scenarios::BuildOptions& options = {}) {
  try {
    return scenarios::build(load_text(text), options);
  } catch (const scenarios::BadScenario& bad) {
    for (const auto& error : bad.errors()) FAIL_CHECK(to_string(error));
    throw;
  }
}

/// The directory's entry of a server.
inline const scenarios::DirectoryServer& server(const scenarios::Built& built,
                                                const std::string& name) {
  for (const auto& s : built.directory.servers)
    if (s.name == name) return s;
  FAIL("no server " + name);
  throw 0;
}

inline const dns::AuthoritativeServer& name_server(const scenarios::Built& built,
                                                   const std::string& name) {
  return built.world.dns.authority.servers[server(built, name).server.index];
}

/// All mistakes of build, one a line.
inline std::string mistakes(const std::string& text) {
  try {
    scenarios::build(load_text(text));
  } catch (const scenarios::BadScenario& bad) {
    std::string all;
    for (const auto& error : bad.errors()) all += to_string(error) + "\n";
    return all;
  }
  return "";
}

}  // namespace waypost::test
