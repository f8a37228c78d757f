// SPDX-License-Identifier: Apache-2.0
// How often n machines are down together, with repair crews: a continuous-time Markov chain.
// Source: Trivedi, Probability and Statistics with Reliability (2002), 8.2 (machine repair).
#pragma once

#include <Eigen/Core>

namespace waypost::theory {

/// Stationary probabilities of a chain. `generator`: n x n, row = from, rates per unit time off the
/// diagonal, rows sum to 0; irreducible.
Eigen::VectorXd stationary_distribution(const Eigen::MatrixXd& generator);

/// Probability that k = 0 .. n of `machines` are down: n + 1 values. Up and down times are
/// exponential with these means, in one unit; a crew repairs one machine at a time.
/// With a crew for each machine only the means matter, not the laws.
Eigen::VectorXd machines_down(int machines, int crews, double mean_up, double mean_down);

/// Share of time that one machine is up: any laws with these means.
double availability(double mean_up, double mean_down);

}  // namespace waypost::theory
