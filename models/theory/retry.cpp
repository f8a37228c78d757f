// SPDX-License-Identifier: Apache-2.0
#include "models/theory/retry.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace waypost::theory {
namespace {

constexpr double kMinimalBackoff = 300, kMaximalBackoff = 4000;

/// (seconds, probability), in any order.
using Atoms = std::vector<std::pair<double, double>>;

/// The smallest value whose cumulated share of the total reaches p; `atoms` sorted.
double quantile(const Atoms& atoms, double total, double p) {
  double sum = 0;
  for (const auto& [value, probability] : atoms)
    if ((sum += probability) >= p * total) return value;
  return atoms.empty() ? 0 : atoms.back().first;
}

}  // namespace

RetryMeans retry_under_loss(double loss, int tries) {
  const double all_lost = std::pow(loss, tries);
  return {1 - all_lost, loss == 1 ? tries : (1 - all_lost) / (1 - loss)};
}

std::vector<double> postfix_attempts(double scan, double phase, double lifetime) {
  std::vector<double> attempts{0};
  for (;;) {
    const double age = attempts.back();
    double next = age + std::clamp(age, kMinimalBackoff, kMaximalBackoff);
    if (scan > 0) next = phase + scan * std::ceil((next - phase) / scan);
    if (next > lifetime) return attempts;
    attempts.push_back(next);
  }
}

std::vector<double> fixed_attempts(double interval, double lifetime) {
  std::vector<double> attempts;
  for (double at = 0; at <= lifetime; at += interval) attempts.push_back(at);
  return attempts;
}

OutageDelay delay_under_outage(const std::vector<std::vector<double>>& schedules,
                               double mean_outage) {
  OutageDelay result;
  Atoms atoms;
  const double weight = 1 / static_cast<double>(schedules.size());
  double delivered = 0;
  for (const std::vector<double>& attempts : schedules) {
    for (std::size_t k = 1; k < attempts.size(); ++k) {
      const double still_down = std::exp(-attempts[k - 1] / mean_outage);
      const double share = weight * (still_down - std::exp(-attempts[k] / mean_outage));
      atoms.emplace_back(attempts[k], share);
      delivered += share;
      result.mean += share * attempts[k];
      result.mean_attempts += share * static_cast<double>(k + 1);
    }
    const double bounced = weight * std::exp(-attempts.back() / mean_outage);
    result.bounced += bounced;
    result.mean_attempts += bounced * static_cast<double>(attempts.size());
  }
  std::sort(atoms.begin(), atoms.end());
  result.mean /= delivered;
  result.median = quantile(atoms, delivered, 0.5);
  result.p95 = quantile(atoms, delivered, 0.95);
  return result;
}

OutageDelay postfix_delay_under_outage(double mean_outage, double scan) {
  if (scan == 0) return delay_under_outage({postfix_attempts(0, 0)}, mean_outage);
  constexpr int kPhases = 3000;  // the integral over the phase, by midpoints
  std::vector<std::vector<double>> schedules;
  for (int i = 0; i < kPhases; ++i)
    schedules.push_back(postfix_attempts(scan, scan * (i + 0.5) / kPhases));
  return delay_under_outage(schedules, mean_outage);
}

double greylist_delay(const std::vector<double>& retries, double threshold) {
  for (const double at : retries)
    if (at >= threshold) return at;
  return -1;
}

}  // namespace waypost::theory
