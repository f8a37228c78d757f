// SPDX-License-Identifier: Apache-2.0
#include "sim/estimate.hpp"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <vector>

namespace waypost::sim {
namespace {

double mean_of(std::span<const double> values) {
  double sum = 0;
  for (const double v : values) sum += v;
  return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

}  // namespace

double student_t(std::size_t degrees_of_freedom) {
  const boost::math::students_t law(static_cast<double>(degrees_of_freedom));
  return boost::math::quantile(law, 0.975);
}

Estimate estimate_mean(std::span<const double> values) {
  Estimate estimate{mean_of(values), 0, values.size()};
  if (!estimate.has_interval()) return estimate;
  double squares = 0;
  for (const double v : values) squares += (v - estimate.mean) * (v - estimate.mean);
  const double n = static_cast<double>(values.size());
  estimate.half_width = student_t(values.size() - 1) * std::sqrt(squares / (n - 1) / n);
  return estimate;
}

Estimate batch_means(std::span<const double> observations, std::size_t batches) {
  if (batches < 2 || observations.size() < batches) return {mean_of(observations), 0, 1};
  const std::size_t length = observations.size() / batches;
  std::vector<double> means;
  for (std::size_t i = 0; i < batches; ++i)
    means.push_back(mean_of(observations.subspan(i * length, length)));
  return estimate_mean(means);
}

}  // namespace waypost::sim
