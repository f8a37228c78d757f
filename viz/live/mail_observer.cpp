// SPDX-License-Identifier: Apache-2.0
#include "viz/live/mail_observer.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/mail/trace_kinds.hpp"
#include "viz/live/inspect_queue.hpp"

namespace waypost::viz {
namespace {

constexpr std::uint64_t kCheap = 20'000;  // messages that may be looked through for every snapshot
constexpr std::size_t kDelayPoints = 200;
/// A window keeps no more than its fullest destinations, and the sum of the others.
constexpr std::size_t kKeptDomains = 12;
constexpr std::uint32_t kUntried = UINT32_MAX;  // a reason
constexpr std::uint32_t kOthers = UINT32_MAX;   // a domain

std::uint32_t reason_key(const mail::QueuedMessage& message, const mail::QueuedRecipient& r) {
  if (message.attempts == 0) return kUntried;
  return static_cast<std::uint32_t>(r.last.code) << 16 | mail::packed_status(r.last.enhanced);
}

std::string reason_words(std::uint32_t key) {
  if (key == kUntried) return "not tried yet";
  const std::uint32_t code = key >> 16;
  const auto status = static_cast<std::uint16_t>(key & 0xFFFF);
  std::string text = code == 0 ? "no reply" : fmt::format("{}", code);
  if (status != 0) text += ' ' + mail::status_text(status);
  return text;
}

}  // namespace

std::size_t queue_age_column(sim::Duration age) {
  std::size_t column = 0;
  for (sim::Duration limit = sim::minutes(5); column + 1 < kQueueAges && age >= limit;
       limit = limit * 2)
    ++column;
  return column;
}

void MailObserver::take(const sim::TraceRecord& record) {
  if (record.kind == mail::kTraceDelivered) now_.record(record.time - record.start);
}

std::uint64_t MailObserver::messages(const world::World& world) {
  std::uint64_t n = 0;
  for (const mail::MailHost& host : world.mail.hosts) n += host.queue.messages();
  return n;
}

MailObserver::Waiting MailObserver::look(const world::World& world) {
  Waiting w;
  w.at = world.engine.now();
  for (const mail::MailHost& host : world.mail.hosts)
    host.queue.for_each_message([&](const mail::QueuedMessage& m) {
      const std::size_t column = queue_age_column(w.at - m.arrived);
      for (const mail::QueuedRecipient& r : m.recipients) {
        if (r.progress == mail::Progress::bounced || r.progress == mail::Progress::passed_on)
          continue;
        QueueShapeRow& row = w.by_domain[r.recipient.mailbox.domain.node];
        ++row.total;
        ++row.by_age[column];
        ++w.reasons[reason_key(m, r)];
      }
    });
  return w;
}

/// The fullest destinations; what the others have is one row, of no name.
MailObserver::Waiting MailObserver::thinned(const Waiting& all) {
  std::vector<std::pair<std::uint64_t, std::uint32_t>> order;
  for (const auto& [domain, row] : all.by_domain) order.emplace_back(row.total, domain);
  std::sort(order.rbegin(), order.rend());
  Waiting kept{{}, all.reasons, all.at};
  for (std::size_t i = 0; i < order.size(); ++i) {
    const QueueShapeRow& row = all.by_domain.at(order[i].second);
    QueueShapeRow& into = kept.by_domain[i < kKeptDomains ? order[i].second : kOthers];
    into.total += row.total;
    for (std::size_t age = 0; age < kQueueAges; ++age) into.by_age[age] += row.by_age[age];
  }
  return kept;
}

void MailObserver::end_window(const world::World& world) {
  last_ = look(world);
  windows_.push_back(last_.by_domain.empty() ? nullptr
                                             : std::make_shared<const Waiting>(thinned(last_)));
  delays_.push_back(now_.empty() ? nullptr : std::make_shared<const sim::Histogram>(now_));
  now_ = {};
}

/// The destinations that were the fullest at any time, and the rest as one.
std::vector<DepthLine> MailObserver::depth(const scenarios::WorldWords& words) const {
  std::map<std::uint32_t, std::uint64_t> most;
  std::vector<float> rest(windows_.size());
  for (std::size_t w = 0; w < windows_.size(); ++w) {
    if (!windows_[w]) continue;
    for (const auto& [domain, row] : windows_[w]->by_domain) {
      rest[w] += static_cast<float>(row.total);
      if (domain != kOthers) most[domain] = std::max(most[domain], row.total);
    }
  }
  std::vector<std::pair<std::uint64_t, std::uint32_t>> order;
  for (const auto& [domain, n] : most) order.emplace_back(n, domain);
  std::sort(order.rbegin(), order.rend());
  std::vector<DepthLine> lines;
  for (std::size_t i = 0; i < order.size() && i < kDepthLines; ++i) {
    DepthLine line{words.name(order[i].second), std::vector<float>(windows_.size())};
    for (std::size_t w = 0; w < windows_.size(); ++w) {
      if (!windows_[w]) continue;
      const auto found = windows_[w]->by_domain.find(order[i].second);
      if (found == windows_[w]->by_domain.end()) continue;
      line.values[w] = static_cast<float>(found->second.total);
      rest[w] = std::max(0.0f, rest[w] - line.values[w]);
    }
    lines.push_back(std::move(line));
  }
  if (std::any_of(rest.begin(), rest.end(), [](float n) { return n > 0; }))
    lines.push_back({"others", std::move(rest)});
  return lines;
}

/// Now, or at the end of the last window that ended in the range.
MailObserver::Waiting MailObserver::waiting(const world::World& world,
                                            const std::optional<TimeRange>& range,
                                            sim::Duration window) const {
  if (!range || range->to >= world.engine.now())
    return messages(world) <= kCheap ? look(world) : last_;
  const auto ended = static_cast<std::size_t>(range->to.ns / window.ns);
  const std::size_t w = std::min(ended, windows_.size());
  Waiting then = w > 0 && windows_[w - 1] ? *windows_[w - 1] : Waiting{};
  then.at = sim::Time{} + window * static_cast<std::int64_t>(w);
  return then;
}

sim::Histogram MailObserver::delays(const world::World& world,
                                    const std::optional<TimeRange>& range,
                                    sim::Duration window) const {
  sim::Histogram all;
  for (std::size_t w = 0; w < delays_.size(); ++w) {
    const sim::Time end = sim::Time{} + window * static_cast<std::int64_t>(w + 1);
    if (delays_[w] && (!range || range->has_part_of(end, window))) all.merge(*delays_[w]);
  }
  if (!range || range->to >= world.engine.now()) all.merge(now_);
  return all;
}

MailState MailObserver::observe(const world::World& world, const scenarios::WorldWords& words,
                                const std::optional<TimeRange>& range, sim::Duration window) const {
  MailState s;
  s.range = range;
  const Waiting queued = waiting(world, range, window);
  s.shape_at = queued.at;
  s.domains = queued.by_domain.size();
  for (const auto& [domain, row] : queued.by_domain) {
    s.shape.push_back(row);
    s.shape.back().domain = domain == kOthers ? "others" : words.name(domain);
    s.total.total += row.total;
    for (std::size_t i = 0; i < kQueueAges; ++i) s.total.by_age[i] += row.by_age[i];
  }
  s.total.domain = "all";
  std::stable_sort(s.shape.begin(), s.shape.end(), [](const auto& a, const auto& b) {
    return a.total != b.total ? a.total > b.total : a.domain < b.domain;
  });
  if (s.shape.size() > kQueueShapeRows) s.shape.resize(kQueueShapeRows);
  for (const auto& [key, n] : queued.reasons) s.reasons.emplace_back(reason_words(key), n);
  std::stable_sort(s.reasons.begin(), s.reasons.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  s.depth = depth(words);
  const sim::Histogram took = delays(world, range, window);
  s.delivered = took.count();
  std::uint64_t so_far = 0;
  took.for_each_bucket([&](std::int64_t, std::int64_t high, std::uint64_t n) {
    so_far += n;
    const float share = static_cast<float>(so_far) / static_cast<float>(took.count());
    const bool enough =
        s.delays.empty() || share - s.delays.back().share >= 1.0f / kDelayPoints || share >= 1;
    if (enough) s.delays.push_back({static_cast<float>(static_cast<double>(high) * 1e-9), share});
  });
  return s;
}

}  // namespace waypost::viz
