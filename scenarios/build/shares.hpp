// SPDX-License-Identifier: Apache-2.0
// Mixes: shares that add up to one, and how a number of things is dealt out by them. Dealing is by
// quota, not by luck: ten members at 50:50 are five and five, in every run.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "scenarios/schema/common.pb.h"

namespace waypost::scenarios {

/// The shares of a checked mix, as fractions; the entry without a share gets what the others leave.
std::vector<double> read_shares(const google::protobuf::RepeatedPtrField<schema::Share>& mix);

/// For each of `count` things in order, the share it falls to: always the one that is furthest
/// behind its quota, on a tie the first. Any prefix is dealt as fairly as the whole. O(count x
/// shares).
std::vector<std::uint32_t> deal(std::size_t count, std::span<const double> shares);

/// `total` split by `weights` into whole numbers that add up to it (cumulative rounding).
std::vector<std::uint64_t> split(std::uint64_t total, std::span<const double> weights);

}  // namespace waypost::scenarios
