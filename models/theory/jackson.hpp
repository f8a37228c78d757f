// SPDX-License-Identifier: Apache-2.0
// Open networks of queues (Jackson, Operations Research 5, 1957): a resolver that asks an
// authoritative server for a share of its queries and gets the answers back is the smallest one.
#pragma once

#include <Eigen/Core>

namespace waypost::theory {

struct JacksonMeans {
  Eigen::VectorXd arrivals;   ///< n_nodes, per second, from outside and inside
  Eigen::VectorXd in_system;  ///< n_nodes, mean number at each
  double total_in_system = 0;
  double sojourn = 0;  ///< seconds from entering the network to leaving it
};

/// Throughput of each node: the solution of arrivals = outside + routing^T arrivals.
/// `outside`: n_nodes, per second. `routing`: n_nodes x n_nodes, row = from, share going on to
/// each; rows sum to at most 1 and work leaves the network in the end.
Eigen::VectorXd traffic_equations(const Eigen::VectorXd& outside, const Eigen::MatrixXd& routing);

/// `mu`: n_nodes, services per second of one worker. `workers`: n_nodes. Every node must be stable.
JacksonMeans jackson(const Eigen::VectorXd& outside, const Eigen::MatrixXd& routing,
                     const Eigen::VectorXd& mu, const Eigen::VectorXi& workers);

}  // namespace waypost::theory
