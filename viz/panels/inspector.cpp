// SPDX-License-Identifier: Apache-2.0
// One thing looked at closely: a resolver's cache with TTLs counting down, a name server's zones, a
// mail host's queue, a site, a link.
#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include <cmath>

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
  /// One inspector. `pinned`: it stays with its subject; else it follows what is selected.
  void draw_page(Frame& frame, const Inspection& page, bool pinned) const;
  void draw_buttons(Frame& frame, const Inspection& page, bool pinned) const;
  void draw_heading(Frame& frame, const Inspection& page, bool pinned) const;
  void draw_facts(const Inspection& page) const;
  void draw_search(Frame& frame, const Inspection& page) const;
  void draw_site(Frame& frame, const Inspection& page) const;
};

void Inspector::draw(Frame& frame) {
  const Snapshot& s = frame.snapshot;
  if (s.pinned.title.empty() || !frame.ui.pinned) return draw_page(frame, s.inspection, false);
  const float half = std::floor((ImGui::GetContentRegionAvail().y - frame.px(6)) / 2);
  ImGui::BeginChild("pinned", {0, half}, false, ImGuiWindowFlags_NoScrollbar);
  draw_page(frame, s.pinned, true);
  ImGui::EndChild();
  ImGui::Separator();
  ImGui::BeginChild("selected", {0, 0}, false, ImGuiWindowFlags_NoScrollbar);
  if (s.inspection.subject == s.pinned.subject)
    draw_empty("Select something else: it is shown here, beside what is pinned.");
  else
    draw_page(frame, s.inspection, false);
  ImGui::EndChild();
}

void Inspector::draw_page(Frame& frame, const Inspection& page, bool pinned) const {
  if (page.subject.kind == Subject::Kind::nothing || page.title.empty())
    return draw_empty("Click a place on the map to see what stands there.");
  draw_heading(frame, page, pinned);
  if (frame.ui.shows_configuration && !page.configuration.empty())
    return draw_configuration(frame, page);
  draw_facts(page);
  if (page.cache_size > 0 || page.zone_count > 1) draw_search(frame, page);
  if (!page.cache.empty()) return draw_cache(frame, page);
  if (!page.zones.empty()) return draw_zones(frame, page);
  if (!page.queue.empty()) return draw_queue(frame, page);
  if (!page.here.empty()) draw_site(frame, page);
}

/// A small button with a word when pointed at; quiet when it would do nothing.
bool small_button(const Frame& frame, const char* icon, const std::string& name, const char* says,
                  bool lit, bool can = true) {
  ImGui::PushStyleColor(ImGuiCol_Text, colour(can ? frame.colours().text : frame.colours().faint));
  ImGui::PushStyleColor(ImGuiCol_Button,
                        colour(lit ? frame.colours().accent_strong : frame.colours().raised));
  const bool pressed = ImGui::SmallButton((icon + ("##" + name)).c_str());
  ImGui::PopStyleColor(2);
  frame.mark(name);
  if (ImGui::IsItemHovered()) ImGui::SetTooltip("%s", says);
  ImGui::SameLine(0, frame.px(3));
  return pressed && can;
}

void Inspector::draw_buttons(Frame& frame, const Inspection& page, bool pinned) const {
  UiState& ui = frame.ui;
  if (!pinned) {
    if (small_button(frame, kIconBack, "back", "before it (Backspace)", false,
                     ui.visited.has_back()))
      ui.back();
    if (small_button(frame, kIconForward, "forward", "after it (Shift+Backspace)", false,
                     ui.visited.has_forward()))
      ui.forward();
  }
  if (pinned || !ui.pinned)
    if (small_button(frame, kIconPin, "pin",
                     pinned ? "let go of it (X)" : "keep it, beside what is selected next (X)",
                     pinned))
      ui.pin();
  if (!page.configuration.empty() &&
      small_button(frame, kIconSettings, pinned ? "settings of pinned" : "settings",
                   "effective configuration, with the lines it comes from (G)",
                   ui.shows_configuration))
    ui.shows_configuration = !ui.shows_configuration;
}

void Inspector::draw_heading(Frame& frame, const Inspection& page, bool pinned) const {
  draw_buttons(frame, page, pinned);
  ImGui::PushFont(frame.fonts.title);
  ImGui::TextUnformatted(fitted(page.title, ImGui::GetContentRegionAvail().x).c_str());
  ImGui::PopFont();
  ImGui::TextDisabled("%s", fitted(page.subtitle, ImGui::GetContentRegionAvail().x).c_str());
}

/// Two columns of "what   value".
void Inspector::draw_facts(const Inspection& page) const {
  if (!ImGui::BeginTable("facts", 4, ImGuiTableFlags_SizingStretchProp)) return;
  for (const auto& [what, value] : page.facts) {
    ImGui::TableNextColumn();
    ImGui::TextDisabled("%s", what.c_str());
    ImGui::TableNextColumn();
    ImGui::TextUnformatted(value.c_str());  // not fitted: columns are as wide as what is in them
    if (ImGui::IsItemHovered()) ImGui::SetTooltip("%s: %s", what.c_str(), value.c_str());
  }
  ImGui::EndTable();
}

void Inspector::draw_search(Frame& frame, const Inspection& page) const {
  const std::string hint =
      page.cache_size > 0
          ? fmt::format("{} search {} cache entries", kIconSearch, count_text(page.cache_size))
          : fmt::format("{} search {} zones", kIconSearch, count_text(page.zone_count));
  ImGui::SetNextItemWidth(-1);
  ImGui::InputTextWithHint("##search", hint.c_str(), &frame.ui.search);
}

void Inspector::draw_site(Frame& frame, const Inspection& page) const {
  ImGui::Separator();
  for (const LocalServerRow& row : page.here) {
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
