// SPDX-License-Identifier: Apache-2.0
// The gate of every comparison with a closed form: at least 10 independent replications (seeds
// 1 .. n for good), the exact value inside the 99.99 % interval of their mean, and the 99 %
// half-width within a tolerance, so that a loose experiment cannot pass. False alarm: 1 in 10,000.
#pragma once

#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <cstdint>
#include <sstream>
#include <string>
#include <vector>

namespace waypost::test {

struct GateVerdict {
  bool passed = false;
  std::string text;
};

/// `values`: one per replication. `tolerance`: greatest 99 % half-width, as a share of `exact`.
inline GateVerdict closed_form_gate(const std::vector<double>& values, double exact,
                                    double tolerance = 0.01) {
  const auto n = static_cast<double>(values.size());
  double mean = 0, squares = 0;
  for (const double v : values) mean += v / n;
  for (const double v : values) squares += (v - mean) * (v - mean);
  const double error = std::sqrt(squares / (n - 1) / n);
  const boost::math::students_t t(n - 1);
  const double wide = boost::math::quantile(boost::math::complement(t, 0.00005)) * error;
  const double narrow = boost::math::quantile(boost::math::complement(t, 0.005)) * error;
  std::ostringstream text;
  text << "exact " << exact << ", measured " << mean << ", 99 % half-width "
       << 100 * narrow / std::abs(exact) << " % (at most " << 100 * tolerance << " %), n = " << n;
  const bool passed = values.size() >= 10 && std::abs(mean - exact) <= wide &&
                      narrow <= tolerance * std::abs(exact);
  return {passed, text.str()};
}

/// Runs `experiment(seed)` for seeds 1 .. replications.
template <class Experiment>
std::vector<double> replicate(int replications, Experiment&& experiment) {
  std::vector<double> values;
  for (int seed = 1; seed <= replications; ++seed)
    values.push_back(experiment(static_cast<std::uint64_t>(seed)));
  return values;
}

}  // namespace waypost::test
