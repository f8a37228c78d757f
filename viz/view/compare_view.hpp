// SPDX-License-Identifier: Apache-2.0
// Two runs as a table of figures with their change, and the sentence that says where they part.
#pragma once

#include <string>
#include <vector>

#include "viz/live/snapshot.hpp"

namespace waypost::viz {

struct CompareRow {
  std::string what, a, b, change;
  bool differs = false;
};

struct CompareView {
  std::vector<CompareRow> rows;
  std::string sentence;  ///< "The first 1,204 reports are the same; then, at ..."
  std::string event_a, event_b;
  sim::Time at{};      ///< of the first difference
  std::string banner;  ///< what makes the comparison weaker; empty: nothing
};

/// `snapshot.other` is there.
CompareView make_compare_view(const Snapshot& snapshot);

}  // namespace waypost::viz
