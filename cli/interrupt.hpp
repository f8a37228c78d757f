// SPDX-License-Identifier: Apache-2.0
// Ctrl-C ends a run cleanly: the first one sets a flag that the run looks at between slices, the
// second one ends the program at once.
#pragma once

#include <atomic>

namespace waypost::cli {

/// While it lives, SIGINT and SIGTERM set the flag. One at a time.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  /// Shared with worker threads.
  static const std::atomic<bool>& flag();
};

}  // namespace waypost::cli
