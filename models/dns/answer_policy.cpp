// SPDX-License-Identifier: Apache-2.0
#include "models/dns/answer_policy.hpp"

#include <bit>
#include <limits>

#include "models/net/datagram.hpp"
#include "models/net/geodesy.hpp"

namespace waypost::dns {
namespace {

constexpr std::size_t kMaskBits = 32;

/// Dead records are left out while a live one remains, standby ones while a live regular one does;
/// when none lives all are given, since the monitor may be wrong about all of them.
RecordMask living(const AnswerPolicies& policies, const AnswerPolicy& policy, RecordMask mask) {
  const RecordMask regular = mask & ~policy.standby;
  const RecordMask wanted = regular != 0 ? regular : mask;
  if (policy.monitor == AnswerPolicy::kNoMonitor) return wanted;
  const RecordMask healthy = policies.monitors[policy.monitor].healthy;
  if ((wanted & healthy) != 0) return wanted & healthy;
  if ((mask & healthy) != 0) return mask & healthy;
  return wanted;
}

/// Position of the k-th set bit; k < popcount(mask).
unsigned nth_set_bit(RecordMask mask, unsigned k) {
  for (; k > 0; --k) mask &= mask - 1;
  return static_cast<unsigned>(std::countr_zero(mask));
}

/// One record of `mask`, with probability proportional to its weight; the lowest if all weigh 0.
unsigned weighted_choice(const AnswerPolicy& policy, RecordMask mask, sim::Draw& draw) {
  const auto weight = [&](unsigned i) {
    return i < policy.weights.size() && (mask >> i & 1u) ? std::uint64_t{policy.weights[i]} : 0;
  };
  std::uint64_t total = 0;
  for (unsigned i = 0; i < kMaskBits; ++i) total += weight(i);
  if (total == 0) return static_cast<unsigned>(std::countr_zero(mask));
  auto rest = static_cast<std::uint64_t>(draw.uniform() * static_cast<double>(total));
  for (unsigned i = 0;; ++i) {
    if (rest < weight(i)) return i;
    rest -= weight(i);
  }
}

}  // namespace

void choose_records(const AnswerPolicies& policies, const RecordSet& set, const Asker& asker,
                    sim::Draw& draw, SetView& view) {
  const AnswerPolicy& policy = policies.policies[set.policy];
  if (set.policy == 0 || set.count > kMaskBits) return;
  RecordMask mask = ~RecordMask{0} >> (kMaskBits - set.count);
  if (policy.order == AnswerOrder::by_site && asker.site < policy.mask_by_site.size()) {
    const RecordMask meant = mask & policy.mask_by_site[asker.site];
    if (meant != 0) mask = meant;
  }
  mask = living(policies, policy, mask);
  const auto count = static_cast<unsigned>(std::popcount(mask));
  switch (policy.order) {
    case AnswerOrder::fixed:
    case AnswerOrder::by_site: break;
    case AnswerOrder::rotating:
      view.first =
          static_cast<std::uint8_t>(nth_set_bit(mask, static_cast<unsigned>(asker.turn % count)));
      break;
    case AnswerOrder::random:
      view.first = static_cast<std::uint8_t>(nth_set_bit(mask, draw.below(count)));
      break;
    case AnswerOrder::weighted: mask = RecordMask{1} << weighted_choice(policy, mask, draw); break;
  }
  view.chosen = mask;
}

void probe(const net::Network& network, HealthMonitor& monitor) {
  monitor.streak.resize(monitor.addresses.size(), 0);
  for (std::size_t i = 0; i < monitor.addresses.size() && i < kMaskBits; ++i) {
    const net::Transit transit = net::expected_transit(network, monitor.host, monitor.addresses[i]);
    const bool alive = transit.verdict == net::Transit::Verdict::delivered &&
                       net::host_answers(network, transit.host, monitor.service);
    const RecordMask bit = RecordMask{1} << i;
    const bool thought_alive = (monitor.healthy & bit) != 0;
    std::uint8_t& streak = monitor.streak[i];
    if (alive == thought_alive) {
      streak = 0;
    } else if (++streak >= (thought_alive ? monitor.fall : monitor.rise)) {
      monitor.healthy ^= bit;
      streak = 0;
    }
  }
}

std::vector<RecordMask> masks_by_nearest_site(const net::Network& network,
                                              std::span<const SiteRegion> regions) {
  std::vector<RecordMask> masks(network.sites.size(), 0);
  for (net::SiteId site = 0; site < network.sites.size(); ++site) {
    double nearest = std::numeric_limits<double>::infinity();
    for (const SiteRegion& region : regions) {
      for (const net::SiteId listed : region.sites) {
        const double km =
            net::great_circle_km(network.sites[site].position, network.sites[listed].position);
        if (km >= nearest) continue;
        nearest = km;
        masks[site] = region.records;
      }
    }
  }
  return masks;
}

}  // namespace waypost::dns
