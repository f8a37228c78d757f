// SPDX-License-Identifier: Apache-2.0
#include "viz/view/plot_choice.hpp"

#include <algorithm>

namespace waypost::viz {
namespace {

/// A plot of lines of the series, all with content; none: no plot.
class Chooser {
 public:
  explicit Chooser(const Snapshot& s) : s_(s) {}

  struct Wish {
    const char* name;
    Line line;
    std::size_t colour;
    bool filled = false;
  };
  void add(const std::string& title, std::vector<Wish> wishes, bool percent = false) {
    PlotChoice plot{title, {}, percent};
    for (const Wish& w : wishes) add_line(plot, w);
    if (!plot.lines.empty()) plots_.push_back(std::move(plot));
  }
  void add_watched() {
    const auto& series = s_.watch.series;
    if (!series) return;
    PlotChoice plot{"Resolvers that hold", {}, true};
    const auto add = [&](const char* name, HeldValue held, std::size_t colour, bool filled) {
      const auto& values = series->resolvers[static_cast<std::size_t>(held)];
      if (has_content(values))
        plot.lines.push_back({name, values, colour, s_.series->window, filled});
    };
    add("new", HeldValue::new_value, 0, true);
    add("old", HeldValue::old_value, 1, false);
    add("none", HeldValue::none, 4, false);
    add("stale", HeldValue::stale_value, 5, false);
    if (!plot.lines.empty()) plots_.push_back(std::move(plot));
  }
  std::vector<PlotChoice> take() { return std::move(plots_); }

 private:
  void add_line(PlotChoice& plot, const Wish& w) {
    const Series& a = *s_.series;
    const Series* b = s_.other ? s_.other->series.get() : nullptr;
    if (!has_content(a.line(w.line)) && (b == nullptr || !has_content(b->line(w.line)))) return;
    const std::string name = w.name;
    plot.lines.push_back({b != nullptr ? name + " A" : name, a.line(w.line), w.colour, a.window,
                          w.filled && b == nullptr});
    if (b != nullptr)
      plot.lines.push_back({name + " B", b->line(w.line), w.colour, b->window, false, true});
  }

  const Snapshot& s_;
  std::vector<PlotChoice> plots_;
};

}  // namespace

bool has_content(std::span<const float> values) {
  return std::any_of(values.begin(), values.end(), [](float v) { return v > 0; });
}

std::vector<PlotChoice> choose_plots(const Snapshot& snapshot) {
  if (!snapshot.series) return {};
  Chooser c(snapshot);
  c.add_watched();
  c.add("Queue, recipients", {{"waiting", Line::queued, 1, true}});
  c.add("Latency, ms", {{"p50", Line::latency_p50, 2},
                        {"p95", Line::latency_p95, 3},
                        {"p99", Line::latency_p99, 5},
                        {"p99.9", Line::latency_p999, 1}});
  c.add("Upstream queries/s", {{"root", Line::root_queries, 4},
                               {"TLD", Line::tld_queries, 5},
                               {"below", Line::below_queries, 2},
                               {"timeouts", Line::timeouts, 1}});
  c.add("Mail/s", {{"submitted", Line::submitted, 0},
                   {"delivered", Line::delivered, 2},
                   {"bounced", Line::bounced, 5}});
  c.add("From the cache", {{"hit ratio", Line::hit_share, 0, true}}, true);
  c.add("Mail delay, s", {{"p50", Line::delay_p50, 2}, {"p95", Line::delay_p95, 3}});
  c.add("Lookups/s", {{"asked", Line::lookups, 0}, {"without answer", Line::failures, 5}});
  return c.take();
}

}  // namespace waypost::viz
