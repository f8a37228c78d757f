// SPDX-License-Identifier: Apache-2.0
// Luck, keyed by what it is for. A draw is Philox4x32-10 (Salmon et al., SC 2011) of
// (run seed, path of the entity, purpose) at (object, attempt): it does not depend on how many
// draws happened elsewhere or before. There is no global stream.
#pragma once

#include <Random123/philox.h>

#include <cstdint>
#include <string_view>

#include "sim/hash.hpp"

namespace waypost::sim {

/// The key of one purpose of one entity, e.g. the packet loss of population "users/paris".
struct Stream {
  std::uint64_t key = 0;
};

constexpr Stream make_stream(std::uint64_t seed, std::uint64_t path_hash,
                             std::string_view purpose) {
  return {mix(mix(seed, path_hash), hash_text(purpose))};
}

/// The draws of one object (a query, a message, an attempt): as many words as asked for.
class Draw {
 public:
  Draw(Stream stream, std::uint64_t object, std::uint32_t attempt = 0)
      : key_{{static_cast<std::uint32_t>(stream.key),
              static_cast<std::uint32_t>(stream.key >> 32)}},
        counter_{{static_cast<std::uint32_t>(object), static_cast<std::uint32_t>(object >> 32),
                  attempt, 0}} {}

  std::uint32_t u32() {
    if (used_ == 4) {
      block_ = r123::Philox4x32()(counter_, key_);
      ++counter_[3];
      used_ = 0;
    }
    return block_[used_++];
  }
  std::uint64_t u64() {
    const std::uint64_t high = u32();
    return high << 32 | u32();
  }
  /// Uniform in [0, 1), 53 bits.
  double uniform() { return static_cast<double>(u64() >> 11) * 0x1p-53; }
  /// Uniform in (0, 1]: safe to take the logarithm of.
  double uniform_positive() { return static_cast<double>((u64() >> 11) + 1) * 0x1p-53; }
  /// Uniform in {0 .. n-1}, n >= 1 (Lemire 2019 without the rejection: bias < n / 2^32).
  std::uint32_t below(std::uint32_t n) {
    return static_cast<std::uint32_t>(std::uint64_t{u32()} * n >> 32);
  }
  bool chance(double p) { return uniform() < p; }

 private:
  r123::Philox4x32::key_type key_;
  r123::Philox4x32::ctr_type counter_;
  r123::Philox4x32::ctr_type block_{};
  unsigned used_ = 4;
};

}  // namespace waypost::sim
