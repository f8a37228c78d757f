// SPDX-License-Identifier: Apache-2.0
// How long mail sent during an outage waits on after the receiver is back (validation table 2.7):
// mean / p95 / max minutes by sender and length of outage, within 10 %. Each sender's clock alone,
// by the functions that the queue calls; the engine's queues are held to the same clocks in
// sender_profiles.cpp.
#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "models/mail/sender_profile.hpp"

using namespace waypost;
using namespace waypost::mail;

namespace {

struct Lags {
  std::vector<double> minutes{};  ///< sorted, of those delivered
  double lost = 0;                ///< share of all sent
  double mean() const {
    double sum = 0;
    for (const double x : minutes) sum += x;
    return sum / static_cast<double>(minutes.size());
  }
  double p95() const { return minutes[minutes.size() * 95 / 100]; }
};

/// Messages sent evenly during `outage`, each with a clock of its own. An attempt lasts two
/// seconds, longer than the slack of a scan.
Lags per_message(const RetryProfile& profile, sim::Duration outage) {
  constexpr int kMessages = 20'000;
  const sim::Time back = sim::Time{} + outage;
  Lags lags;
  for (int i = 0; i < kMessages; ++i) {
    const sim::Time sent{outage.ns / kMessages * i};
    sim::Time now = sent;
    bool gone = false;
    for (Retried m{.arrival = sent, .attempts = 0, .luck = (i * 7 % 100) / 100.0}; now < back;) {
      ++m.attempts;
      now += sim::seconds(2);
      gone = expired(profile, m, now, false);
      if (gone) break;
      const sim::Time end = expires_at(profile, sent, false);
      now = taken_up(profile, {}, std::min(next_try(profile, m, now), end), now);
      gone = now >= end;
      if (gone) break;
    }
    if (gone)
      lags.lost += 1.0 / kMessages;
    else
      lags.minutes.push_back((now - back).seconds() / 60);
  }
  std::sort(lags.minutes.begin(), lags.minutes.end());
  return lags;
}

/// One host's clock, shared by all mail that waits: the first run at which the host may be tried
/// again takes everything. Outages of `hours` +- 10 %, queue runs of any phase.
Lags exim(double hours) {
  const SenderProfile& profile = *find_sender_profile("exim");
  Lags lags;
  for (int length = 0; length < 100; ++length)
    for (int phase = 0; phase < 30; ++phase) {
      const sim::Time back =
          sim::Time{} + sim::from_seconds(3600 * hours * (0.9 + 0.2 * (length + 0.5) / 100));
      const sim::Time anchor = sim::Time{} + sim::seconds(60 * phase + 30);
      HostMemory memory(profile.memory);
      sim::Time now{};
      while (now < back) {
        memory.note_failure(1, now, false);
        now = taken_up(profile.queue.retry, anchor, memory.next_try(1, now), now);
      }
      lags.minutes.push_back((now - back).seconds() / 60);
    }
  std::sort(lags.minutes.begin(), lags.minutes.end());
  return lags;
}

/// The table is in whole minutes: half a minute of rounding beside the 10 %.
bool close(double x, double y) { return std::abs(x - y) <= 0.1 * y + 0.5; }

struct Row {
  std::string sender;
  int hours;
  double mean, p95, longest;
};

}  // namespace

TEST_CASE("mail waits on after an outage as long as the recovery-lag table says",
          "[mail][retry][validation]") {
  const Row row = GENERATE(values<Row>({
      {"postfix", 1, 12, 35, 50},       {"postfix", 4, 27, 65, 65},
      {"postfix", 12, 31, 65, 65},      {"postfix", 24, 32, 65, 65},
      {"postfix", 48, 32, 65, 65},      {"opensmtpd", 1, 13, 30, 33},
      {"opensmtpd", 4, 26, 61, 73},     {"opensmtpd", 12, 49, 114, 140},
      {"opensmtpd", 24, 69, 157, 193},  {"opensmtpd", 48, 95, 218, 273},
      {"kumomta", 1, 17, 37, 80},       {"kumomta", 4, 63, 148, 160},
      {"kumomta", 12, 173, 600, 640},   {"kumomta", 24, 342, 1207, 1280},
      {"kumomta", 48, 664, 2426, 2560}, {"haraka", 1, 12, 31, 34},
      {"haraka", 4, 49, 124, 136},      {"haraka", 12, 183, 511, 546},
      {"haraka", 24, 365, 1019, 1092},  {"haraka", 48, 709, 2036, 2184},
      {"exo", 1, 13, 27, 30},           {"exo", 4, 23, 50, 60},
      {"exo", 12, 27, 56, 60},
  }));
  CAPTURE(row.sender, row.hours);
  const Lags lags =
      per_message(find_sender_profile(row.sender)->queue.retry, sim::hours(row.hours));
  CAPTURE(lags.mean(), lags.p95(), lags.minutes.back());
  CHECK(close(lags.mean(), row.mean));
  CHECK(close(lags.p95(), row.p95));
  CHECK(close(lags.minutes.back(), row.longest));
  CHECK(lags.lost == 0);
}

TEST_CASE("a sender that keeps mail for a day loses what its last wait passes by",
          "[mail][retry][validation]") {
  const auto [hours, mean, lost] =
      GENERATE(table<int, double, double>({{24, 29, 0.03}, {48, 28, 0.50}}));
  const Lags lags = per_message(find_sender_profile("exo")->queue.retry, sim::hours(hours));
  CHECK(close(lags.mean(), mean));
  // As `close`, in per cent, and no more than two points.
  CHECK(lags.lost == Approx(lost).margin(std::min(0.02, 0.1 * lost + 0.005)));
}

TEST_CASE("all mail that waits at Exim goes when the host's clock says so",
          "[mail][retry][validation]") {
  const Row row = GENERATE(values<Row>({{"exim", 1, 15, 29, 30},
                                        {"exim", 4, 46, 74, 84},
                                        {"exim", 12, 246, 320, 330},
                                        {"exim", 24, 200, 345, 359},
                                        {"exim", 48, 165, 345, 359}}));
  const Lags lags = exim(row.hours);
  CAPTURE(row.hours, lags.mean(), lags.p95(), lags.minutes.back());
  CHECK(close(lags.mean(), row.mean));
  CHECK(close(lags.p95(), row.p95));
  CHECK(close(lags.minutes.back(), row.longest));
}
