// SPDX-License-Identifier: Apache-2.0
#include "viz/view/range_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "viz/view/words.hpp"

namespace waypost::viz {
namespace {

constexpr sim::Duration kShortest = sim::milliseconds(1);

std::string part(const char* what, double value, const char* unit) {
  return std::isfinite(value) ? fmt::format(", {} {} {}", what, short_number(value), unit) : "";
}

}  // namespace

std::string range_text(const TimeRange& range) {
  const double seconds = (range.to - range.from).seconds();
  const bool fine = seconds < 10;
  return fmt::format("{} to {}, {}", clock_text(range.from, fine), clock_text(range.to, fine),
                     fine ? fmt::format("{:.3g} s", seconds) : age_text(seconds));
}

void mark_range(std::optional<TimeRange> range, const Snapshot& s, UiState& ui,
                CommandList& commands) {
  if (range) {
    if (range->to < range->from) std::swap(range->from, range->to);
    range->to = std::max(range->to, range->from + kShortest);
  }
  ui.brush = range;
  if (s.transport.loop && s.transport.loop != range) commands.send(SetLoop{range});
}

void begin_range_here(const Snapshot& s, UiState& ui, CommandList& commands) {
  const sim::Time now = s.transport.now;
  const sim::Time end = ui.brush && ui.brush->to > now ? ui.brush->to : s.transport.horizon;
  mark_range(TimeRange{now, end}, s, ui, commands);
}

void end_range_here(const Snapshot& s, UiState& ui, CommandList& commands) {
  const sim::Time now = s.transport.now;
  const sim::Time begin = ui.brush && ui.brush->from < now ? ui.brush->from : sim::Time{};
  mark_range(TimeRange{begin, now}, s, ui, commands);
}

void toggle_loop(const Snapshot& s, UiState& ui, CommandList& commands) {
  if (s.transport.loop || !ui.brush) return commands.send(SetLoop{});
  commands.send(SetLoop{ui.brush});
  commands.send(Seek{ui.brush->from});
  commands.send(Play{});
}

std::string range_sentence(const Snapshot& s) {
  if (!s.figures_in_range) return "";
  const Figures& f = *s.figures_in_range;
  std::string text;
  if (f.lookups > 0) {
    text = fmt::format("{} lookups, {:.3g} % failed",
                       count_text(static_cast<std::uint64_t>(f.lookups)),
                       100 * f.failed_lookups / f.lookups);
    text += part("50 % in", f.latency_p50, "ms") + part("95 % in", f.latency_p95, "ms") +
            part("99 % in", f.latency_p99, "ms");
  }
  if (f.submitted + f.delivered > 0)
    text += fmt::format("{}{} sent, {} delivered", text.empty() ? "" : "; ",
                        count_text(static_cast<std::uint64_t>(f.submitted)),
                        count_text(static_cast<std::uint64_t>(f.delivered)));
  return text.empty() ? "no lookups and no mail" : text;
}

}  // namespace waypost::viz
