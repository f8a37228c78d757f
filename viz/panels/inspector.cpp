// SPDX-License-Identifier: Apache-2.0
// One thing looked at closely: a resolver's cache with TTLs counting down, a name server's zones, a
// mail host's queue, a site, a link.
#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include "viz/draw/shapes.hpp"
#include "viz/draw/theme.hpp"
#include "viz/panels/inspector_tables.hpp"
#include "viz/panels/make.hpp"
#include "viz/view/words.hpp"

namespace waypost::viz {
namespace {

class Inspector final : public Panel {
 public:
  void draw(Frame& frame) override;

 private:
  void draw_heading(Frame& frame) const;
  void draw_facts(Frame& frame) const;
  void draw_search(Frame& frame) const;
  void draw_site(Frame& frame) const;
};

void Inspector::draw(Frame& frame) {
  const Inspection& page = frame.snapshot.inspection;
  if (page.subject.kind == Subject::Kind::nothing || page.title.empty())
    return draw_empty("Click a place on the map to see what stands there.");
  draw_heading(frame);
  draw_facts(frame);
  if (page.cache_size > 0 || page.zone_count > 1) draw_search(frame);
  if (!page.cache.empty()) return draw_cache(frame, page);
  if (!page.zones.empty()) return draw_zones(frame, page);
  if (!page.queue.empty()) return draw_queue(frame, page);
  if (!page.here.empty()) draw_site(frame);
}

void Inspector::draw_heading(Frame& frame) const {
  const Inspection& page = frame.snapshot.inspection;
  if (frame.ui.history.size() > 1) {
    if (ImGui::SmallButton(kIconBack)) frame.ui.back();
    frame.mark("back");
    ImGui::SameLine();
  }
  ImGui::PushFont(frame.fonts.title);
  ImGui::TextUnformatted(fitted(page.title, ImGui::GetContentRegionAvail().x).c_str());
  ImGui::PopFont();
  ImGui::TextDisabled("%s", fitted(page.subtitle, ImGui::GetContentRegionAvail().x).c_str());
}

/// Two columns of "what   value".
void Inspector::draw_facts(Frame& frame) const {
  const auto& facts = frame.snapshot.inspection.facts;
  if (!ImGui::BeginTable("facts", 4, ImGuiTableFlags_SizingStretchSame)) return;
  for (const auto& [what, value] : facts) {
    ImGui::TableNextColumn();
    ImGui::TextDisabled("%s", what.c_str());
    ImGui::TableNextColumn();
    ImGui::TextUnformatted(fitted(value, ImGui::GetContentRegionAvail().x).c_str());
  }
  ImGui::EndTable();
}

void Inspector::draw_search(Frame& frame) const {
  const Inspection& page = frame.snapshot.inspection;
  const std::string hint =
      page.cache_size > 0
          ? fmt::format("{} search {} cache entries", kIconSearch, count_text(page.cache_size))
          : fmt::format("{} search {} zones", kIconSearch, count_text(page.zone_count));
  ImGui::SetNextItemWidth(-1);
  ImGui::InputTextWithHint("##search", hint.c_str(), &frame.ui.search);
}

void Inspector::draw_site(Frame& frame) const {
  ImGui::Separator();
  for (const LocalServerRow& row : frame.snapshot.inspection.here) {
    const SceneServer& server = frame.snapshot.scene->servers[row.index];
    ImGui::PushID(static_cast<int>(row.index));
    if (ImGui::Selectable(fmt::format("{}  {}", row.server, to_text(server.role)).c_str()))
      frame.ui.select({Subject::Kind::server, row.index});
    ImGui::PopID();
  }
}

}  // namespace

std::unique_ptr<Panel> make_inspector() { return std::make_unique<Inspector>(); }

}  // namespace waypost::viz
