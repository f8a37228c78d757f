// SPDX-License-Identifier: Apache-2.0
// Hit ratios of DNS caches: an entry lives T seconds from the miss that fetched it; hits do not
// renew it. Source: Jung, Berger, Balakrishnan, "Modeling TTL-based Internet Caches", INFOCOM 2003:
// hit = M(T) / (1 + M(T)), M the renewal function of the law between queries.
#pragma once

#include <functional>

namespace waypost::theory {

/// Probability that the time between two queries is at most t seconds.
using Distribution = std::function<double(double t)>;

/// Laws between queries with this mean, in seconds.
Distribution exponential_gaps(double mean);
Distribution weibull_gaps(double mean, double shape);
Distribution lomax_gaps(double mean, double alpha);  ///< alpha > 1

/// Expected number of renewals in (0, t]: M = F + integral of F(t - x) dM(x), by the midpoint rule
/// (Xie, Communications in Statistics 18, 1989). Cost O(steps^2).
double renewal_function(const Distribution& gaps, double t, int steps = 3000);

/// Long-run hit ratio of one name whose queries form a renewal process.
double ttl_hit_ratio(const Distribution& gaps, double ttl);

/// The same for Poisson queries: lambda T / (1 + lambda T).
double poisson_ttl_hit_ratio(double queries_per_second, double ttl);

/// A cache that renewed its timer on hits, as DNS caches do not: 1 - e^(-lambda T).
double sliding_ttl_hit_ratio(double queries_per_second, double ttl);

/// Poisson queries at `queries_per_second` in all over `names` names, popularity ~ rank^-exponent.
double zipf_ttl_hit_ratio(int names, double exponent, double queries_per_second, double ttl);

/// n children that inherit the remaining TTL from one parent, all with Poisson queries.
struct TwoLevelCache {
  double child_hit = 0;
  double authoritative_rate = 0;  ///< queries per second that reach the authority
};

/// All copies expire together, so a cycle is T + 1/(n lambda) long.
TwoLevelCache two_level_remaining_ttl(int children, double queries_per_second_each, double ttl);

/// What it would be if children restarted the full TTL: a mistake the simulator must not make.
double two_level_full_ttl_child_hit(double queries_per_second_each, double ttl);

/// LRU cache of `capacity` entries under independent Zipf requests (Che, Tung, Wang 2002; Fricker,
/// Robert, Roberts 2012).
struct LruCache {
  double characteristic_requests = 0;  ///< t_C, in requests
  double hit = 0;
};
LruCache che_lru(int names, double exponent, double capacity);

}  // namespace waypost::theory
