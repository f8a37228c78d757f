// SPDX-License-Identifier: Apache-2.0
#include "viz/view/legend.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

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
