// SPDX-License-Identifier: Apache-2.0
#include "viz/view/panel_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "scenarios/results/files.hpp"
#include "viz/view/compare_view.hpp"
#include "viz/view/plot_choice.hpp"
#include "viz/view/propagation_view.hpp"
#include "viz/view/range_view.hpp"
#include "viz/view/story_view.hpp"
#include "viz/view/words.hpp"

namespace waypost::viz {
namespace {

using scenarios::csv_field;

std::string csv_row(const std::vector<std::string>& fields) {
  std::string row;
  for (const std::string& f : fields) row += (&f == &fields.front() ? "" : ",") + csv_field(f);
  return row + "\n";
}

std::string number(double value) {
  return std::isfinite(value) ? fmt::format("{:.6g}", value) : "";
}

/// Which range the panel keeps to; empty: the whole run.
std::string range_line(const UiState& ui, const std::string& sentence = "") {
  if (!ui.brush) return "";
  return fmt::format("range: {}{}{}\n", range_text(*ui.brush), sentence.empty() ? "" : "; ",
                     sentence);
}

const char* held_text(HeldValue held) {
  switch (held) {
    case HeldValue::none: return "none";
    case HeldValue::old_value: return "old";
    case HeldValue::new_value: return "new";
    case HeldValue::other_value: return "other";
    case HeldValue::stale_value: return "stale";
  }
  return "";
}

std::string transport_text(const Snapshot& s, const UiState& ui) {
  const Transport& t = s.transport;
  std::string text =
      fmt::format("{} of {}, {}\n{}, seed {}, {} events\n", clock_text(t.now),
                  clock_text(t.horizon, false), date_text(s.scene->start_unix_seconds, t.now),
                  s.scene->title, s.scene->seed, count_text(t.events));
  text += s.scene->question + "\n" + range_line(ui, range_sentence(s));
  if (t.loop) text += fmt::format("plays again and again: {}\n", range_text(*t.loop));
  if (!t.recorded.empty()) text += t.recorded + "\n";
  if (!t.notice.empty()) text += t.notice + "\n";
  return text;
}

std::string map_text(const Snapshot& s) {
  std::string text =
      csv_row({"server", "role", "site", "latitude", "longitude", "up", "per_second", "busy_share",
               "error_share", "hit_share", "queued", "oldest_seconds", "holds", "rtt_ms"});
  for (std::size_t i = 0; i < s.scene->servers.size() && i < s.servers.up.size(); ++i) {
    const SceneServer& server = s.scene->servers[i];
    const SceneSite& site = s.scene->sites[server.site];
    const bool resolver = server.kind() == ServerKind::resolver && i < s.watch.held.size();
    text += csv_row({server.name, to_text(server.role), site.name, number(site.position.latitude),
                     number(site.position.longitude), s.servers.up[i] ? "yes" : "no",
                     number(s.servers.per_second[i]), number(s.servers.load[i]),
                     number(s.servers.error_share[i]), number(s.servers.hit_share[i]),
                     std::to_string(s.servers.queued[i]), number(s.servers.oldest_seconds[i]),
                     resolver ? held_text(s.watch.held[i]) : "",
                     server.site < s.rtt_ms.size() ? number(s.rtt_ms[server.site]) : ""});
  }
  return text;
}

std::string page_text(const Inspection& page) {
  if (page.title.empty()) return "Nothing is selected.\n";
  std::string text = page.title + "\n" + page.subtitle + "\n";
  for (const auto& [what, value] : page.facts) text += fmt::format("{}: {}\n", what, value);
  if (!page.cache.empty()) text += "\n" + csv_row({"name", "type", "value", "ttl_left", "ttl"});
  for (const CacheRow& r : page.cache)
    text += csv_row({r.name, r.type, r.value, fmt::format("{:.3f}", r.ttl_left), number(r.ttl)});
  if (!page.zones.empty()) text += "\n" + csv_row({"zone", "serial", "sets"});
  for (const ZoneRow& r : page.zones)
    text += csv_row(
        {r.apex, r.loaded ? std::to_string(r.serial) : "not loaded", std::to_string(r.sets)});
  if (!page.records.empty()) text += "\n" + csv_row({"owner", "ttl", "type", "data"});
  for (const RecordRow& r : page.records)
    text += csv_row({r.owner, std::to_string(r.ttl), r.type, r.value});
  if (!page.queue.empty())
    text += "\n" + csv_row({"destination", "waiting", "oldest_seconds", "next_try_seconds",
                            "attempts", "reason"});
  for (const QueueRow& r : page.queue)
    text += csv_row({r.domain, std::to_string(r.recipients), number(r.oldest_seconds),
                     number(r.next_try_seconds), std::to_string(r.attempts), r.reason});
  for (const LocalServerRow& r : page.here) text += r.server + "\n";
  if (!page.configuration.empty()) text += "\n" + csv_row({"setting", "value", "from"});
  for (const ConfigurationRow& r : page.configuration)
    text += csv_row({r.setting, r.value, r.origin});
  return text;
}

std::string inspector_text(const Snapshot& s) {
  if (s.pinned.title.empty()) return page_text(s.inspection);
  return "pinned: " + page_text(s.pinned) + "\n" + page_text(s.inspection);
}

/// The value of the line's window that ends at `end`; empty: none ends there.
std::string value_of_window(const PlotChoice::Entry& line, sim::Time end, const UiState& ui) {
  if (line.window.ns <= 0 || end.ns % line.window.ns != 0) return "";
  if (ui.brush && !ui.brush->has_part_of(end, line.window)) return "";
  const auto w = static_cast<std::size_t>(end.ns / line.window.ns) - 1;
  return w < line.values.size() ? number(line.values[w]) : "";
}

/// A row for each end of a window, of any line: two runs may have windows of two lengths.
std::string plots_text(const Snapshot& s, const UiState& ui) {
  const std::vector<PlotChoice> plots = choose_plots(s);
  if (plots.empty()) return "Nothing counted yet.\n";
  std::vector<std::string> header{"seconds"};
  std::set<sim::Time> ends;
  for (const PlotChoice& plot : plots)
    for (const auto& line : plot.lines) {
      header.push_back(plot.title + ": " + line.name);
      for (std::size_t w = 1; w <= line.values.size(); ++w) {
        const sim::Time end = sim::Time{} + line.window * static_cast<std::int64_t>(w);
        if (!ui.brush || ui.brush->has_part_of(end, line.window)) ends.insert(end);
      }
    }
  std::string text = csv_row(header);
  for (const sim::Time end : ends) {
    std::vector<std::string> row{number(end.seconds())};
    for (const PlotChoice& plot : plots)
      for (const auto& line : plot.lines) row.push_back(value_of_window(line, end, ui));
    text += csv_row(row);
  }
  return text;
}

std::string events_text(const Snapshot& s) {
  std::string text =
      csv_row({"seconds", "event", "server", "site", "name", "type", "ms", "detail", "object"});
  for (const EventRow& r : s.events.rows)
    text += csv_row({fmt::format("{:.9f}", r.time.seconds()), r.kind, r.server, r.site, r.name,
                     r.type, number(r.latency_ms), r.detail, fmt::format("{:016x}", r.object)});
  return text;
}

std::string timeline_text(const Snapshot& s) {
  std::vector<PlanMarker> all = s.scene->plan;
  all.insert(all.end(), s.injected.begin(), s.injected.end());
  std::string text;
  for (const PlanMarker& m : all)
    text += fmt::format("{}  {}{}\n", clock_text(m.at), m.text, m.injected ? " (by command)" : "");
  return text.empty() ? "No dated changes.\n" : text;
}

std::string propagation_text(const Snapshot& s, const UiState& ui) {
  if (!s.watch.any()) return "The plan changes no record.\n";
  const PropagationView view = make_propagation_view(s, ui.by_users, ui.brush);
  std::string text = view.title + "\n" + view.sentence + "\n" + range_line(ui, view.range_sentence);
  if (view.bound) text += fmt::format("bound by the TTL: {}\n", clock_text(*view.bound, false));
  for (std::size_t i = 0; i < view.reached.size(); ++i)
    text += fmt::format("{} % new: {}\n", kReachedPercent[i],
                        view.reached[i] ? clock_text(*view.reached[i], false) : "not yet");
  text += "\n" + csv_row({"held", "resolvers", "users"});
  for (std::size_t i = 0; i < kHeldValues; ++i)
    text += csv_row({held_text(static_cast<HeldValue>(i)), std::to_string(s.watch.counts[i]),
                     std::to_string(s.watch.users[i])});
  if (!s.watch.holders.empty())
    text += "\n" + csv_row({"holder", "site", "users", "ttl_left", "why"});
  for (const LastHolder& h : s.watch.holders) {
    const SceneServer& server = s.scene->servers[h.server];
    text += csv_row({server.name, s.scene->sites[server.site].name, std::to_string(h.users),
                     number(h.ttl_left), h.why});
  }
  return text;
}

std::string mail_text(const Snapshot& s, const UiState& ui) {
  if (!s.mail.any()) return "No mail has been waiting or delivered.\n";
  std::string text = range_line(ui);
  if (s.mail.range) text += fmt::format("waiting at {}\n", clock_text(s.mail.shape_at, false));
  text += csv_row(
      {"destination", "T", "5", "10", "20", "40", "80", "160", "320", "640", "1280", "1280+"});
  const auto row = [&](const QueueShapeRow& r) {
    std::vector<std::string> fields{r.domain, std::to_string(r.total)};
    for (const std::uint64_t n : r.by_age) fields.push_back(std::to_string(n));
    text += csv_row(fields);
  };
  row(s.mail.total);
  for (const QueueShapeRow& r : s.mail.shape) row(r);
  if (!s.mail.reasons.empty()) text += "\n" + csv_row({"reason", "waiting"});
  for (const auto& [reason, n] : s.mail.reasons) text += csv_row({reason, std::to_string(n)});
  if (!s.mail.delays.empty()) text += "\n" + csv_row({"delay_seconds", "share_delivered"});
  for (const DelayPoint& p : s.mail.delays) text += csv_row({number(p.seconds), number(p.share)});
  return text;
}

std::string compare_text(const Snapshot& s) {
  if (!s.other) return "One run alone. Compare it: --with SCENARIO\n";
  const CompareView view = make_compare_view(s);
  std::string text = fmt::format("A: {} (seed {})\nB: {} (seed {})\n{}{}\n", s.scene->title,
                                 s.scene->seed, s.other->scene->title, s.other->scene->seed,
                                 view.banner.empty() ? "" : view.banner + "\n", view.sentence);
  if (!view.event_a.empty()) text += fmt::format("A: {}\nB: {}\n", view.event_a, view.event_b);
  text += "\n" + csv_row({"figure", "A", "B", "change"});
  for (const CompareRow& r : view.rows) text += csv_row({r.what, r.a, r.b, r.change});
  return text;
}

std::string lesson_text(const UiState& ui) {
  if (!ui.lesson.active()) return "There is no lesson beside this scenario.\n";
  const LessonStep& step = ui.lesson.now();
  std::string text = fmt::format("{}\n{} of {}: {}\n", ui.lesson.lesson->title, ui.lesson.step + 1,
                                 ui.lesson.lesson->steps.size(), step.title);
  for (const std::string& paragraph : step.paragraphs) text += "\n" + paragraph + "\n";
  if (!step.question.empty()) text += "\n" + step.question + "\n";
  for (std::size_t i = 0; i < step.choices.size(); ++i)
    text += fmt::format("  {}) {}\n", static_cast<char>('a' + i), step.choices[i]);
  if (ui.lesson.answered()) text += step.reveal + "\n";
  return text;
}

}  // namespace

std::string panel_text(const std::string& panel, const Snapshot& s, const UiState& ui) {
  if (panel == "map") return map_text(s);
  if (panel == "inspector") return inspector_text(s);
  if (panel == "plots") return plots_text(s, ui);
  if (panel == "events") return events_text(s);
  if (panel == "timeline") return timeline_text(s);
  if (panel == "propagation") return propagation_text(s, ui);
  if (panel == "mail") return mail_text(s, ui);
  if (panel == "compare") return compare_text(s);
  if (panel == "lesson") return lesson_text(ui);
  if (panel == "follow") {
    if (!s.story) return "Nobody is followed.\n";
    return s.story->empty() ? s.story->missing + "\n" : story_page(*s.story);
  }
  return transport_text(s, ui);
}

}  // namespace waypost::viz
