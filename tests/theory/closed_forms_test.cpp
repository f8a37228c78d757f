// SPDX-License-Identifier: Apache-2.0
// Closed forms beyond the table of analytic.csv: values computed independently (with Monte Carlo
// checks) in the project's notes on published results, and identities between the formulas.
#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <sstream>

#include "models/theory/availability.hpp"
#include "models/theory/jackson.hpp"
#include "models/theory/queues.hpp"
#include "models/theory/retry.hpp"
#include "models/theory/ttl_cache.hpp"

using namespace waypost::theory;

TEST_CASE("Erlang B, C and the waiting percentile agree with their tables", "[theory][queues]") {
  CHECK(erlang_b(1, 1) == Approx(0.5));
  CHECK(erlang_b(20, 25) == Approx(0.050222).epsilon(1e-4));
  CHECK(erlang_b(100, 110) == Approx(0.027463).epsilon(1e-4));
  CHECK(erlang_b(1.5, 2) == Approx(0.310345).epsilon(1e-5));
  CHECK(erlang_b(4, 5) == Approx(0.199067).epsilon(1e-5));
  CHECK(mmc_waiting_quantile(1.5, 1, 2, 0.95) == Approx(5.1078).epsilon(1e-4));
  CHECK(mmc_waiting_quantile(4, 1, 5, 0.95) == Approx(2.4053).epsilon(1e-4));
  CHECK(mmc_waiting_quantile(0.1, 1, 5, 0.5) == 0);
  CHECK(mm1_sojourn_quantile(0.95, 1, 0.99) == Approx(92.1034).epsilon(1e-5));
}

TEST_CASE("M/M/c/K tends to M/M/c as its line grows", "[theory][queues]") {
  const QueueMeans bounded = mmck(4, 1, 5, 400), endless = mmc(4, 1, 5);
  CHECK(bounded.waiting == Approx(endless.waiting));
  CHECK(bounded.loss_share < 1e-9);
  CHECK(mmck(1.2, 1, 1, 5).in_system == Approx(3.021172).epsilon(1e-6));
  CHECK(mmck(10, 1, 10, 10).loss_share == Approx(erlang_b(10, 10)));
}

TEST_CASE("Pollaczek-Khinchine is linear in the squared coefficient of variation",
          "[theory][queues]") {
  const auto [rho, fixed, exponential, wide] = GENERATE(table<double, double, double, double>(
      {{0.5, 0.5, 1, 2.5}, {0.8, 2, 4, 10}, {0.9, 4.5, 9, 22.5}}));
  CHECK(mg1(rho, 1, 0).waiting == Approx(fixed));
  CHECK(mg1(rho, 1, 1).waiting == Approx(exponential));
  CHECK(mg1(rho, 1, 1).waiting == Approx(mm1(rho, 1).waiting));
  CHECK(mg1(rho, 1, 4).waiting == Approx(wide));
}

TEST_CASE("feedback multiplies the traffic of a Jackson network", "[theory][queues]") {
  Eigen::MatrixXd routing(2, 2);
  routing << 0, 0.3, 1, 0;
  const auto means =
      jackson(Eigen::Vector2d(10, 0), routing, Eigen::Vector2d(20, 8), Eigen::Vector2i(1, 1));
  CHECK(means.arrivals(0) == Approx(14.2857).epsilon(1e-5));
  CHECK(means.arrivals(1) == Approx(4.2857).epsilon(1e-4));
  CHECK(means.in_system(0) == Approx(2.5));
  CHECK(means.in_system(1) == Approx(1.153846).epsilon(1e-6));
}

TEST_CASE("with a crew for each, machines fail independently", "[theory][availability]") {
  const double up = availability(2160, 6);
  const Eigen::VectorXd letters = machines_down(13, 13, 2160, 6);
  CHECK(letters(0) == Approx(0.964581).epsilon(1e-6));
  CHECK(letters(0) == Approx(std::pow(up, 13)));
  CHECK(letters.sum() == Approx(1));
  CHECK(machines_down(2, 2, 1000, 10)(2) == Approx(std::pow(0.00990099, 2)).epsilon(1e-5));
  CHECK(machines_down(2, 1, 1000, 10)(2) == Approx(1.9604e-4).epsilon(1e-4));
}

TEST_CASE("the renewal equation meets the table of laws and TTLs", "[theory][cache]") {
  struct Law {
    Distribution gaps;
    double hit[3];
  };
  const Law laws[] = {{exponential_gaps(100), {0.375000, 0.750000, 0.972973}},
                      {weibull_gaps(100, 0.5), {0.59473, 0.81718, 0.97436}},
                      {weibull_gaps(100, 2), {0.20536, 0.72501, 0.97270}},
                      {lomax_gaps(100, 1.5), {0.57114, 0.83469, 0.97781}}};
  const double ttls[] = {60, 300, 3600};
  for (const Law& law : laws)
    for (int i = 0; i < 3; ++i)
      CHECK(ttl_hit_ratio(law.gaps, ttls[i]) == Approx(law.hit[i]).margin(5e-4));
}

TEST_CASE("a cache that renewed its timer on hits would hit more", "[theory][cache]") {
  CHECK(sliding_ttl_hit_ratio(0.01, 300) == Approx(1 - std::exp(-3)));
  CHECK(sliding_ttl_hit_ratio(0.01, 300) > poisson_ttl_hit_ratio(0.01, 300) + 0.19);
}

TEST_CASE("children that inherit the remaining TTL hit less than with a full one",
          "[theory][cache]") {
  const auto ten = two_level_remaining_ttl(10, 0.01, 300);
  CHECK(ten.child_hit == Approx(0.691874).epsilon(1e-6));
  CHECK(ten.authoritative_rate == Approx(0.0032258).epsilon(1e-5));
  CHECK(two_level_full_ttl_child_hit(0.01, 300) == Approx(0.75));
  const auto five = two_level_remaining_ttl(5, 0.1, 60);
  CHECK(five.child_hit == Approx(0.839030).epsilon(1e-6));
  CHECK(two_level_full_ttl_child_hit(0.1, 60) == Approx(0.857143).epsilon(1e-6));
  // One child alone is a plain TTL cache.
  CHECK(two_level_remaining_ttl(1, 0.1, 60).child_hit == Approx(poisson_ttl_hit_ratio(0.1, 60)));
}

TEST_CASE("Zipf popularity with a TTL meets its table", "[theory][cache]") {
  CHECK(zipf_ttl_hit_ratio(100000, 0.91, 100, 3600) == Approx(0.85320).margin(5e-6));
  const auto [rate, hit] =
      GENERATE(table<double, double>({{1, 0.31286}, {10, 0.56435}, {100, 0.82811}}));
  CHECK(zipf_ttl_hit_ratio(10000, 0.91, rate, 300) == Approx(hit).margin(5e-6));
}

TEST_CASE("Che's approximation of LRU meets its table", "[theory][cache]") {
  const auto [names, exponent, capacity, requests, hit] =
      GENERATE(table<int, double, double, double, double>({{1000, 0.8, 100, 133.9, 0.37779},
                                                           {10000, 0.8, 1000, 1472.5, 0.43666},
                                                           {10000, 1, 100, 141.2, 0.39053},
                                                           {100000, 0.91, 10000, 20814, 0.61901}}));
  const LruCache cache = che_lru(names, exponent, capacity);
  CHECK(cache.characteristic_requests == Approx(requests).epsilon(5e-4));
  CHECK(cache.hit == Approx(hit).margin(5e-5));
}

TEST_CASE("retries under loss succeed and multiply as the geometric series", "[theory][retry]") {
  const auto [loss, tries, success, sent] =
      GENERATE(table<double, int, double, double>({{0.5, 4, 0.9375, 1.875},
                                                   {0.75, 4, 0.6836, 2.734},
                                                   {0.9, 4, 0.3439, 3.439},
                                                   {0.9, 16, 0.8147, 8.147}}));
  CHECK(retry_under_loss(loss, tries).success == Approx(success).epsilon(1e-4));
  CHECK(retry_under_loss(loss, tries).sent == Approx(sent).epsilon(2e-4));
  CHECK(retry_under_loss(1, 7).sent == 7);
}

TEST_CASE("Postfix's attempts are its age, clamped", "[theory][retry]") {
  const std::vector<double> expected{0, 300, 600, 1200, 2400, 4800, 8800, 12800};
  const auto attempts = postfix_attempts(0, 0);
  CHECK(std::vector<double>(attempts.begin(), attempts.begin() + 8) == expected);
  // Scanned every 300 s at phase u: 0, u+300, u+900, u+2100, u+4500, u+8700, then +4200.
  const double u = GENERATE(1.0, 100.0, 299.0);
  const auto scanned = postfix_attempts(300, u);
  const std::vector<double> offsets{300, 900, 2100, 4500, 8700, 12900};
  for (std::size_t k = 0; k < offsets.size(); ++k) CHECK(scanned[k + 1] == u + offsets[k]);
}

TEST_CASE("mail delay across an exponential outage meets its tables", "[theory][retry]") {
  struct Row {
    double outage;
    OutageDelay delay;
    double mean, median, p95, attempts;
  };
  const std::vector<double> half_hourly = fixed_attempts(1800);
  const Row rows[] = {{600, postfix_delay_under_outage(600, 0), 910.4, 600, 2400, 3.128},
                      {1800, postfix_delay_under_outage(1800, 0), 2544.3, 2400, 8800, 4.418},
                      {14400, postfix_delay_under_outage(14400, 0), 16122.3, 12800, 44800, 8.659},
                      {600, delay_under_outage({half_hourly}, 600), 1894.3, 1800, 1800, 0},
                      {1800, delay_under_outage({half_hourly}, 1800), 2847.6, 1800, 5400, 0},
                      {14400, delay_under_outage({half_hourly}, 14400), 15318.7, 10800, 43200, 0},
                      {600, postfix_delay_under_outage(600, 300), 1006.0, 589, 2336, 2.677},
                      {1800, postfix_delay_under_outage(1800, 300), 2628.3, 2161, 8807, 3.709}};
  for (const Row& row : rows) {
    INFO("outage " << row.outage << " s, table mean " << row.mean << " s");
    CHECK(row.delay.mean == Approx(row.mean).epsilon(1e-4));
    CHECK(row.delay.median == Approx(row.median).margin(1));
    CHECK(row.delay.p95 == Approx(row.p95).margin(1));
    if (row.attempts > 0) CHECK(row.delay.mean_attempts == Approx(row.attempts).epsilon(2e-4));
    CHECK(row.delay.bounced < 1e-9);
  }
}

TEST_CASE("a greylist delays mail to the sender's first retry past the threshold",
          "[theory][retry]") {
  std::ifstream file(WAYPOST_SOURCE_DIR "/../shared/data/published-figures/retry-schedules.csv");
  if (!file) {
    WARN("SKIPPED: ../shared is absent");
    return;
  }
  std::map<std::string, std::vector<double>> retries;
  std::string line, sender, attempt, seconds;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::istringstream fields(line);
    std::getline(fields, sender, ',');
    std::getline(fields, attempt, ',');
    std::getline(fields, seconds, ',');
    retries[sender].push_back(std::stod(seconds));
  }
  CHECK(greylist_delay(retries.at("gmail"), 300) == 362);
  CHECK(greylist_delay(retries.at("gmail"), 3600) == 5924);
  CHECK(greylist_delay(retries.at("aol"), 1800) == 1892);
  CHECK(greylist_delay(retries.at("aol"), 3600) == -1);
  CHECK(greylist_delay(retries.at("postfix-default"), 900) == 1200);
  CHECK(greylist_delay(postfix_attempts(0, 0), 3600) == 4800);
}
