// SPDX-License-Identifier: Apache-2.0
#include "models/theory/queues.hpp"

#include <algorithm>
#include <cmath>

namespace waypost::theory {

double erlang_b(double offered_load, int workers) {
  double blocked = 1;
  for (int k = 1; k <= workers; ++k)
    blocked = offered_load * blocked / (k + offered_load * blocked);
  return blocked;
}

double erlang_c(double offered_load, int workers) {
  const double blocked = erlang_b(offered_load, workers);
  return blocked / (1 - offered_load / workers * (1 - blocked));
}

QueueMeans mm1(double lambda, double mu) { return mmc(lambda, mu, 1); }

QueueMeans mmc(double lambda, double mu, int workers) {
  QueueMeans means;
  means.wait_share = erlang_c(lambda / mu, workers);
  means.waiting = means.wait_share / (workers * mu - lambda);
  means.sojourn = means.waiting + 1 / mu;
  means.in_line = lambda * means.waiting;  // Little
  means.in_system = lambda * means.sojourn;
  return means;
}

Eigen::VectorXd mmck_states(double lambda, double mu, int workers, int capacity) {
  Eigen::VectorXd states(capacity + 1);
  states(0) = 1;
  for (int k = 1; k <= capacity; ++k)
    states(k) = states(k - 1) * lambda / (mu * std::min(k, workers));
  return states / states.sum();
}

QueueMeans mmck(double lambda, double mu, int workers, int capacity) {
  const Eigen::VectorXd states = mmck_states(lambda, mu, workers, capacity);
  QueueMeans means;
  means.loss_share = states(capacity);
  for (int k = 0; k <= capacity; ++k) {
    means.in_system += k * states(k);
    means.in_line += std::max(0, k - workers) * states(k);
    if (k >= workers) means.wait_share += states(k);
  }
  const double carried = lambda * (1 - means.loss_share);
  means.sojourn = means.in_system / carried;
  means.waiting = means.in_line / carried;
  return means;
}

QueueMeans mg1(double lambda, double service_mean, double service_cv2) {
  const double rho = lambda * service_mean;
  QueueMeans means;
  means.wait_share = rho;
  means.waiting = rho * service_mean * (1 + service_cv2) / (2 * (1 - rho));
  means.sojourn = means.waiting + service_mean;
  means.in_line = lambda * means.waiting;
  means.in_system = lambda * means.sojourn;
  return means;
}

double mm1_sojourn_quantile(double lambda, double mu, double p) {
  return -std::log1p(-p) / (mu - lambda);
}

double mmc_waiting_quantile(double lambda, double mu, int workers, double p) {
  const double wait_share = erlang_c(lambda / mu, workers);
  return std::max(0.0, std::log(wait_share / (1 - p)) / (workers * mu - lambda));
}

}  // namespace waypost::theory
