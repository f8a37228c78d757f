// SPDX-License-Identifier: Apache-2.0
// The world map: land, links, packets on their way, a mark per site and role, labels, legend. Drag
// pans, the wheel zooms, a click selects, a right click injects.
#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "viz/draw/map_ground.hpp"
#include "viz/draw/map_legend.hpp"
#include "viz/draw/shapes.hpp"
#include "viz/draw/theme.hpp"
#include "viz/panels/make.hpp"
#include "viz/view/labels.hpp"
#include "viz/view/map_view.hpp"
#include "viz/view/words.hpp"

namespace waypost::viz {
namespace {

class Map final : public Panel {
 public:
  void draw(Frame& frame) override;

 private:
  void draw_world(Frame& frame, const ScreenRect& room, const char* name) const;
  void draw_side(const Frame& frame, const std::string& name, ImDrawList* list) const;
  void draw_trips(const Frame& frame, ImDrawList* list) const;
  void draw_marks(const Frame& frame, const MapView& view, ImDrawList* list) const;
  void draw_labels(const Frame& frame, const MapView& view, ImDrawList* list,
                   const ScreenRect& kept_clear) const;
  void draw_card(const Frame& frame, const MapMark& mark) const;
  void steer(Frame& frame, const MapView& view) const;
  Subject under_mouse(const Frame& frame, const MapView& view, ScreenPoint mouse) const;
};

void Map::draw(Frame& frame) {
  const ImVec2 at = ImGui::GetCursorScreenPos(), size = ImGui::GetContentRegionAvail();
  if (size.x < 20 || size.y < 20) return;
  if (!frame.snapshot.other) return draw_world(frame, {at.x, at.y, size.x, size.y}, "map");
  // Two runs: two maps with one camera, the same part of the world in both.
  const float half = std::floor((size.x - frame.px(3)) / 2);
  draw_world(frame, {at.x, at.y, half, size.y}, "map");
  Frame other{*frame.snapshot.other, frame.ui, frame.commands, frame.fonts};
  const UiState before = frame.ui;
  ImGui::SetCursorScreenPos({at.x + size.x - half, at.y});
  draw_world(other, {at.x + size.x - half, at.y, half, size.y}, "map B");
  frame.ui.subject = before.subject;  // what is selected there is no subject here
  frame.ui.visited = before.visited;
  frame.ui.show_inject = before.show_inject;
  frame.ui.map.camera.view = {at.x, at.y, half, size.y};
}

void Map::draw_world(Frame& frame, const ScreenRect& room, const char* name) const {
  Camera& camera = frame.ui.map.camera;
  camera.view = room;
  if (!frame.ui.map.fitted) camera.fit(places_of_interest(*frame.snapshot.scene));
  frame.ui.map.fitted = true;
  const ImVec2 at{room.x, room.y}, size{room.width, room.height};
  ImGui::InvisibleButton(name, size,
                         ImGuiButtonFlags_MouseButtonLeft | ImGuiButtonFlags_MouseButtonRight);
  frame.mark(name);
  const MapView view = make_map_view(frame.snapshot, frame.ui);
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->PushClipRect(at, {at.x + size.x, at.y + size.y}, true);
  draw_ground(frame, list);
  if (frame.ui.map.links) draw_links(frame, list);
  if (frame.ui.map.catchments) draw_catchment(frame, list);
  if (frame.ui.map.trips) draw_trips(frame, list);
  draw_marks(frame, view, list);
  const ScreenRect legend = legend_box(frame, view);
  if (frame.ui.map.labels) draw_labels(frame, view, list, legend);
  draw_legend_box(frame, view, legend, list);
  draw_notes(frame, view, list);
  draw_side(frame, name, list);
  list->PopClipRect();
  steer(frame, view);
}

/// "A" or "B", when there are two.
void Map::draw_side(const Frame& frame, const std::string& name, ImDrawList* list) const {
  const bool second = name == "map B";
  if (!second && !frame.snapshot.other) return;
  const ScreenRect& v = frame.ui.map.camera.view;
  ImGui::PushFont(frame.fonts.title);
  const std::string text = fmt::format("{}  {}", second ? "B" : "A", frame.snapshot.scene->title);
  draw_tag(list, {v.x + frame.px(12), v.y + frame.px(34)}, text, frame.colours().text,
           frame.colours().panel.with_alpha(190));
  ImGui::PopFont();
}

void Map::draw_trips(const Frame& frame, ImDrawList* list) const {
  const Palette& p = frame.colours();
  const Camera& camera = frame.ui.map.camera;
  const auto& sites = frame.snapshot.scene->sites;
  const float r = frame.px(2.2f);
  for (const Trip& trip : frame.snapshot.trips.trips) {
    const GeoPoint at = along_great_circle(sites[trip.from].position, sites[trip.to].position,
                                           static_cast<double>(trip.progress));
    const GeoPoint tail =
        along_great_circle(sites[trip.from].position, sites[trip.to].position,
                           std::max(0.0, static_cast<double>(trip.progress) - 0.06));
    const Rgb ink = trip.kind == Trip::Kind::question ? p.question
                    : trip.kind == Trip::Kind::answer ? p.answer
                    : trip.kind == Trip::Kind::mail   ? p.mail
                                                      : p.lost;
    for (const double shift : camera.repeats()) {
      const ImVec2 a = vec(camera.to_screen(project({at.longitude + shift, at.latitude})));
      if (!camera.view.contains({a.x, a.y})) continue;
      const ImVec2 b = vec(camera.to_screen(project({tail.longitude + shift, tail.latitude})));
      list->AddLine(b, a, colour(ink.with_alpha(90)), r);
      if (trip.kind == Trip::Kind::mail)
        list->AddQuadFilled({a.x, a.y - r * 1.5f}, {a.x + r * 1.5f, a.y}, {a.x, a.y + r * 1.5f},
                            {a.x - r * 1.5f, a.y}, colour(ink));
      else
        list->AddCircleFilled(a, r, colour(ink), 6);
    }
  }
}

void Map::draw_marks(const Frame& frame, const MapView& view, ImDrawList* list) const {
  const Palette& p = frame.colours();
  for (const MapCell& cell : view.cells)
    list->AddRectFilled({cell.x, cell.y}, {cell.x + cell.size - 1, cell.y + cell.size - 1},
                        colour(cell.fill.with_alpha(
                            std::min<int>(255, 120 + 20 * static_cast<int>(cell.servers)))));
  for (const MapMark& mark : view.marks) {
    draw_mark(list, vec(mark.at), mark.radius, mark.shape, mark.fill, p.outline);
    if (mark.down) draw_cross(list, vec(mark.at), mark.radius * 1.2f, p.text, p.ground);
  }
  if (const MapMark* mark = mark_of(view, *frame.snapshot.scene, frame.ui.subject))
    list->AddCircle(vec(mark->at), mark->radius + frame.px(5), colour(p.text), 24, frame.px(1.6f));
}

/// One wish per site: as important as all its marks together, and a must when one is down.
std::vector<LabelWish> label_wishes(const Frame& frame, const MapView& view) {
  const Scene& scene = *frame.snapshot.scene;
  std::map<std::uint32_t, LabelWish> by_site;
  for (const MapMark& mark : view.marks) {
    const auto [at, is_new] = by_site.try_emplace(mark.site);
    LabelWish& wish = at->second;
    if (is_new) {
      const std::string& name = scene.sites[mark.site].name;
      const ImVec2 size = text_size(name.substr(0, name.find(',')));
      const auto users =
          static_cast<int>(std::min<std::uint64_t>(scene.sites[mark.site].users / 100, 999));
      wish = {mark.at, mark.radius * 2.4f, size.x, size.y, users, mark.site, false};
    }
    wish.importance += static_cast<int>(mark.servers) * 1000;
    wish.must = wish.must || mark.down;
  }
  std::vector<LabelWish> wishes;
  for (auto& [site, wish] : by_site) wishes.push_back(wish);
  return wishes;
}

/// A thin line to the mark when its label found no room beside it.
void draw_leader(const Frame& frame, const std::vector<LabelWish>& wishes, const PlacedLabel& label,
                 ImDrawList* list) {
  const auto wish = std::find_if(wishes.begin(), wishes.end(),
                                 [&](const LabelWish& w) { return w.id == label.id; });
  if (wish == wishes.end()) return;
  const ScreenRect& b = label.box;
  const ImVec2 end{std::clamp(wish->at.x, b.x, b.x + b.width),
                   std::clamp(wish->at.y, b.y, b.y + b.height)};
  const float away = std::hypot(end.x - wish->at.x, end.y - wish->at.y);
  if (away > wish->radius + frame.px(6))
    list->AddLine({wish->at.x, wish->at.y}, end, colour(frame.colours().text.with_alpha(170)));
}

void Map::draw_labels(const Frame& frame, const MapView& view, ImDrawList* list,
                      const ScreenRect& kept_clear) const {
  const Palette& p = frame.colours();
  const Scene& scene = *frame.snapshot.scene;
  const ScreenRect& v = frame.ui.map.camera.view;
  const float strip = frame.px(32);  // of the notes above and below
  const std::vector<ScreenRect> clear{
      kept_clear, {v.x, v.y, v.width, strip}, {v.x, v.y + v.height - strip, v.width, strip}};
  std::vector<ScreenRect> marks;
  for (const MapMark& m : view.marks)
    marks.push_back({m.at.x - m.radius, m.at.y - m.radius, 2 * m.radius, 2 * m.radius});
  ImGui::PushFont(frame.fonts.small);
  const auto most = static_cast<std::size_t>(camera_room(frame));
  const std::vector<LabelWish> wishes = label_wishes(frame, view);
  for (const PlacedLabel& label : place_labels(wishes, v, most, clear, marks)) {
    draw_leader(frame, wishes, label, list);
    const std::string& name = scene.sites[label.id].name;
    draw_tag(list, {label.box.x, label.box.y}, name.substr(0, name.find(',')), p.text,
             p.panel.with_alpha(150));
  }
  ImGui::PopFont();
}

void Map::draw_card(const Frame& frame, const MapMark& mark) const {
  const Snapshot& s = frame.snapshot;
  const std::uint32_t i = mark.server;
  ImGui::BeginTooltip();
  ImGui::TextUnformatted(s.scene->sites[mark.site].name.c_str());
  ImGui::TextDisabled(
      "%s %s%s", to_text(s.scene->servers[i].role), s.scene->servers[i].name.c_str(),
      mark.servers > 1 ? fmt::format(" and {} more", mark.servers - 1).c_str() : "");
  ImGui::Text("%s", fmt::format("{:.3g}/s, workers busy {:.1f} %", s.servers.per_second[i],
                                100 * s.servers.load[i])
                        .c_str());
  if (s.servers.queued[i] > 0)
    ImGui::Text("%s", fmt::format("{} queued, oldest {}", s.servers.queued[i],
                                  age_text(static_cast<double>(s.servers.oldest_seconds[i])))
                          .c_str());
  if (mark.down) ImGui::TextColored(colour4(frame.colours().bad), "down");
  ImGui::EndTooltip();
}

void Map::steer(Frame& frame, const MapView& view) const {
  Camera& camera = frame.ui.map.camera;
  const ImGuiIO& io = ImGui::GetIO();
  const ScreenPoint mouse{io.MousePos.x, io.MousePos.y};
  if (ImGui::IsItemActive() && ImGui::IsMouseDragging(0, 3))
    camera.pan(io.MouseDelta.x, io.MouseDelta.y);
  if (!ImGui::IsItemHovered()) return;
  if (io.MouseWheel != 0) camera.zoom(std::pow(1.25, static_cast<double>(io.MouseWheel)), mouse);
  const Subject under = under_mouse(frame, view, mouse);
  if (under.kind == Subject::Kind::nothing) return;
  const bool clicked = ImGui::IsMouseReleased(0) && io.MouseDragMaxDistanceSqr[0] < 9;
  const bool again = under == frame.ui.subject && under.kind == Subject::Kind::server;
  if (clicked && again)  // a second click: the place where it stands
    frame.ui.select({Subject::Kind::site, frame.snapshot.scene->servers[under.index].site});
  else if (clicked || ImGui::IsMouseClicked(1))
    frame.ui.select(under);
  if (ImGui::IsMouseClicked(1)) frame.ui.show_inject = true;
}

/// What the mouse points at, with its card.
Subject Map::under_mouse(const Frame& frame, const MapView& view, ScreenPoint mouse) const {
  if (const MapMark* mark = mark_at(view, mouse, frame.px(12))) {
    draw_card(frame, *mark);
    return mark->servers == 1 ? Subject{Subject::Kind::server, mark->server}
                              : Subject{Subject::Kind::site, mark->site};
  }
  if (!frame.ui.map.links) return {};
  const Scene& scene = *frame.snapshot.scene;
  const auto link = link_at(scene, frame.ui.map.camera, mouse, frame.px(5));
  if (!link) return {};
  ImGui::SetTooltip("%s", scene.links[*link].name.c_str());
  return {Subject::Kind::link, *link};
}

}  // namespace

std::unique_ptr<Panel> make_map() { return std::make_unique<Map>(); }

}  // namespace waypost::viz
