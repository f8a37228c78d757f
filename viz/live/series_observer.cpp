// SPDX-License-Identifier: Apache-2.0
#include "viz/live/series_observer.hpp"

#include <limits>

#include "models/dns/lookup_result.hpp"
#include "models/dns/trace_kinds.hpp"
#include "models/mail/trace_kinds.hpp"

namespace waypost::viz {
namespace {

constexpr float kNoFigure = std::numeric_limits<float>::quiet_NaN();

float quantile(const sim::Histogram& h, double q, double unit_ns) {
  return h.empty() ? kNoFigure : static_cast<float>(static_cast<double>(h.quantile(q)) / unit_ns);
}

bool answered(std::int64_t status) {
  return status != static_cast<std::int64_t>(dns::LookupStatus::try_again) &&
         status != static_cast<std::int64_t>(dns::LookupStatus::timed_out) &&
         status != static_cast<std::int64_t>(dns::LookupStatus::malformed);
}

void add_clients(const world::World& world, std::array<double, 12>& sum) {
  for (const workload::Clients& clients : world.workload.clients) {
    const workload::QueryMetrics& m = clients.metrics;
    sum[0] += static_cast<double>(m.first_asks + m.repeats);
    for (const auto status :
         {dns::LookupStatus::try_again, dns::LookupStatus::timed_out, dns::LookupStatus::malformed})
      sum[1] += static_cast<double>(m.ended_as(status));
  }
}

}  // namespace

std::array<double, SeriesObserver::kCounters> SeriesObserver::counters(const world::World& world,
                                                                       const Scene& scene,
                                                                       const Activity& activity) {
  std::array<double, kCounters> sum{};
  add_clients(world, sum);
  resolvers_.refresh(world, scene, activity);
  for (std::size_t i = 0; i < ResolverTotals::kFigures; ++i)
    sum[2 + i] = static_cast<double>(resolvers_.sum()[i]);
  const mail::Results& mail = world.mail.metrics.of(mail::MessageKind::user);
  sum[8] = static_cast<double>(mail.submitted);
  sum[9] = static_cast<double>(mail.count(mail::Outcome::delivered_in_time) +
                               mail.count(mail::Outcome::delivered_late));
  sum[10] = static_cast<double>(mail.count(mail::Outcome::bounced));
  sum[11] = static_cast<double>(world.engine.events_handled());
  return sum;
}

void SeriesObserver::take(const sim::TraceRecord& record) {
  if (record.kind == dns::kTraceStubAnswer && answered(record.value))
    latency_.record(record.time - record.start);
  if (record.kind == mail::kTraceDelivered) delay_.record(record.time - record.start);
}

void SeriesObserver::end_window(const world::World& world, const Scene& scene,
                                const Activity& activity) {
  const std::array<double, kCounters> now = counters(world, scene, activity);
  const double seconds = series_.window.seconds();
  const auto gained = [&](std::size_t i) {
    return now[i] >= before_[i] ? now[i] - before_[i] : now[i];  // reset: the warm-up is over
  };
  const auto push = [&](Line line, double value) {
    series_.lines[static_cast<std::size_t>(line)].push_back(static_cast<float>(value));
  };
  const auto rate = [&](Line line, std::size_t i) { push(line, gained(i) / seconds); };
  push(Line::latency_p50, quantile(latency_, 0.5, 1e6));
  push(Line::latency_p95, quantile(latency_, 0.95, 1e6));
  push(Line::latency_p99, quantile(latency_, 0.99, 1e6));
  push(Line::latency_p999, quantile(latency_, 0.999, 1e6));
  rate(Line::lookups, 0);
  rate(Line::failures, 1);
  push(Line::hit_share, gained(2) > 0 ? gained(3) / gained(2) : kNoFigure);
  rate(Line::root_queries, 4);
  rate(Line::tld_queries, 5);
  rate(Line::below_queries, 6);
  rate(Line::timeouts, 7);
  rate(Line::submitted, 8);
  rate(Line::delivered, 9);
  rate(Line::bounced, 10);
  push(Line::queued, static_cast<double>(mail::queued_recipients(world.mail)));
  push(Line::delay_p50, quantile(delay_, 0.5, 1e9));
  push(Line::delay_p95, quantile(delay_, 0.95, 1e9));
  rate(Line::events, 11);
  auto counted = std::make_shared<Window>();
  for (std::size_t i = 0; i < kCounters; ++i) counted->gained[i] = gained(i);
  counted->latency = latency_;
  counted->delay = delay_;
  windows_.push_back(std::move(counted));
  before_ = now;
  all_latency_.merge(latency_);
  all_delay_.merge(delay_);
  latency_ = {};
  delay_ = {};
}

Figures SeriesObserver::figures_of(const std::array<double, kCounters>& n,
                                   const sim::Histogram& latency, const sim::Histogram& delay,
                                   double queued) {
  const auto at = [](const sim::Histogram& h, double q, double unit_ns) {
    return h.empty() ? std::numeric_limits<double>::quiet_NaN()
                     : static_cast<double>(h.quantile(q)) / unit_ns;
  };
  Figures f;
  f.lookups = n[0];
  f.failed_lookups = n[1];
  f.hit_share = n[2] > 0 ? n[3] / n[2] : std::numeric_limits<double>::quiet_NaN();
  f.upstream = n[4] + n[5] + n[6];
  f.timeouts = n[7];
  f.submitted = n[8];
  f.delivered = n[9];
  f.bounced = n[10];
  f.queued = queued;
  f.latency_p50 = at(latency, 0.5, 1e6);
  f.latency_p95 = at(latency, 0.95, 1e6);
  f.latency_p99 = at(latency, 0.99, 1e6);
  f.delay_p50 = at(delay, 0.5, 1e9);
  f.delay_p95 = at(delay, 0.95, 1e9);
  return f;
}

Figures SeriesObserver::figures(const world::World& world, const Scene& scene,
                                const Activity& activity) {
  sim::Histogram latency = all_latency_, delay = all_delay_;
  latency.merge(latency_);
  delay.merge(delay_);
  return figures_of(counters(world, scene, activity), latency, delay,
                    static_cast<double>(mail::queued_recipients(world.mail)));
}

Figures SeriesObserver::figures_in(const TimeRange& range) const {
  std::array<double, kCounters> sum{};
  sim::Histogram latency, delay;
  double queued = 0;
  const std::vector<float>& queue = series_.line(Line::queued);
  for (std::size_t w = 0; w < windows_.size(); ++w) {
    const sim::Time end = sim::Time{} + series_.window * static_cast<std::int64_t>(w + 1);
    if (!range.has_part_of(end, series_.window)) continue;
    for (std::size_t i = 0; i < kCounters; ++i) sum[i] += windows_[w]->gained[i];
    latency.merge(windows_[w]->latency);
    delay.merge(windows_[w]->delay);
    queued = static_cast<double>(queue[w]);
  }
  return figures_of(sum, latency, delay, queued);
}

}  // namespace waypost::viz
