// SPDX-License-Identifier: Apache-2.0
#include "viz/view/legend.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "scenarios/load/units.hpp"
#include "viz/view/words.hpp"

namespace waypost::viz {
namespace {

std::string share_of(std::uint64_t part, const HeldCounts& counts) {
  const auto all = static_cast<double>(std::accumulate(counts.begin(), counts.end(), 0ull));
  return all == 0 ? "" : fmt::format("{:.1f} %", 100 * static_cast<double>(part) / all);
}

void add_values(Legend& legend, const Snapshot& s, const Palette& p) {
  const WatchState& w = s.watch;
  const WatchedChange& change = w.change();
  legend.title = change.title;
  const auto add = [&](HeldValue held, const std::string& what) {
    const std::uint64_t n = w.counts[static_cast<std::size_t>(held)];
    legend.entries.push_back({fmt::format("{}  {}", share_of(n, w.counts), what), value_shape(held),
                              value_colour(p, held)});
  };
  add(HeldValue::old_value, "old: " + shortened(change.old_value, 28));
  add(HeldValue::new_value, "new: " + shortened(change.new_value, 28));
  add(HeldValue::none, "not cached");
  if (w.counts[static_cast<std::size_t>(HeldValue::other_value)] > 0)
    add(HeldValue::other_value, "another value");
  if (w.counts[static_cast<std::size_t>(HeldValue::stale_value)] > 0)
    add(HeldValue::stale_value, "old, past its end: stale");
}

void add_roles(Legend& legend, const Snapshot& s, const Palette& p, bool coloured) {
  std::array<bool, kServerRoles> present{};
  for (const SceneServer& server : s.scene->servers)
    present[static_cast<std::size_t>(server.role)] = true;
  for (std::size_t i = 0; i < kServerRoles; ++i)
    if (present[i])
      legend.entries.push_back({to_text(static_cast<ServerRole>(i)),
                                role_shape(static_cast<ServerRole>(i)),
                                coloured ? p.roles[i] : p.quiet});
}

void add_packets(Legend& legend, const Snapshot& s) {
  std::array<bool, 4> seen{};
  for (const Trip& trip : s.trips.trips) seen[static_cast<std::size_t>(trip.kind)] = true;
  static constexpr std::array kNames{"question", "answer", "SMTP", "lost or refused"};
  for (std::size_t i = 0; i < seen.size(); ++i)
    if (seen[i]) {
      LegendEntry entry;
      entry.text = kNames[i];
      entry.is_packet = true;
      entry.packet = static_cast<Trip::Kind>(i);
      legend.entries.push_back(entry);
    }
}

}  // namespace

Legend make_legend(const Snapshot& s, const UiState& ui, const MapView& view) {
  const Palette& p = palette(ui.theme);
  Legend legend;
  switch (view.colour) {
    case MapColour::value: add_values(legend, s, p); break;
    case MapColour::load: legend.title = "Workers busy, 0 to 100 %"; break;
    case MapColour::errors: legend.title = "Errors, 0 to 100 % of requests"; break;
    case MapColour::queue_age:
      legend.title = "Oldest mail queued, 0 to " + age_text(static_cast<double>(view.heat_full));
      break;
    case MapColour::rtt:
      legend.title = s.rtt_from == net::kNone
                         ? "Round trip: select a place"
                         : fmt::format("Round trip from {}, 0 to {:.0f} ms",
                                       s.scene->sites[s.rtt_from].name, view.heat_full);
      break;
    default: legend.title = "Servers"; break;
  }
  legend.ramp = view.colour == MapColour::load || view.colour == MapColour::errors ||
                view.colour == MapColour::queue_age || view.colour == MapColour::rtt;
  if (view.colour != MapColour::value) add_roles(legend, s, p, !legend.ramp);
  if (std::any_of(s.servers.up.begin(), s.servers.up.end(),
                  [](std::uint8_t up) { return up == 0; }))
    legend.entries.push_back({"down", MarkShape::cross, p.text});
  add_packets(legend, s);
  return legend;
}

LegendRows arrange_legend(std::size_t entries, std::size_t heading, std::size_t rows,
                          std::size_t most_columns) {
  LegendRows out;
  out.per_column = std::max<std::size_t>(1, rows > heading ? rows - heading : 1);
  out.columns = std::clamp<std::size_t>((entries + out.per_column - 1) / out.per_column, 1,
                                        std::max<std::size_t>(1, most_columns));
  // Columns of one length, when that does.
  out.per_column = std::min(out.per_column, (entries + out.columns - 1) / out.columns);
  return out;
}

std::vector<LegendObstacle> legend_obstacles(const Snapshot& s, const UiState& ui,
                                             const MapView& view) {
  constexpr int kSelected = 10'000, kDown = 50;
  std::uint32_t chosen = net::kNone;
  if (ui.subject.kind == Subject::Kind::site) chosen = ui.subject.index;
  if (ui.subject.kind == Subject::Kind::server && ui.subject.index < s.scene->servers.size())
    chosen = s.scene->servers[ui.subject.index].site;
  std::vector<LegendObstacle> out;
  for (const MapMark& m : view.marks)
    out.push_back({m.at, m.radius, m.site == chosen ? kSelected : m.down ? kDown : 1});
  for (const MapCell& c : view.cells) out.push_back({{c.x, c.y}, c.size, 1});
  return out;
}

ScreenRect place_legend_box(const ScreenRect& room, float width, float height, float gap,
                            std::span<const LegendObstacle> obstacles) {
  const float right = std::max(0.0f, room.width - width),
              bottom = std::max(0.0f, room.height - height);
  std::vector<ScreenRect> boxes;
  for (const float up : {0.0f, 0.25f, 0.5f, 0.75f, 1.0f})
    for (const float across : {0.0f, 1.0f})
      boxes.push_back({room.x + across * right, room.y + (1 - up) * bottom, width, height});
  for (const float up : {0.0f, 1.0f})
    for (const float across : {0.25f, 0.5f, 0.75f})
      boxes.push_back({room.x + across * right, room.y + (1 - up) * bottom, width, height});
  const auto covered = [&](const ScreenRect& box) {
    long sum = 0;
    for (const LegendObstacle& o : obstacles) {
      const float around = gap + o.radius;
      if (ScreenRect{box.x - around, box.y - around, width + 2 * around, height + 2 * around}
              .contains(o.at))
        sum += o.weight;
    }
    return sum;
  };
  return *std::min_element(boxes.begin(), boxes.end(), [&](const auto& one, const auto& other) {
    return covered(one) < covered(other);
  });
}

std::string packet_note(const Snapshot& s, const MapView& view) {
  const Trips& t = s.trips;
  if (t.total == 0 && t.local == 0) return "No packets under way";
  std::string note = t.sampled > 1 ? "About " : "";
  note += t.shown_for.ns == 0
              ? fmt::format("{} packets under way", count_text(t.total))
              : fmt::format("{} packets of the last {}, slowed", count_text(t.total),
                            scenarios::format_duration(t.shown_for));
  if (t.trips.size() < t.total && !t.trips.empty())
    note += fmt::format(", one in {} shown", (t.total + t.trips.size() - 1) / t.trips.size());
  if (t.local > 0) note += fmt::format("; {} more within a city", count_text(t.local));
  if (!view.cells.empty())
    note += fmt::format("; {} servers as cells", count_text(view.servers_in_view));
  return note;
}

}  // namespace waypost::viz
