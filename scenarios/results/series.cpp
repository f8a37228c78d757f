// SPDX-License-Identifier: Apache-2.0
#include "scenarios/results/series.hpp"

#include <array>

namespace waypost::scenarios {
namespace {

/// The counters behind the series, in the order of SeriesRecorder's lines.
std::array<double, 9> counters(const world::World& world) {
  std::array<std::uint64_t, 9> sum{};
  for (const workload::Clients& clients : world.workload.clients) {
    sum[0] += clients.metrics.first_asks + clients.metrics.repeats;
    for (const auto status :
         {dns::LookupStatus::try_again, dns::LookupStatus::timed_out, dns::LookupStatus::malformed})
      sum[1] += clients.metrics.ended_as(status);
  }
  for (const dns::RecursiveResolver& resolver : world.dns.resolvers) {
    sum[2] += resolver.counters.queries;
    sum[3] += resolver.counters.hits;
    for (const std::uint64_t n : resolver.counters.upstream) sum[4] += n;
  }
  const mail::Results& mail = world.mail.metrics.of(mail::MessageKind::user);
  sum[5] = mail.submitted;
  sum[6] = mail.count(mail::Outcome::delivered_in_time) + mail.count(mail::Outcome::delivered_late);
  sum[7] = mail.count(mail::Outcome::bounced);
  sum[8] = mail::queued_recipients(world.mail);
  std::array<double, 9> values{};
  for (std::size_t i = 0; i < sum.size(); ++i) values[i] = static_cast<double>(sum[i]);
  return values;
}

}  // namespace

void SeriesRecorder::end_window(const world::World& world) {
  const auto now = counters(world);
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    Line& line = lines_[i];
    // A counter that shrank was reset at the end of the warm-up.
    const double gained = now[i] >= line.before ? now[i] - line.before : now[i];
    line.values.push_back(line.level ? now[i] : gained);
    line.before = now[i];
  }
}

void SeriesRecorder::write(schema::Result& result) const {
  for (const Line& line : lines_) {
    schema::Series& series = *result.add_series();
    series.set_key(line.key);
    series.set_unit(line.unit);
    series.mutable_window()->set_seconds(window_.ns / 1'000'000'000);
    series.mutable_window()->set_nanos(static_cast<int>(window_.ns % 1'000'000'000));
    for (const double value : line.values) series.add_values(value);
  }
}

}  // namespace waypost::scenarios
