// SPDX-License-Identifier: Apache-2.0
#include "viz/draw/map_ground.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "viz/draw/shapes.hpp"
#include "viz/draw/theme.hpp"
#include "viz/map/world_map.hpp"

namespace waypost::viz {
namespace {

/// The triangles in view in one reservation, without smoothing: neighbours share corners, so no
/// seam shows.
void draw_land(const WorldMap& map, const Camera& camera, double shift, ImU32 ink,
               ImDrawList* list) {
  constexpr std::uint32_t kUnused = UINT32_MAX;
  const ScreenRect& v = camera.view;
  std::vector<ScreenPoint> at;
  at.reserve(map.vertices.size());
  for (const MapPoint& p : map.vertices) at.push_back(camera.to_screen({p.x + shift, p.y}));
  std::vector<std::uint32_t> place(map.vertices.size(), kUnused), used, indices;
  for (std::size_t t = 0; t + 2 < map.triangles.size(); t += 3) {
    const std::uint32_t* corner = &map.triangles[t];
    const auto [left, right] = std::minmax({at[corner[0]].x, at[corner[1]].x, at[corner[2]].x});
    const auto [top, low] = std::minmax({at[corner[0]].y, at[corner[1]].y, at[corner[2]].y});
    if (right < v.x || left > v.x + v.width || low < v.y || top > v.y + v.height) continue;
    for (int i = 0; i < 3; ++i) {
      std::uint32_t& p = place[corner[i]];
      if (p == kUnused) {
        p = static_cast<std::uint32_t>(used.size());
        used.push_back(corner[i]);
      }
      indices.push_back(p);
    }
  }
  if (indices.empty()) return;
  list->PrimReserve(static_cast<int>(indices.size()), static_cast<int>(used.size()));
  const auto base = list->_VtxCurrentIdx;  // after PrimReserve: it may have started a new command
  const ImVec2 white = ImGui::GetFontTexUvWhitePixel();
  for (const std::uint32_t i : used) list->PrimWriteVtx(vec(at[i]), white, ink);
  for (const std::uint32_t i : indices) list->PrimWriteIdx(static_cast<ImDrawIdx>(base + i));
}

void draw_lines(const std::vector<MapLine>& lines, const Camera& camera, double shift, ImU32 ink,
                float width, ImDrawList* list) {
  std::vector<ImVec2> points;
  for (const MapLine& line : lines) {
    points.clear();
    bool seen = false;
    for (const MapPoint& p : line) {
      const ScreenPoint at = camera.to_screen({p.x + shift, p.y});
      seen = seen || camera.view.contains(at);
      points.push_back(vec(at));
    }
    if (seen)
      list->AddPolyline(points.data(), static_cast<int>(points.size()), ink, ImDrawFlags_None,
                        width);
  }
}

void draw_graticule(const Camera& camera, ImU32 ink, ImDrawList* list) {
  const ScreenRect& v = camera.view;
  for (int lon = -540; lon <= 540; lon += 30) {
    const float x = camera.to_screen({static_cast<double>(lon), 0}).x;
    if (x > v.x && x < v.x + v.width) list->AddLine({x, v.y}, {x, v.y + v.height}, ink);
  }
  for (int lat = -60; lat <= 60; lat += 30) {
    const float y = camera.to_screen(project({0, static_cast<double>(lat)})).y;
    if (y > v.y && y < v.y + v.height) list->AddLine({v.x, y}, {v.x + v.width, y}, ink);
  }
}

void draw_link(const Frame& frame, const SceneLink& link, const LinkState& state,
               ImDrawList* list) {
  const Palette& p = frame.colours();
  const Camera& camera = frame.ui.map.camera;
  const bool faulty = !state.up || state.loss > 0 || state.delay_factor > 1;
  const ImU32 ink = colour(faulty ? p.link_fault : p.link.with_alpha(110));
  const std::vector<GeoPoint> course = great_circle(link.from, link.to, 4);
  std::vector<ImVec2> points;
  for (const double shift : camera.repeats()) {
    points.clear();
    for (const GeoPoint& g : course)
      points.push_back(vec(camera.to_screen(project({g.longitude + shift, g.latitude}))));
    if (faulty) {
      for (std::size_t i = 0; i + 1 < points.size(); i += 2)
        list->AddLine(points[i], points[i + 1], ink, frame.px(2));
    } else {
      list->AddPolyline(points.data(), static_cast<int>(points.size()), ink, ImDrawFlags_None, 1);
    }
  }
}

}  // namespace

void draw_ground(const Frame& frame, ImDrawList* list) {
  const Palette& p = frame.colours();
  const Camera& camera = frame.ui.map.camera;
  const ScreenRect& v = camera.view;
  const ShippedMap& shipped = shipped_world_map();
  list->AddRectFilled({v.x, v.y}, {v.x + v.width, v.y + v.height}, colour(p.sea));
  draw_graticule(camera, colour(p.grid), list);
  for (const double shift : camera.repeats()) {
    draw_land(shipped.map, camera, shift, colour(p.land), list);
    draw_lines(shipped.map.borders, camera, shift, colour(p.frontier), 1, list);
    draw_lines(shipped.map.coasts, camera, shift, colour(p.coast), 1, list);
  }
  if (!shipped.fault.empty())
    draw_text(list, {v.x + 12, v.y + 12}, p.bad, "No outlines: " + shipped.fault);
}

void draw_links(const Frame& frame, ImDrawList* list) {
  const auto& links = frame.snapshot.scene->links;
  for (std::size_t i = 0; i < links.size() && i < frame.snapshot.links.size(); ++i)
    draw_link(frame, links[i], frame.snapshot.links[i], list);
}

void draw_catchment(const Frame& frame, ImDrawList* list) {
  const Inspection& page = frame.snapshot.inspection;
  const Scene& scene = *frame.snapshot.scene;
  if (page.subject.kind != Subject::Kind::server || page.subject.index >= scene.servers.size())
    return;
  const GeoPoint centre = scene.sites[scene.servers[page.subject.index].site].position;
  const ImU32 ink = colour(frame.colours().accent_strong.with_alpha(110));
  const Camera& camera = frame.ui.map.camera;
  for (const std::uint32_t site : page.catchment)
    for (const double shift : camera.repeats()) {
      std::vector<ImVec2> points;
      for (const GeoPoint& g : great_circle(centre, scene.sites[site].position, 6))
        points.push_back(vec(camera.to_screen(project({g.longitude + shift, g.latitude}))));
      list->AddPolyline(points.data(), static_cast<int>(points.size()), ink, ImDrawFlags_None, 1);
    }
}

int camera_room(const Frame& frame) {
  const ScreenRect& v = frame.ui.map.camera.view;
  const float area = v.width * v.height / (frame.ui.scale * frame.ui.scale);
  return std::clamp(static_cast<int>(area / 16'000), 4, 60);
}

}  // namespace waypost::viz
