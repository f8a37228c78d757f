// SPDX-License-Identifier: Apache-2.0
#include "viz/view/compare_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "viz/view/words.hpp"

namespace waypost::viz {
namespace {

enum class Unit { count, share, milliseconds, seconds };

std::string figure(double value, Unit unit) {
  if (!std::isfinite(value)) return "-";
  switch (unit) {
    case Unit::count: return count_text(static_cast<std::uint64_t>(std::max(0.0, value)));
    case Unit::share: return fmt::format("{:.1f} %", 100 * value);
    case Unit::milliseconds: return fmt::format("{:.1f} ms", value);
    case Unit::seconds: return age_text(value);
  }
  return "";
}

CompareRow row(const std::string& what, double a, double b, Unit unit) {
  CompareRow r{what, figure(a, unit), figure(b, unit), "", false};
  const bool both = std::isfinite(a) && std::isfinite(b);
  r.differs = r.a != r.b;  // as far as can be read
  if (!r.differs) r.change = "=";
  if (both && r.differs && unit == Unit::share)
    r.change = fmt::format("{:+.1f} points", 100 * (b - a));
  else if (both && r.differs)
    r.change = a != 0 ? fmt::format("{:+.1f} %", 100 * (b - a) / a) : fmt::format("+{}", r.b);
  return r;
}

std::string event_text(const EventRow& e) {
  std::string text = fmt::format("{}  {}  {}", clock_text(e.time), e.kind, e.server);
  if (!e.name.empty()) text += "  " + e.name;
  if (!e.type.empty()) text += " " + e.type;
  if (!e.detail.empty()) text += "  " + e.detail;
  return text;
}

}  // namespace

CompareView make_compare_view(const Snapshot& s) {
  const Figures &a = s.figures, &b = s.other->figures;
  CompareView view;
  const auto add = [&](const char* what, double x, double y, Unit unit = Unit::count) {
    const bool nothing = (x == 0 || !std::isfinite(x)) && (y == 0 || !std::isfinite(y));
    if (!nothing) view.rows.push_back(row(what, x, y, unit));
  };
  add("lookups", a.lookups, b.lookups);
  add("without answer", a.failed_lookups, b.failed_lookups);
  add("from caches", a.hit_share, b.hit_share, Unit::share);
  add("answer, p50", a.latency_p50, b.latency_p50, Unit::milliseconds);
  add("answer, p95", a.latency_p95, b.latency_p95, Unit::milliseconds);
  add("answer, p99", a.latency_p99, b.latency_p99, Unit::milliseconds);
  add("sent upstream", a.upstream, b.upstream);
  add("timeouts", a.timeouts, b.timeouts);
  add("mail submitted", a.submitted, b.submitted);
  add("delivered", a.delivered, b.delivered);
  add("bounced", a.bounced, b.bounced);
  add("waiting now", a.queued, b.queued);
  add("mail delay, p50", a.delay_p50, b.delay_p50, Unit::seconds);
  add("mail delay, p95", a.delay_p95, b.delay_p95, Unit::seconds);
  const Comparison& c = s.comparison;
  if (!c.same_seed) view.banner = "Different seeds: the runs differ by luck as well.";
  const std::string same = count_text(c.same_events);
  if (!c.diverged) {
    view.sentence = fmt::format("The same so far: {} reports.", same);
    return view;
  }
  view.at = c.has_a && (!c.has_b || c.a.time < c.b.time) ? c.a.time : c.b.time;
  view.sentence =
      fmt::format("The first {} reports are the same. They part at {}:", same, clock_text(view.at));
  view.event_a = c.has_a ? event_text(c.a) : "nothing more";
  view.event_b = c.has_b ? event_text(c.b) : "nothing more";
  return view;
}

}  // namespace waypost::viz
