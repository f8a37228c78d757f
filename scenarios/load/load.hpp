// SPDX-License-Identifier: Apache-2.0
// A scenario from a file or from memory, checked, with all its mistakes at once. This is the way in
// for everybody; only folders below scenarios/ look into the message itself.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/load/read_file.hpp"
#include "scenarios/load/scenario_error.hpp"

namespace waypost::schema {
class Scenario;
}

namespace waypost::scenarios {

struct Locations;

/// What became of a scenario. Without errors every text in the message can be parsed for its unit,
/// every reference has its entry, every required field is there.
struct Loaded {
  std::string file;  ///< as given
  std::shared_ptr<const schema::Scenario> scenario;
  std::shared_ptr<const Locations>
      locations;                      ///< places later findings: locations->error(path, ...)
  std::vector<ScenarioError> errors;  ///< in the order of the text
  std::vector<ScenarioError> notes;   ///< worth saying, no hindrance

  bool ok() const { return errors.empty(); }
};

/// Reads and checks a file; a file that cannot be read is one error. Never throws for bad input.
Loaded load_file(const std::filesystem::path& path);

/// The same for content at hand; `file` is for messages.
Loaded load_memory(std::string_view content, Form form, std::string file);

/// Of the checked message: equal for a scenario in text, JSON and binary. Files that it names are
/// not in it.
std::uint64_t scenario_hash(const Loaded& loaded);

/// The question that a scenario's opening comment asks: its first sentence that ends with "?", or
/// its first line. Reads no more than 64 KiB.
std::string opening_question(const std::filesystem::path& path);

}  // namespace waypost::scenarios
