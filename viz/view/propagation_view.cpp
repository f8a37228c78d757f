// SPDX-License-Identifier: Apache-2.0
#include "viz/view/propagation_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "viz/view/words.hpp"

namespace waypost::viz {
namespace {

std::size_t at(HeldValue held) { return static_cast<std::size_t>(held); }

/// The end of the first window from which on the share stays at or above `percent`... or is reached
/// at all: a share may fall again when caches run out, so the first time counts.
std::optional<sim::Time> first_reach(const HeldSeries& series, bool by_users, int percent,
                                     sim::Duration window, sim::Time from) {
  const auto& lines = by_users ? series.users : series.resolvers;
  for (std::size_t w = 0; w < lines[0].size(); ++w) {
    const sim::Time end = sim::Time{} + window * static_cast<std::int64_t>(w + 1);
    const float fresh = lines[at(HeldValue::new_value)][w];
    const float held = fresh + lines[at(HeldValue::old_value)][w] +
                       lines[at(HeldValue::stale_value)][w] + lines[at(HeldValue::other_value)][w];
    if (end > from && held > 0 && fresh / held * 100 >= static_cast<float>(percent) - 1e-3f)
      return end;
  }
  return std::nullopt;
}

std::string stands(const Snapshot& s, bool by_users) {
  const WatchState& w = s.watch;
  const WatchedChange& c = w.change();
  if (s.transport.now < c.at)
    return fmt::format("The change comes at {}, in {}.", clock_text(c.at, false),
                       age_text((c.at - s.transport.now).seconds()));
  const HeldCounts& n = by_users ? w.users : w.counts;
  const std::uint64_t all = std::accumulate(n.begin(), n.end(), std::uint64_t{0});
  const std::uint64_t old = n[at(HeldValue::old_value)] + n[at(HeldValue::stale_value)];
  const char* whom = by_users ? "users" : "resolvers";
  const std::string since = age_text((s.transport.now - c.at).seconds());
  if (old == 0)
    return fmt::format("{} after the change, no resolver has the old value any more.", since);
  return fmt::format("{} after the change, {} of {} {} {} the old value{}.", since, count_text(old),
                     count_text(all), whom, by_users ? "get" : "hold",
                     s.transport.now > c.bound() ? ", beyond the bound that its TTL sets" : "");
}

/// The share that held `held` when the last window before `t` ended; none before the first.
float share_at(const HeldSeries& series, bool by_users, HeldValue held, sim::Time t,
               sim::Duration window) {
  const std::vector<float>& line = (by_users ? series.users : series.resolvers)[at(held)];
  const auto ended = static_cast<std::size_t>(std::max<std::int64_t>(t.ns, 0) / window.ns);
  return ended == 0 || line.empty() ? 0 : line[std::min(ended, line.size()) - 1];
}

std::string in_range(const HeldSeries& series, bool by_users, const TimeRange& range,
                     sim::Duration window) {
  std::string text;
  for (const auto& [held, word] :
       {std::pair{HeldValue::new_value, "new"}, std::pair{HeldValue::old_value, "old"},
        std::pair{HeldValue::stale_value, "stale"}, std::pair{HeldValue::none, "none"}}) {
    const float from = share_at(series, by_users, held, range.from, window),
                to = share_at(series, by_users, held, range.to, window);
    if (from == 0 && to == 0) continue;
    text += fmt::format("{}{} {:.1f} % to {:.1f} %", text.empty() ? "" : ", ", word, 100 * from,
                        100 * to);
  }
  return text.empty() ? "nothing is held" : text;
}

}  // namespace

PropagationView make_propagation_view(const Snapshot& s, bool by_users,
                                      const std::optional<TimeRange>& range) {
  PropagationView view;
  const WatchedChange& c = s.watch.change();
  view.title =
      fmt::format("{}: {} -> {}", c.title, shortened(c.old_value, 40), shortened(c.new_value, 40));
  if (c.old_ttl > 0) view.bound = c.bound();
  view.sentence = stands(s, by_users);
  if (!s.watch.series || !s.series) return view;
  if (range) view.range_sentence = in_range(*s.watch.series, by_users, *range, s.series->window);
  for (std::size_t i = 0; i < kReachedPercent.size(); ++i)
    view.reached[i] =
        first_reach(*s.watch.series, by_users, kReachedPercent[i], s.series->window, c.at);
  return view;
}

}  // namespace waypost::viz
