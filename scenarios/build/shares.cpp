// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/shares.hpp"

#include "scenarios/load/units.hpp"

namespace waypost::scenarios {

std::vector<double> read_shares(const google::protobuf::RepeatedPtrField<schema::Share>& mix) {
  std::vector<double> shares;
  double sum = 0;
  for (const schema::Share& part : mix) {
    const auto share = parse_share(part.share());
    shares.push_back(share && !part.share().empty() ? *share : 0);
    sum += shares.back();
  }
  for (int i = 0; i < mix.size(); ++i)
    if (mix[i].share().empty()) shares[static_cast<std::size_t>(i)] = sum < 1 ? 1 - sum : 0;
  return shares;
}

std::vector<std::uint32_t> deal(std::size_t count, std::span<const double> shares) {
  std::vector<std::uint32_t> dealt;
  dealt.reserve(count);
  std::vector<double> given(shares.size(), 0);
  for (std::size_t n = 1; n <= count; ++n) {
    std::size_t best = 0;
    for (std::size_t i = 1; i < shares.size(); ++i)
      if (shares[i] * static_cast<double>(n) - given[i] >
          shares[best] * static_cast<double>(n) - given[best] + 1e-9)
        best = i;
    given[best] += 1;
    dealt.push_back(static_cast<std::uint32_t>(best));
  }
  return dealt;
}

std::vector<std::uint64_t> split(std::uint64_t total, std::span<const double> weights) {
  double sum = 0;
  for (const double weight : weights) sum += weight;
  std::vector<std::uint64_t> parts;
  double cumulative = 0;
  std::uint64_t given = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    cumulative += weights[i];
    const double quota = static_cast<double>(total) * (sum > 0 ? cumulative / sum : 0) + 0.5;
    const auto upto =
        i + 1 == weights.size() && sum > 0 ? total : static_cast<std::uint64_t>(quota);
    parts.push_back(upto - given);
    given = upto;
  }
  return parts;
}

}  // namespace waypost::scenarios
