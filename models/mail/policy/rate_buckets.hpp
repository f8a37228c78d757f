// SPDX-License-Identifier: Apache-2.0
// Leaky buckets of client networks (GCRA, ITU-T I.371): when the next message may come, and until
// when a network is shut out. Nothing waits and nothing expires by an event.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "models/mail/policy/checks.hpp"

namespace waypost::mail {

class RateBuckets {
 public:
  /// True when a message of the client at `address` is within its rate; then it counts.
  bool takes(const RateLimit& rule, const net::Address& address, sim::Time now);

 private:
  struct Bucket {
    sim::Time empty{};     ///< when all that came has leaked away
    sim::Time shut_out{};  ///< until then nothing is taken
  };
  std::unordered_map<std::uint64_t, Bucket> buckets_;  // looked up, never iterated
};

}  // namespace waypost::mail
