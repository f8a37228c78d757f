// SPDX-License-Identifier: Apache-2.0
// The file that keeps what a person did to a running world (schema/session.proto), and the scenario
// that does the same without a window.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "scenarios/load/load.hpp"
#include "sim/time.hpp"

namespace waypost::scenarios {

struct SessionCommand {
  sim::Time at{};
  std::string step;  ///< text of a plan's step, without `at`
};

struct SessionRecord {
  std::string scenario;  ///< its file
  std::uint64_t scenario_hash = 0;
  std::uint64_t seed = 0;
  std::vector<SessionCommand> commands;  ///< in order of time
  sim::Time until{};                     ///< how far the world had come,
  std::uint64_t fingerprint = 0;         ///< and its fingerprint there
};

/// Throws std::runtime_error when the file cannot be written.
void write_session(const SessionRecord& session, const std::filesystem::path& file);

/// Throws BadScenario naming the file and what is wrong with it.
SessionRecord read_session(const std::filesystem::path& file);

/// The session's scenario with its commands in the plan. Throws BadScenario: also when the scenario
/// is not the one that the session was made with. `scenario`: as loaded from session.scenario.
Loaded with_session(const Loaded& scenario, const SessionRecord& session);

}  // namespace waypost::scenarios
