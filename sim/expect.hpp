// SPDX-License-Identifier: Apache-2.0
// A broken contract stops the program with file and line, in every build.
#pragma once

namespace waypost::sim {
[[noreturn]] void contract_broken(const char* file, int line, const char* what);
}

#define WAYPOST_EXPECT(condition, what)                                            \
  do {                                                                             \
    if (!(condition)) ::waypost::sim::contract_broken(__FILE__, __LINE__, (what)); \
  } while (false)
