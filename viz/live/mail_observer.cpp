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
/// A window keeps no more than its fullest destinations, and the sum of all under this number.
constexpr std::size_t kKeptDomains = 12;
constexpr std::uint32_t kAll = UINT32_MAX;

std::uint32_t reason_key(const mail::QueuedMessage& message, const mail::QueuedRecipient& r) {
  if (message.attempts == 0) return kAll;
  return static_cast<std::uint32_t>(r.last.code) << 16 | mail::packed_status(r.last.enhanced);
}

std::string reason_words(std::uint32_t key) {
  if (key == kAll) return "not tried yet";
  const std::uint32_t code = key >> 16, status = key & 0xFFFF;
  std::string text = code == 0 ? "no answer" : fmt::format("{}", code);
  if (status != 0)
    text += fmt::format(" {}.{}.{}", status / 10000, status / 100 % 100, status % 100);
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

void MailObserver::end_window(const world::World& world) {
  last_ = look(world);
  std::map<std::uint32_t, std::uint32_t> kept;
  std::vector<std::pair<std::uint64_t, std::uint32_t>> order;
  std::uint64_t all = 0;
  for (const auto& [domain, row] : last_.by_domain) {
    order.emplace_back(row.total, domain);
    all += row.total;
  }
  std::sort(order.rbegin(), order.rend());
  for (std::size_t i = 0; i < order.size() && i < kKeptDomains; ++i)
    kept[order[i].second] = static_cast<std::uint32_t>(order[i].first);
  kept[kAll] = static_cast<std::uint32_t>(all);
  depth_.push_back(std::move(kept));
  delays_.push_back(now_.empty() ? nullptr : std::make_shared<const sim::Histogram>(now_));
  now_ = {};
}

/// The destinations that were the fullest at any time, and the rest as one.
std::vector<DepthLine> MailObserver::depth(const scenarios::WorldWords& words) const {
  std::map<std::uint32_t, std::uint64_t> most;
  for (const auto& window : depth_)
    for (const auto& [domain, n] : window)
      if (domain != kAll) most[domain] = std::max<std::uint64_t>(most[domain], n);
  std::vector<std::pair<std::uint64_t, std::uint32_t>> order;
  for (const auto& [domain, n] : most) order.emplace_back(n, domain);
  std::sort(order.rbegin(), order.rend());
  std::vector<DepthLine> lines;
  std::vector<float> rest;
  for (const auto& window : depth_) {
    const auto all = window.find(kAll);
    rest.push_back(all == window.end() ? 0 : static_cast<float>(all->second));
  }
  for (std::size_t i = 0; i < order.size() && i < kDepthLines; ++i) {
    DepthLine line{words.name(order[i].second), {}};
    for (std::size_t w = 0; w < depth_.size(); ++w) {
      const auto found = depth_[w].find(order[i].second);
      const float n = found == depth_[w].end() ? 0 : static_cast<float>(found->second);
      line.values.push_back(n);
      rest[w] = std::max(0.0f, rest[w] - n);
    }
    lines.push_back(std::move(line));
  }
  if (std::any_of(rest.begin(), rest.end(), [](float n) { return n > 0; }))
    lines.push_back({"others", std::move(rest)});
  return lines;
}

MailState MailObserver::observe(const world::World& world, const scenarios::WorldWords& words,
                                sim::Time from, sim::Time to, sim::Duration window) const {
  MailState s;
  const Waiting waiting = messages(world) <= kCheap ? look(world) : last_;
  s.shape_at = waiting.at;
  s.domains = waiting.by_domain.size();
  for (const auto& [domain, row] : waiting.by_domain) {
    s.shape.push_back(row);
    s.shape.back().domain = words.name(domain);
    s.total.total += row.total;
    for (std::size_t i = 0; i < kQueueAges; ++i) s.total.by_age[i] += row.by_age[i];
  }
  s.total.domain = "all";
  std::stable_sort(s.shape.begin(), s.shape.end(), [](const auto& a, const auto& b) {
    return a.total != b.total ? a.total > b.total : a.domain < b.domain;
  });
  if (s.shape.size() > kQueueShapeRows) s.shape.resize(kQueueShapeRows);
  for (const auto& [key, n] : waiting.reasons) s.reasons.emplace_back(reason_words(key), n);
  std::stable_sort(s.reasons.begin(), s.reasons.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  s.depth = depth(words);
  sim::Histogram delays;
  for (std::size_t w = 0; w < delays_.size(); ++w) {
    const sim::Time end = sim::Time{} + window * static_cast<std::int64_t>(w + 1);
    if (delays_[w] && end > from && end - window < to) delays.merge(*delays_[w]);
  }
  if (to >= world.engine.now()) delays.merge(now_);
  s.delivered = delays.count();
  std::uint64_t so_far = 0;
  delays.for_each_bucket([&](std::int64_t, std::int64_t high, std::uint64_t n) {
    so_far += n;
    const float share = static_cast<float>(so_far) / static_cast<float>(delays.count());
    const bool enough =
        s.delays.empty() || share - s.delays.back().share >= 1.0f / kDelayPoints || share >= 1;
    if (enough) s.delays.push_back({static_cast<float>(static_cast<double>(high) * 1e-9), share});
  });
  return s;
}

}  // namespace waypost::viz
