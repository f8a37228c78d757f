// SPDX-License-Identifier: Apache-2.0
#include "scenarios/export/queue_shape.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>

#include "models/mail/queue.hpp"
#include "models/mail/trace_kinds.hpp"

namespace waypost::scenarios {
namespace {

constexpr std::size_t kColumns = 10;  // 5, 10, 20, ... 1280 minutes, and above
constexpr std::size_t kMostRows = 50;

/// T, then the recipients of each age.
using Row = std::array<std::uint64_t, kColumns + 1>;

std::size_t column_of(std::int64_t age_ns) {
  std::int64_t limit = sim::minutes(5).ns;
  std::size_t column = 1;
  for (; column < kColumns && age_ns >= limit; limit *= 2) ++column;
  return column;
}

void print_row(std::ostream& out, const std::string& name, const Row& row) {
  fmt::print(out, "{:>30}", name);
  for (const std::uint64_t n : row) fmt::print(out, " {:>6}", n);
  fmt::print(out, "\n");
}

}  // namespace

void QueueShape::record(const sim::TraceRecord& r) {
  print_until(r.time);
  switch (r.kind) {
    case mail::kTraceQueued: {
      Waiting& w = waiting_[sim::mix(r.object, r.entity)];
      if (w.domains.empty()) w.arrived = r.time;
      w.domains.push_back(r.name);
      return;
    }
    case mail::kTraceSettled:
      if (static_cast<mail::Progress>(r.attempt) == mail::Progress::passed_on) leave(r);
      return;
    case mail::kTraceBounced:
    case mail::kTraceDiscarded: return leave(r);
    default: return;
  }
}

void QueueShape::leave(const sim::TraceRecord& r) {
  const auto found = waiting_.find(sim::mix(r.object, r.entity));
  if (found == waiting_.end()) return;
  auto& domains = found->second.domains;
  const auto at = std::find(domains.begin(), domains.end(), r.name);
  if (at != domains.end()) domains.erase(at);
  if (domains.empty()) waiting_.erase(found);
}

void QueueShape::print_until(std::int64_t now) {
  for (; next_.ns <= now; next_ = next_ + window_) print_table(next_);
}

void QueueShape::print_table(sim::Time at) {
  Row total{};
  std::map<std::uint32_t, Row> by_domain;
  for (const auto& [key, w] : waiting_)  // sums: any order
    for (const std::uint32_t domain : w.domains) {
      const std::size_t column = column_of(at.ns - w.arrived);
      for (Row* row : {&total, &by_domain[domain]}) ++(*row)[0], ++(*row)[column];
    }
  std::vector<std::pair<std::string, Row>> rows;
  for (const auto& [domain, row] : by_domain) rows.emplace_back(words_.name(domain), row);
  std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
    return a.second[0] != b.second[0] ? a.second[0] > b.second[0] : a.first < b.first;
  });
  if (rows.size() > kMostRows) rows.resize(kMostRows);
  fmt::print(out_, "{}\n{:>30}", since_start(at), "");
  for (const char* title : {"T", "5", "10", "20", "40", "80", "160", "320", "640", "1280", "1280+"})
    fmt::print(out_, " {:>6}", title);
  fmt::print(out_, "\n");
  print_row(out_, "TOTAL", total);
  for (const auto& [name, row] : rows) print_row(out_, name, row);
  fmt::print(out_, "\n");
}

}  // namespace waypost::scenarios
