// SPDX-License-Identifier: Apache-2.0
// Snapshots made by hand, without a world: what a panel must be able to show.
#pragma once

#include <cmath>
#include <limits>

#include "viz/live/snapshot.hpp"
#include "viz/view/lesson.hpp"

namespace waypost::viz::made {

inline Snapshot empty() {
  Snapshot s;
  s.scene = std::make_shared<const Scene>();
  return s;
}

/// `n` servers of all roles in as many sites; figures from `value` (may be NaN).
inline Snapshot with_servers(std::uint32_t n, float value, const std::string& name) {
  Snapshot s;
  auto scene = std::make_shared<Scene>();
  scene->title = name;
  scene->question = name + "?";
  scene->horizon = sim::Time{sim::hours(1).ns};
  s.watch.changes.push_back({0, 0, {}, name, name, name + "2", 300});
  for (std::uint32_t i = 0; i < n; ++i) {
    const double lon = -180 + 360.0 * i / n, lat = 60 * std::sin(i * 0.7);
    scene->sites.push_back({name, {lon, lat}, i});
    scene->servers.push_back({name, static_cast<ServerRole>(i % kServerRoles), i, {}, i, i});
    s.servers.up.push_back(i % 7 != 0);
    for (auto* line : {&s.servers.load, &s.servers.per_second, &s.servers.error_share,
                       &s.servers.hit_share, &s.servers.oldest_seconds})
      line->push_back(value);
    s.servers.queued.push_back(i);
    s.watch.held.push_back(static_cast<HeldValue>(i % 4));
    ++s.watch.counts[i % 4];
    s.site_up.push_back(1);
    if (i > 0 && s.trips.trips.size() < 3000) {
      s.trips.trips.push_back({i - 1, i, 0.3f, static_cast<Trip::Kind>(i % 4)});
      ++s.trips.total;
    }
  }
  scene->links.push_back({name, {0, 0}, {170, 40}});
  s.links.push_back({false, 2, 0.5f});
  scene->plan.push_back({sim::Time{sim::minutes(10).ns}, name, false});
  s.transport.now = sim::Time{sim::minutes(20).ns};
  s.transport.horizon = scene->horizon;
  s.scene = scene;
  return s;
}

inline void add_series(Snapshot& s, std::size_t windows, float value) {
  auto series = std::make_shared<Series>();
  series->window = sim::seconds(6);
  for (auto& line : series->lines)
    for (std::size_t i = 0; i < windows; ++i)
      line.push_back(i % 5 == 4 ? value : static_cast<float>(i));
  s.series = series;
}

inline void add_events(Snapshot& s, std::size_t rows, const std::string& text, double latency) {
  for (std::size_t i = 0; i < rows; ++i) {
    EventRow row;
    row.number = i;
    row.time = sim::Time{static_cast<std::int64_t>(i) * 1'000'000};
    row.kind = row.server = row.site = row.name = row.type = row.detail = text;
    row.latency_ms = latency;
    row.bad = i % 2 == 0;
    s.events.rows.push_back(row);
  }
  s.events.kept = s.events.matching = s.events.seen = rows;
}

/// A followed lookup of `steps` steps between `actors` actors.
inline void add_story(Snapshot& s, std::size_t steps, std::uint32_t actors,
                      const std::string& text) {
  auto story = std::make_shared<Story>();
  story->title = story->outcome = text;
  story->over = true;
  for (std::uint32_t i = 0; i < actors; ++i) story->actors.push_back({text, text});
  for (std::size_t i = 0; i < steps; ++i) {
    StoryStep step;
    step.kind = static_cast<StoryStep::Kind>(i % 3);
    step.begin = sim::Time{static_cast<std::int64_t>(i) * 1'000'000};
    step.end = step.begin + sim::milliseconds(static_cast<std::int64_t>(i % 7));
    step.from = static_cast<std::uint32_t>(i) % actors;
    step.to = i % 3 == 2 ? step.from : static_cast<std::uint32_t>(i + 1) % actors;
    step.text = text;
    step.outcome = i % 4 == 0 ? "no response in time" : text;
    step.bad = i % 4 == 0;
    step.retry = i % 5 == 0;
    step.beside = i % 6 == 0;
    story->steps.push_back(step);
  }
  story->end = sim::Time{static_cast<std::int64_t>(steps) * 1'000'000};
  s.story = story;
}

inline void add_mail(Snapshot& s, std::size_t rows, const std::string& text, float value) {
  MailState& m = s.mail;
  m.total = {"all", rows * 1000, {}};
  for (std::size_t i = 0; i < rows; ++i) {
    QueueShapeRow row{text, i * 100, {}};
    for (std::size_t a = 0; a < kQueueAges; ++a) m.total.by_age[a] += row.by_age[a] = i * a;
    m.shape.push_back(row);
    m.reasons.emplace_back(text, i);
    m.delays.push_back({value, static_cast<float>(i + 1) / static_cast<float>(rows)});
  }
  m.delivered = rows;
  m.depth.push_back({text, std::vector<float>(rows, value)});
  m.depth.push_back({"others", std::vector<float>(rows, value)});
}

inline void add_propagation(Snapshot& s, std::size_t windows, float value,
                            const std::string& text) {
  auto series = std::make_shared<HeldSeries>();
  for (auto* lines : {&series->resolvers, &series->users})
    for (auto& line : *lines) line.assign(windows, value);
  s.watch.series = series;
  s.watch.users = s.watch.counts;
  for (std::uint32_t i = 0; i < s.scene->servers.size() && i < kHolders; ++i)
    s.watch.holders.push_back({i, i, static_cast<double>(value), i % 2 == 0, text});
  s.watch.holder_count = s.watch.holders.size();
}

/// Compared with a copy of itself.
inline void add_other(Snapshot& s, const std::string& text) {
  s.other = std::make_shared<const Snapshot>(s);
  s.comparison.diverged = s.comparison.has_a = true;
  s.comparison.a.kind = s.comparison.a.server = s.comparison.a.name = text;
}

inline std::shared_ptr<const Lesson> lesson(const std::string& text) {
  auto lesson = std::make_shared<Lesson>();
  lesson->title = text;
  LessonStep step;
  step.title = step.question = step.reveal = text;
  step.paragraphs = {text, text};
  step.choices = {text, text, text};
  step.hide = {"map"};
  lesson->steps = {step, step};
  return lesson;
}

/// Everything that an inspector can show at once.
inline void add_inspection(Snapshot& s, std::size_t rows, const std::string& text, double figure) {
  Inspection& page = s.inspection;
  page.subject = {Subject::Kind::server, 0};
  page.title = page.subtitle = text;
  page.facts = {{text, text}, {text, text}};
  page.cache_size = rows;
  for (std::size_t i = 0; i < rows; ++i)
    page.cache.push_back(
        {text, "A", text, figure, figure, i % 3 == 0, static_cast<HeldValue>(i % 4)});
}

}  // namespace waypost::viz::made
