// SPDX-License-Identifier: Apache-2.0
#include "models/theory/ttl_cache.hpp"

#include <cmath>
#include <vector>

namespace waypost::theory {
namespace {

std::vector<double> zipf_shares(int names, double exponent) {
  std::vector<double> shares(static_cast<std::size_t>(names));
  double sum = 0;
  for (std::size_t i = 0; i < shares.size(); ++i)
    sum += shares[i] = std::pow(static_cast<double>(i + 1), -exponent);
  for (double& share : shares) share /= sum;
  return shares;
}

}  // namespace

Distribution exponential_gaps(double mean) {
  return [=](double t) { return -std::expm1(-t / mean); };
}

Distribution weibull_gaps(double mean, double shape) {
  const double scale = mean / std::tgamma(1 + 1 / shape);
  return [=](double t) { return -std::expm1(-std::pow(t / scale, shape)); };
}

Distribution lomax_gaps(double mean, double alpha) {
  const double scale = mean * (alpha - 1);
  return [=](double t) { return 1 - std::pow(1 + t / scale, -alpha); };
}

double renewal_function(const Distribution& gaps, double t, int steps) {
  const double step = t / steps;
  const auto n = static_cast<std::size_t>(steps);
  std::vector<double> midpoint(n + 1);    // F((k - 1/2) step)
  std::vector<double> increments(n + 1);  // M(i step) - M((i - 1) step)
  for (std::size_t k = 1; k <= n; ++k) midpoint[k] = gaps((static_cast<double>(k) - 0.5) * step);
  double renewals = 0;
  for (std::size_t i = 1; i <= n; ++i) {
    double sum = gaps(static_cast<double>(i) * step);
    for (std::size_t j = 1; j < i; ++j) sum += midpoint[i - j + 1] * increments[j];
    const double next = (sum - midpoint[1] * renewals) / (1 - midpoint[1]);
    increments[i] = next - renewals;
    renewals = next;
  }
  return renewals;
}

double ttl_hit_ratio(const Distribution& gaps, double ttl) {
  const double renewals = renewal_function(gaps, ttl);
  return renewals / (1 + renewals);
}

double poisson_ttl_hit_ratio(double queries_per_second, double ttl) {
  return queries_per_second * ttl / (1 + queries_per_second * ttl);
}

double sliding_ttl_hit_ratio(double queries_per_second, double ttl) {
  return -std::expm1(-queries_per_second * ttl);
}

double zipf_ttl_hit_ratio(int names, double exponent, double queries_per_second, double ttl) {
  double hit = 0;
  for (const double share : zipf_shares(names, exponent))
    hit += share * poisson_ttl_hit_ratio(share * queries_per_second, ttl);
  return hit;
}

TwoLevelCache two_level_remaining_ttl(int children, double queries_per_second_each, double ttl) {
  const double all = children * queries_per_second_each;
  const double cycle = ttl + 1 / all;
  // In a cycle a child misses once: at its start, if its query opened it, or at its first query.
  const double first = 1.0 / children;
  const double misses = first + (1 - first) * -std::expm1(-queries_per_second_each * ttl);
  return {1 - misses / (queries_per_second_each * cycle), 1 / cycle};
}

double two_level_full_ttl_child_hit(double queries_per_second_each, double ttl) {
  return poisson_ttl_hit_ratio(queries_per_second_each, ttl);
}

LruCache che_lru(int names, double exponent, double capacity) {
  const std::vector<double> shares = zipf_shares(names, exponent);
  const auto occupied = [&](double requests) {
    double sum = 0;
    for (const double share : shares) sum += -std::expm1(-share * requests);
    return sum;
  };
  double low = 0, high = 1;
  while (occupied(high) < capacity) high *= 2;
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (occupied(middle) < capacity ? low : high) = middle;
  }
  LruCache cache{low, 0};
  for (const double share : shares) cache.hit += share * -std::expm1(-share * low);
  return cache;
}

}  // namespace waypost::theory
