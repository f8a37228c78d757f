// SPDX-License-Identifier: Apache-2.0
#include "scenarios/load/data_folder.hpp"

#include <cstdlib>

namespace waypost::scenarios {

std::filesystem::path data_folder() {
  const char* chosen = std::getenv("WAYPOST_DATA");
  return chosen != nullptr && *chosen != '\0' ? chosen : WAYPOST_DATA_DIR;
}

}  // namespace waypost::scenarios
