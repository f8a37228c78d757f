// SPDX-License-Identifier: Apache-2.0
#include "models/theory/jackson.hpp"

#include <Eigen/LU>

#include "models/theory/queues.hpp"

namespace waypost::theory {

Eigen::VectorXd traffic_equations(const Eigen::VectorXd& outside, const Eigen::MatrixXd& routing) {
  const Eigen::Index n = outside.size();
  const Eigen::MatrixXd system = Eigen::MatrixXd::Identity(n, n) - routing.transpose();
  return system.partialPivLu().solve(outside);
}

JacksonMeans jackson(const Eigen::VectorXd& outside, const Eigen::MatrixXd& routing,
                     const Eigen::VectorXd& mu, const Eigen::VectorXi& workers) {
  JacksonMeans means;
  means.arrivals = traffic_equations(outside, routing);
  means.in_system.resize(outside.size());
  // Each node is as an M/M/c of its own (product form).
  for (Eigen::Index node = 0; node < outside.size(); ++node)
    means.in_system(node) = mmc(means.arrivals(node), mu(node), workers(node)).in_system;
  means.total_in_system = means.in_system.sum();
  means.sojourn = means.total_in_system / outside.sum();
  return means;
}

}  // namespace waypost::theory
