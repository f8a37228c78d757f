// SPDX-License-Identifier: Apache-2.0
#include "sim/expect.hpp"

#include <cstdio>
#include <stdexcept>
#include <string>

namespace waypost::sim {

// Thrown, not aborted: the program reports it as exit code 3 after saving what it has.
void contract_broken(const char* file, int line, const char* what) {
  throw std::logic_error(std::string(file) + ":" + std::to_string(line) +
                         ": internal error: " + what);
}

}  // namespace waypost::sim
