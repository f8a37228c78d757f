// SPDX-License-Identifier: Apache-2.0
// What `run --out DIR` left behind, as far as it takes to have the same run again: a run is its
// scenario, its seed and its length, and the fingerprint says whether it is the same.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/time.hpp"

namespace waypost::scenarios {

struct RecordedRun {
  std::filesystem::path folder;
  std::string scenario;  ///< file, as it was given to `run`
  std::uint64_t scenario_hash = 0;
  std::string build;
  std::uint64_t seed = 0;
  std::uint32_t replications = 1;
  sim::Duration horizon{};
  sim::Time until{};               ///< how far it came
  std::uint64_t fingerprint = 0;   ///< there, of the first replication
  std::vector<std::string> notes;  ///< what is missing or damaged, and does not matter
};

/// Says which file is missing, damaged or of another kind, and what to do.
class RecordedRunError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Whether `path` looks like a recorded run: a folder, or a file in one that `run --out` writes.
bool is_recorded_run(const std::filesystem::path& path);

/// Throws RecordedRunError.
RecordedRun read_recorded_run(const std::filesystem::path& path);

}  // namespace waypost::scenarios
