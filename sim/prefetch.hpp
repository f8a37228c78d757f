// SPDX-License-Identifier: Apache-2.0
// Asking the memory for a line before it is needed.
#pragma once

namespace waypost::sim {

/// Brings the cache line of `address` towards the core; any address is allowed.
inline void prefetch(const void* address) {
  __builtin_prefetch(address);
  // g++ 12 takes a function that only prefetches for one without effect and drops the call.
  asm volatile("");
}

}  // namespace waypost::sim
