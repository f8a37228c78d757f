// SPDX-License-Identifier: Apache-2.0
// The command palette: everything that can be done, found by typing parts of its name.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "viz/view/keys.hpp"

namespace waypost::viz {

struct PaletteEntry {
  std::string title;
  std::string keys;  ///< that do the same; may be empty
  std::function<void(const Snapshot&, UiState&, CommandList&)> act;
};

/// Those whose title holds every word of `typed`, best first, at most `most`. `panels`: id and
/// title of those that can be brought to the front. What is typed may also be an instant ("1h20m")
/// or the name of a server or a place.
std::vector<PaletteEntry> palette_entries(
    const Snapshot& snapshot, const UiState& ui,
    const std::vector<std::pair<std::string, std::string>>& panels, const std::string& typed,
    std::size_t most = 12);

}  // namespace waypost::viz
