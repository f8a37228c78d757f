// SPDX-License-Identifier: Apache-2.0
#include "viz/view/map_view.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace waypost::viz {
namespace {

constexpr float kCell = 6;

/// The servers of one role at one site: what a mark stands for.
struct Cluster {
  std::uint32_t site = 0, first = 0, servers = 0, up = 0;
  ServerRole role = ServerRole::authoritative;
  float worst = 0;                                ///< of the figure that is coloured
  std::array<std::uint32_t, kHeldValues> held{};  ///< by HeldValue
};

float figure(const Snapshot& s, std::uint32_t server, MapColour colour) {
  switch (colour) {
    case MapColour::load: return s.servers.load[server];
    case MapColour::errors: return s.servers.error_share[server];
    case MapColour::queue_age: return s.servers.oldest_seconds[server];
    case MapColour::rtt: {
      const std::uint32_t site = s.scene->servers[server].site;
      return site < s.rtt_ms.size() ? s.rtt_ms[site] : 0;
    }
    default: return 0;
  }
}

float full_heat(const Snapshot& s, MapColour colour) {
  if (colour == MapColour::rtt) {
    float most = 10;
    for (const float rtt : s.rtt_ms)
      if (rtt > most) most = rtt;
    return most;
  }
  if (colour != MapColour::queue_age) return 1;
  float most = 60;
  for (const float age : s.servers.oldest_seconds) most = std::max(most, age);
  return most;
}

std::vector<Cluster> clusters(const Snapshot& s, const MapChoice& choice, MapColour colour) {
  std::vector<Cluster> out;
  std::vector<std::uint32_t> at(s.scene->sites.size() * kServerRoles, UINT32_MAX);
  for (std::uint32_t i = 0; i < s.scene->servers.size(); ++i) {
    const SceneServer& server = s.scene->servers[i];
    const auto role = static_cast<std::size_t>(server.role);
    if (!choice.roles[role] || i >= s.servers.up.size()) continue;
    std::uint32_t& slot = at[server.site * kServerRoles + role];
    if (slot == UINT32_MAX) {
      slot = static_cast<std::uint32_t>(out.size());
      out.push_back({.site = server.site, .first = i, .role = server.role});
    }
    Cluster& c = out[slot];
    ++c.servers;
    c.up += s.servers.up[i] ? 1 : 0;
    const float value = figure(s, i, colour);
    if (value > c.worst) c.worst = value;
    if (i < s.watch.held.size()) ++c.held[static_cast<std::size_t>(s.watch.held[i])];
  }
  return out;
}

HeldValue held_by(const Cluster& c) {
  const auto most = std::max_element(c.held.begin() + 1, c.held.end());
  return *most == 0 ? HeldValue::none : static_cast<HeldValue>(most - c.held.begin());
}

void paint(MapMark& mark, const Cluster& c, const Palette& colours, const MapView& view) {
  mark.shape = role_shape(c.role);
  mark.fill = colours.roles[static_cast<std::size_t>(c.role)];
  mark.down = c.up == 0;
  switch (view.colour) {
    case MapColour::value:
      if (c.role == ServerRole::resolver) {
        mark.shape = value_shape(held_by(c));
        mark.fill = value_colour(colours, held_by(c));
      } else {
        mark.fill = colours.quiet.with_alpha(170);
        mark.radius *= 0.8f;
      }
      break;
    case MapColour::load:
    case MapColour::errors:
    case MapColour::queue_age:
    case MapColour::rtt: mark.fill = heat_colour(colours, c.worst / view.heat_full); break;
    default: break;
  }
}

/// The marks of one site stand side by side.
void spread(std::vector<MapMark>& marks) {
  std::map<std::uint32_t, std::vector<MapMark*>> by_site;
  for (MapMark& mark : marks) by_site[mark.site].push_back(&mark);
  for (auto& [site, here] : by_site) {
    const auto n = static_cast<float>(here.size());
    for (std::size_t i = 0; i < here.size(); ++i)
      here[i]->at.x += (static_cast<float>(i) - (n - 1) / 2) * here[i]->radius * 2.1f;
  }
}

/// Cells of a few pixels, coloured by what most of their servers are.
void add_cells(MapView& view, std::vector<MapMark>& marks) {
  std::map<std::pair<int, int>, MapCell> grid;
  for (const MapMark& mark : marks) {
    const int x = static_cast<int>(std::floor(mark.at.x / kCell)),
              y = static_cast<int>(std::floor(mark.at.y / kCell));
    MapCell& cell = grid[{x, y}];
    if (mark.servers >= cell.servers / 2) cell.fill = mark.fill;
    cell.x = static_cast<float>(x) * kCell;
    cell.y = static_cast<float>(y) * kCell;
    cell.size = kCell;
    cell.servers += mark.servers;
  }
  for (const auto& [at, cell] : grid) view.cells.push_back(cell);
}

float mark_radius(const UiState& ui, std::size_t clusters_in_view) {
  const double zoomed = std::clamp(ui.map.camera.pixels_per_degree / 4, 0.8, 2.2);
  const double crowded = clusters_in_view > 300 ? 2.8 : clusters_in_view > 60 ? 3.6 : 5.0;
  return static_cast<float>(crowded * std::sqrt(zoomed)) * ui.scale;
}

}  // namespace

MapColour map_colour(const Snapshot& snapshot, MapColour chosen) {
  if (chosen == MapColour::value && !snapshot.watch.any()) return MapColour::role;
  if (chosen != MapColour::automatic) return chosen;
  return snapshot.watch.any() ? MapColour::value : MapColour::role;
}

const char* to_text(MapColour colour) {
  switch (colour) {
    case MapColour::automatic: return "auto";
    case MapColour::value: return "value";
    case MapColour::load: return "load";
    case MapColour::errors: return "errors";
    case MapColour::queue_age: return "queue";
    case MapColour::rtt: return "rtt";
    case MapColour::role: return "role";
  }
  return "";
}

MarkShape role_shape(ServerRole role) {
  switch (role) {
    case ServerRole::root: return MarkShape::pentagon;
    case ServerRole::tld: return MarkShape::hexagon;
    case ServerRole::authoritative: return MarkShape::square;
    case ServerRole::resolver: return MarkShape::circle;
    case ServerRole::forwarder: return MarkShape::ring;
    case ServerRole::mail_host: return MarkShape::diamond;
  }
  return MarkShape::circle;
}

MarkShape value_shape(HeldValue held) {
  switch (held) {
    case HeldValue::none: return MarkShape::ring;
    case HeldValue::old_value: return MarkShape::triangle;
    case HeldValue::new_value: return MarkShape::square;
    case HeldValue::other_value: return MarkShape::diamond;
    case HeldValue::stale_value: return MarkShape::pentagon;
  }
  return MarkShape::ring;
}

MapView make_map_view(const Snapshot& snapshot, const UiState& ui) {
  MapView view;
  view.colour = map_colour(snapshot, ui.map.colour);
  view.heat_full = full_heat(snapshot, view.colour);
  const Palette& colours = palette(ui.theme);
  const Camera& camera = ui.map.camera;
  const std::vector<Cluster> all = clusters(snapshot, ui.map, view.colour);
  const float radius = mark_radius(ui, all.size());
  for (const Cluster& c : all) {
    const MapPoint p = project(snapshot.scene->sites[c.site].position);
    for (const double shift : camera.repeats()) {
      MapMark mark{.at = camera.to_screen({p.x + shift, p.y}),
                   .radius = radius,
                   .fill = {},
                   .site = c.site,
                   .server = c.first,
                   .servers = c.servers};
      const ScreenRect& v = camera.view;
      const ScreenRect around{v.x - radius, v.y - radius, v.width + 2 * radius,
                              v.height + 2 * radius};
      if (!around.contains(mark.at)) continue;
      paint(mark, c, colours, view);
      view.servers_in_view += c.servers;
      view.marks.push_back(mark);
    }
  }
  if (view.servers_in_view > kMostMarks) {
    add_cells(view, view.marks);
    view.marks.clear();
  } else {
    spread(view.marks);
  }
  return view;
}

const MapMark* mark_of(const MapView& view, const Scene& scene, const Subject& subject) {
  const bool server = subject.kind == Subject::Kind::server && subject.index < scene.servers.size();
  if (!server && subject.kind != Subject::Kind::site) return nullptr;
  const std::uint32_t site = server ? scene.servers[subject.index].site : subject.index;
  const MapMark* best = nullptr;
  for (const MapMark& mark : view.marks) {
    if (mark.site != site) continue;
    if (server && mark.server == subject.index) return &mark;
    const bool same_role =
        server && scene.servers[mark.server].role == scene.servers[subject.index].role;
    if (best == nullptr || same_role) best = &mark;
  }
  return best;
}

namespace {

float squared_distance(ScreenPoint p, ScreenPoint a, ScreenPoint b) {
  const float x = b.x - a.x, y = b.y - a.y, length = x * x + y * y;
  const float along =
      length > 0 ? std::clamp(((p.x - a.x) * x + (p.y - a.y) * y) / length, 0.0f, 1.0f) : 0;
  const float dx = a.x + along * x - p.x, dy = a.y + along * y - p.y;
  return dx * dx + dy * dy;
}

}  // namespace

std::optional<std::uint32_t> link_at(const Scene& scene, const Camera& camera, ScreenPoint p,
                                     float reach) {
  constexpr int kPieces = 16;
  std::optional<std::uint32_t> best;
  float nearest = reach * reach;
  for (std::uint32_t i = 0; i < scene.links.size(); ++i)
    for (const double shift : camera.repeats()) {
      ScreenPoint before;
      int point = 0;
      for (const GeoPoint& g : great_circle(scene.links[i].from, scene.links[i].to, kPieces)) {
        const ScreenPoint at = camera.to_screen(project({g.longitude + shift, g.latitude}));
        const float distance = point++ == 0 ? nearest : squared_distance(p, before, at);
        before = at;
        if (distance >= nearest) continue;
        nearest = distance;
        best = i;
      }
    }
  return best;
}

const MapMark* mark_at(const MapView& view, ScreenPoint p, float reach) {
  const MapMark* best = nullptr;
  float nearest = reach * reach;
  for (const MapMark& mark : view.marks) {
    const float dx = mark.at.x - p.x, dy = mark.at.y - p.y;
    if (dx * dx + dy * dy > nearest) continue;
    nearest = dx * dx + dy * dy;
    best = &mark;
  }
  return best;
}

std::vector<GeoPoint> places_of_interest(const Scene& scene) {
  std::vector<bool> used(scene.sites.size(), false);
  // Root and TLD servers are everywhere; a scenario is about its own servers and users.
  for (const SceneServer& server : scene.servers)
    if (server.role != ServerRole::root && server.role != ServerRole::tld) used[server.site] = true;
  std::vector<GeoPoint> places;
  for (std::size_t i = 0; i < scene.sites.size(); ++i)
    if (used[i] || scene.sites[i].users > 0) places.push_back(scene.sites[i].position);
  return places;
}

}  // namespace waypost::viz
