// SPDX-License-Identifier: Apache-2.0
// Closed forms of single queues: what a server station must show. Notation: lambda = arrivals per
// second, mu = services per second of one worker, c = workers, a = lambda/mu = offered load,
// rho = a/c. Source: Kleinrock, Queueing Systems I (1975); Gross & Harris, 4th ed. (2008).
#pragma once

#include <Eigen/Core>

namespace waypost::theory {

/// Stationary means of a queue. Times in seconds; per request admitted.
struct QueueMeans {
  double in_system = 0;   ///< L
  double in_line = 0;     ///< Lq
  double sojourn = 0;     ///< W
  double waiting = 0;     ///< Wq
  double wait_share = 0;  ///< probability that an arrival finds every worker busy
  double loss_share = 0;  ///< probability that an arrival is dropped
};

/// Share of arrivals dropped by c workers without a line, for any service law (M/G/c/c).
/// `offered_load` = a >= 0. Recursion B_k = a B_{k-1} / (k + a B_{k-1}).
double erlang_b(double offered_load, int workers);

/// Share of arrivals that wait in M/M/c; needs a < c.
double erlang_c(double offered_load, int workers);

/// Needs lambda < mu.
QueueMeans mm1(double lambda, double mu);

/// Needs lambda < c mu.
QueueMeans mmc(double lambda, double mu, int workers);

/// At most `capacity` requests in the system, those in service included; any lambda > 0.
QueueMeans mmck(double lambda, double mu, int workers, int capacity);

/// Poisson arrivals, one worker, service of this mean and squared coefficient of variation
/// (Pollaczek, Khinchine): Wq = rho s (1 + cs2) / (2 (1 - rho)). Needs lambda s < 1.
QueueMeans mg1(double lambda, double service_mean, double service_cv2);

/// Quantile of the sojourn time of M/M/1, which is exponential. 0 < p < 1.
double mm1_sojourn_quantile(double lambda, double mu, double p);

/// Quantile of the waiting time of M/M/c: P(Wq > t) = C e^(-(c mu - lambda) t). 0 if p < 1 - C.
double mmc_waiting_quantile(double lambda, double mu, int workers, double p);

/// Stationary probabilities of 0 .. K in M/M/c/K, K + 1 values.
Eigen::VectorXd mmck_states(double lambda, double mu, int workers, int capacity);

}  // namespace waypost::theory
