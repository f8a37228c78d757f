// SPDX-License-Identifier: Apache-2.0
#include "viz/view/plot_choice.hpp"

#include <algorithm>

namespace waypost::viz {
namespace {

std::vector<PlotChoice> candidates(bool watched) {
  std::vector<PlotChoice> all;
  if (watched)
    all.push_back({"Resolvers that hold",
                   {{"new value", Line::watch_new, 0, true},
                    {"old value", Line::watch_old, 1},
                    {"neither", Line::watch_none, 4}},
                   true});
  all.push_back({"Queue, recipients", {{"waiting", Line::queued, 1, true}}});
  all.push_back({"Answer latency, ms",
                 {{"p50", Line::latency_p50, 2},
                  {"p95", Line::latency_p95, 3},
                  {"p99", Line::latency_p99, 5},
                  {"p99.9", Line::latency_p999, 1}}});
  all.push_back({"Upstream queries per second",
                 {{"root", Line::root_queries, 4},
                  {"TLD", Line::tld_queries, 5},
                  {"below", Line::below_queries, 2},
                  {"timeouts", Line::timeouts, 1}}});
  all.push_back({"Mail per second",
                 {{"submitted", Line::submitted, 0},
                  {"delivered", Line::delivered, 2},
                  {"bounced", Line::bounced, 5}}});
  all.push_back({"Answered from the cache", {{"hit ratio", Line::hit_share, 0, true}}, true});
  all.push_back({"Mail delay, s", {{"p50", Line::delay_p50, 2}, {"p95", Line::delay_p95, 3}}});
  all.push_back(
      {"Lookups per second", {{"asked", Line::lookups, 0}, {"without answer", Line::failures, 5}}});
  return all;
}

}  // namespace

bool has_content(const Series& series, Line line) {
  const auto& values = series.line(line);
  return std::any_of(values.begin(), values.end(), [](float v) { return v > 0; });
}

std::vector<PlotChoice> choose_plots(const Series& series, bool watched) {
  std::vector<PlotChoice> chosen;
  for (PlotChoice& plot : candidates(watched)) {
    std::erase_if(plot.lines,
                  [&](const PlotChoice::Entry& e) { return !has_content(series, e.line); });
    if (!plot.lines.empty()) chosen.push_back(std::move(plot));
  }
  return chosen;
}

}  // namespace waypost::viz
