// SPDX-License-Identifier: Apache-2.0
// Retries: of packets under independent loss, and of mail against an outage or a greylist.
// Source of Postfix's schedule: its queue manager (minimal_backoff 300 s, maximal_backoff 4000 s,
// queue_run_delay 300 s, queue lifetime 5 days): the next backoff is the message's age, clamped.
#pragma once

#include <vector>

namespace waypost::theory {

struct RetryMeans {
  double success = 0;  ///< probability that one of the tries passes
  double sent = 0;     ///< mean number of tries
};

/// Up to `tries` tries, each lost with `loss` independently: 1 - p^n, (1 - p^n) / (1 - p).
RetryMeans retry_under_loss(double loss, int tries);

/// How long mail takes across an outage, in seconds. Of the messages delivered; the share bounced
/// stands apart.
struct OutageDelay {
  double mean = 0;
  double median = 0;
  double p95 = 0;
  double mean_attempts = 0;  ///< the first, failed one included
  double bounced = 0;        ///< share that outlives the schedule
};

/// Attempts of Postfix at seconds after arrival, 0 first, up to `lifetime`. Scans of the deferred
/// queue come at phase + k scan; scan = 0 stands for a scan at every instant.
std::vector<double> postfix_attempts(double scan, double phase, double lifetime = 432000);
/// 0, interval, 2 interval, ... up to `lifetime`.
std::vector<double> fixed_attempts(double interval, double lifetime = 432000);

/// A message whose first attempt fails; the outage goes on for an exponential time of this mean.
/// P(delivered at t_k) = e^(-t_{k-1}/m) - e^(-t_k/m). `schedules` are equally likely.
OutageDelay delay_under_outage(const std::vector<std::vector<double>>& schedules,
                               double mean_outage);

/// Postfix with its scan every 300 s at a uniform phase.
OutageDelay postfix_delay_under_outage(double mean_outage, double scan);

/// First retry at or after `threshold` seconds, what a greylist makes of the schedule; -1 if none.
double greylist_delay(const std::vector<double>& retries, double threshold);

}  // namespace waypost::theory
