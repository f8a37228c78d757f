// SPDX-License-Identifier: Apache-2.0
// What can be done to the selected thing, as steps of a plan in a scenario's own words: what the
// dialogue shows is what could be written into the file.
#pragma once

#include <string>
#include <vector>

#include "viz/live/snapshot.hpp"

namespace waypost::viz {

struct Injection {
  std::string title;  ///< of its button: "Take down"
  std::string step;   ///< text of the step; may be edited before it is sent
  bool whole = true;  ///< does something as it is; false: it changes nothing until it is edited
};

/// Those that make sense for `subject`, the most likely first; empty when nothing is selected.
std::vector<Injection> injections(const Snapshot& snapshot, Subject subject);

/// What a plan calls it; empty for nothing, and for links without a name of their own.
std::string name_in_plan(const Snapshot& snapshot, Subject subject);
bool is_up(const Snapshot& snapshot, Subject subject);

/// `text` as a quoted string of a text-format message.
std::string quoted(const std::string& text);
std::string down_step(const std::string& name);
std::string up_step(const std::string& name);

}  // namespace waypost::viz
