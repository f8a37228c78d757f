// SPDX-License-Identifier: Apache-2.0
#include "viz/draw/ui_map.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include "viz/panels/panel.hpp"

namespace waypost::viz {
namespace {

std::string json_text(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out + "\"";
}

}  // namespace

void Frame::mark(const std::string& widget) const {
  if (ui_map == nullptr) return;
  const ImVec2 low = ImGui::GetItemRectMin(), size = ImGui::GetItemRectSize();
  if (size.x < 1 || size.y < 1) return;  // a tab's first frame: it has no place yet
  ui_map->widgets[widget] = {low.x, low.y, size.x, size.y};
}

std::string ui_map_json(const UiMap& map, const Snapshot& s, const UiState& ui,
                        std::uint64_t frame) {
  std::string selected;
  if (ui.subject.kind == Subject::Kind::server && ui.subject.index < s.scene->servers.size())
    selected = s.scene->servers[ui.subject.index].name;
  if (ui.subject.kind == Subject::Kind::site && ui.subject.index < s.scene->sites.size())
    selected = s.scene->sites[ui.subject.index].name;
  std::string json = fmt::format(
      "{{\"frame\": {}, \"inputs\": {}, \"settled\": {}, \"typing\": {}, \"now_ns\": {}, "
      "\"horizon_ns\": {}, \"playing\": {}, \"events\": {}, "
      "\"selected\": {}, \"filter\": {}, \"matching\": {}, \"notice\": {}, \"injected\": {}, "
      "\"notice_is_error\": {}, \"submitted\": {:.0f}, \"delivered\": {:.0f}, \"bounced\": {:.0f}, "
      "\"queued\": {:.0f}, \"lesson_step\": {}, \"lesson_right\": {}, \"story\": {},\n "
      "\"widgets\": {{",
      frame, map.inputs, map.settled, map.typing, s.transport.now.ns, s.transport.horizon.ns,
      s.transport.playing, s.transport.events, json_text(selected), json_text(ui.event_filter),
      s.events.matching, json_text(s.transport.notice), s.injected.size(),
      s.transport.notice_is_error, s.figures.submitted, s.figures.delivered, s.figures.bounced,
      s.figures.queued, ui.lesson.step, ui.lesson.active() ? ui.lesson.right_answers() : 0,
      json_text(s.story ? s.story->title : ""));
  bool first = true;
  for (const auto& [name, r] : map.widgets) {
    json += fmt::format("{}\n  {}: [{:.0f}, {:.0f}, {:.0f}, {:.0f}]", first ? "" : ",",
                        json_text(name), r.x, r.y, r.width, r.height);
    first = false;
  }
  return json + "}}\n";
}

}  // namespace waypost::viz
