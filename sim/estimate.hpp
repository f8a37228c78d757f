// SPDX-License-Identifier: Apache-2.0
// What a figure from randomness is worth: mean and 95 % half-width, from independent replications
// or from the batches of one long run (Law & Kelton, Simulation Modeling and Analysis, 9.4-9.5).
// For reports: nothing here moves a trajectory.
#pragma once

#include <cstddef>
#include <span>

namespace waypost::sim {

/// mean +- half_width covers the true mean in 95 of 100 experiments.
struct Estimate {
  double mean = 0;
  double half_width = 0;  ///< 0 when there is no interval
  std::size_t n = 0;      ///< replications or batches

  /// False for a single run: "1 run, no interval".
  bool has_interval() const { return n >= 2; }
  double low() const { return mean - half_width; }
  double high() const { return mean + half_width; }
};

/// The 97.5 % quantile of Student's t; `degrees_of_freedom` >= 1.
double student_t(std::size_t degrees_of_freedom);

/// From independent values, one per replication, in replication order.
Estimate estimate_mean(std::span<const double> values);

/// From successive, correlated observations of one run: means of `batches` equal batches; what
/// does not fill the last batch is left out. Trustworthy if a batch is much longer than the
/// correlation. Fewer observations than batches: no interval.
Estimate batch_means(std::span<const double> observations, std::size_t batches = 30);

}  // namespace waypost::sim
