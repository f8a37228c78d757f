// SPDX-License-Identifier: Apache-2.0
#include "viz/live/inspect_queue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>

namespace waypost::viz {
namespace {

constexpr double kNoTry = std::numeric_limits<double>::infinity();

void add(QueueRow& row, const mail::QueuedMessage& message, const mail::QueuedRecipient& recipient,
         sim::Time now) {
  ++row.recipients;
  row.attempts = std::max<std::uint32_t>(row.attempts, message.attempts);
  row.oldest_seconds = std::max(row.oldest_seconds, (now - message.arrived).seconds());
  const mail::Reply& last = recipient.last;
  if (last.code != 0 || last.enhanced.given())
    row.reason = reply_text(last);
  else if (message.attempts > 0 && row.reason.empty())
    row.reason = "no reply";
}

}  // namespace

std::string reply_text(const mail::Reply& reply) {
  if (!reply.enhanced.given()) return reply.code == 0 ? "no reply" : fmt::format("{}", reply.code);
  const mail::EnhancedCode e = reply.enhanced;
  const std::string code = fmt::format("{}.{}.{}", e.status_class, e.subject, e.detail);
  return reply.code == 0 ? code : fmt::format("{} {}", reply.code, code);
}

std::vector<QueueRow> queue_rows(const mail::Queue& queue, sim::Time now,
                                 const scenarios::WorldWords& words) {
  std::map<std::string, QueueRow> by_domain;
  const auto each = [&](const mail::QueuedMessage& message, auto&& f) {
    for (const mail::QueuedRecipient& r : message.recipients)
      if (r.progress != mail::Progress::bounced && r.progress != mail::Progress::passed_on)
        f(by_domain[words.name(r.recipient.mailbox.domain)], r);
  };
  queue.for_each_message([&](const mail::QueuedMessage& message) {
    each(message, [&](QueueRow& row, const auto& r) {
      row.next_try_seconds = kNoTry;
      add(row, message, r, now);
    });
  });
  queue.for_each_deferred([&](sim::Time at, const mail::QueuedMessage& message) {
    each(message, [&](QueueRow& row, const auto&) {
      row.next_try_seconds = std::min(row.next_try_seconds, (at - now).seconds());
    });
  });
  std::vector<QueueRow> rows;
  for (auto& [domain, row] : by_domain) {
    row.domain = domain;
    if (row.next_try_seconds == kNoTry) row.next_try_seconds = -1;
    rows.push_back(std::move(row));
  }
  std::stable_sort(rows.begin(), rows.end(), [](const QueueRow& a, const QueueRow& b) {
    return a.recipients > b.recipients;
  });
  if (rows.size() > kInspectionRows) rows.resize(kInspectionRows);
  return rows;
}

}  // namespace waypost::viz
