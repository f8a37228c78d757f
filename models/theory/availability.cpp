// SPDX-License-Identifier: Apache-2.0
#include "models/theory/availability.hpp"

#include <Eigen/LU>
#include <algorithm>

namespace waypost::theory {

Eigen::VectorXd stationary_distribution(const Eigen::MatrixXd& generator) {
  const Eigen::Index n = generator.rows();
  // pi Q = 0 has rank n - 1; its last equation gives way to sum(pi) = 1.
  Eigen::MatrixXd system = generator.transpose();
  system.row(n - 1).setOnes();
  Eigen::VectorXd right = Eigen::VectorXd::Zero(n);
  right(n - 1) = 1;
  return system.fullPivLu().solve(right);
}

Eigen::VectorXd machines_down(int machines, int crews, double mean_up, double mean_down) {
  Eigen::MatrixXd generator = Eigen::MatrixXd::Zero(machines + 1, machines + 1);
  for (int down = 0; down < machines; ++down) {
    generator(down, down + 1) = (machines - down) / mean_up;
    generator(down + 1, down) = std::min(down + 1, crews) / mean_down;
  }
  generator.diagonal() = -generator.rowwise().sum();
  return stationary_distribution(generator);
}

double availability(double mean_up, double mean_down) { return mean_up / (mean_up + mean_down); }

}  // namespace waypost::theory
