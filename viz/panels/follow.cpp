// SPDX-License-Identifier: Apache-2.0
// One lookup or one message as a sequence diagram, downwards in time. Clicking a step goes to its
// instant; the page and the drawing can be copied.
#include <fmt/format.h>
#include <imgui.h>

#include <cmath>

#include "viz/draw/shapes.hpp"
#include "viz/draw/theme.hpp"
#include "viz/panels/make.hpp"
#include "viz/view/story_view.hpp"
#include "viz/view/words.hpp"

namespace waypost::viz {
namespace {

class Follow final : public Panel {
 public:
  void draw(Frame& frame) override;

 private:
  void draw_heading(Frame& frame, const Story& story) const;
  void draw_lifelines(const Frame& frame, const SequenceView& view, ImVec2 at,
                      ImDrawList* list) const;
  void draw_arrows(const Frame& frame, const SequenceView& view, ImVec2 at, ImDrawList* list) const;
  void draw_labels(const Frame& frame, const SequenceView& view, ImVec2 at, ImDrawList* list) const;
  void point(Frame& frame, const Story& story, const SequenceView& view, ImVec2 at) const;
};

Rgb ink_of(const Palette& p, SequenceInk ink) {
  switch (ink) {
    case SequenceInk::question: return p.text;
    case SequenceInk::answer: return p.good;
    case SequenceInk::retry: return p.series[1];
    case SequenceInk::bad: return p.bad;
    case SequenceInk::quiet: return p.quiet;
  }
  return p.text;
}

void Follow::draw(Frame& frame) {
  const auto& story = frame.snapshot.story;
  if (!story)
    return draw_empty(
        "Right-click an event and follow its lookup or message, or press T or M for the slowest.");
  if (story->empty()) return draw_empty(story->missing.c_str());
  draw_heading(frame, *story);
  ImGui::BeginChild("diagram", {0, 0}, false, ImGuiWindowFlags_HorizontalScrollbar);
  ImGui::PushFont(frame.fonts.small);
  const ImVec2 room = ImGui::GetContentRegionAvail(), at = ImGui::GetCursorScreenPos();
  SequenceRoom wish;
  wish.width = std::max(room.x - ImGui::GetStyle().ScrollbarSize - 2,
                        frame.px(46) * static_cast<float>(story->actors.size()));
  wish.height = room.y;
  wish.line = ImGui::GetTextLineHeight();
  wish.in_order = frame.ui.story_in_order;
  wish.width_of = [](const std::string& text) { return text_size(text).x; };
  const SequenceView view = make_sequence_view(*story, wish);
  ImDrawList* list = ImGui::GetWindowDrawList();
  draw_lifelines(frame, view, at, list);
  draw_arrows(frame, view, at, list);
  draw_labels(frame, view, at, list);
  ImGui::Dummy({view.width, view.height});
  point(frame, *story, view, at);
  ImGui::PopFont();
  ImGui::EndChild();
}

void Follow::draw_heading(Frame& frame, const Story& story) const {
  ImGui::TextUnformatted(fitted(story.title, ImGui::GetContentRegionAvail().x).c_str());
  const std::string fate =
      fmt::format("{} in {}{}{}", story.outcome, age_text((story.end - story.begin).seconds()),
                  story.missing.empty() ? "" : ". ", story.missing);
  ImGui::TextDisabled("%s", fitted(fate, ImGui::GetContentRegionAvail().x).c_str());
  if (ImGui::IsItemHovered()) ImGui::SetTooltip("%s", fate.c_str());
  if (ImGui::SmallButton(frame.ui.story_in_order ? "To time scale" : "In order"))
    frame.ui.story_in_order = !frame.ui.story_in_order;
  ImGui::SameLine();
  if (ImGui::SmallButton("Copy text")) ImGui::SetClipboardText(story_page(story).c_str());
  ImGui::SameLine();
  if (ImGui::SmallButton("Copy SVG"))
    ImGui::SetClipboardText(story_svg(story, frame.ui.theme).c_str());
}

void Follow::draw_lifelines(const Frame& frame, const SequenceView& view, ImVec2 at,
                            ImDrawList* list) const {
  const Palette& p = frame.colours();
  for (const SequenceActor& a : view.actors) {
    list->AddLine({at.x + a.x, at.y + a.name_y + ImGui::GetTextLineHeight()},
                  {at.x + a.x, at.y + view.height}, colour(p.edge));
    const std::string name = fitted(a.name, a.room);
    const float width = text_size(name).x;
    const float x = std::clamp(a.x - width / 2, 0.0f, std::max(0.0f, view.width - width));
    draw_tag(list, {at.x + x, at.y + a.name_y}, name, p.text, p.panel);
    const ImVec2 low{at.x + x, at.y + a.name_y};
    if (ImGui::IsMouseHoveringRect(low, {low.x + width, low.y + ImGui::GetTextLineHeight()}))
      ImGui::SetTooltip("%s\n%s", a.name.c_str(), a.place.c_str());
  }
  for (const SequenceTime& t : view.time_marks)
    draw_text(list,
              {at.x + view.times - text_size(t.text).x - frame.px(6),
               at.y + t.y - ImGui::GetTextLineHeight()},
              p.faint, t.text);
  for (const SequenceCut& c : view.cuts) {
    const float y = at.y + c.y;
    for (float x = at.x + view.times; x < at.x + view.width; x += frame.px(8))
      list->AddLine({x, y}, {x + frame.px(4), y}, colour(p.edge));
    draw_tag(list, {at.x + view.times + frame.px(4), y - ImGui::GetTextLineHeight() / 2}, c.text,
             p.quiet, p.panel);
  }
}

void draw_head(ImDrawList* list, ImVec2 tip, ImVec2 from, float size, ImU32 ink) {
  const float dx = tip.x - from.x, dy = tip.y - from.y, length = std::max(1.0f, std::hypot(dx, dy));
  const float ux = dx / length * size, uy = dy / length * size;
  list->AddTriangleFilled(tip, {tip.x - ux + uy / 2, tip.y - uy - ux / 2},
                          {tip.x - ux - uy / 2, tip.y - uy + ux / 2}, ink);
}

void Follow::draw_arrows(const Frame& frame, const SequenceView& view, ImVec2 at,
                         ImDrawList* list) const {
  const Palette& p = frame.colours();
  for (const SequenceBlock& b : view.blocks) {
    const float half = frame.px(2.5f);
    list->AddRectFilled({at.x + b.x - half, at.y + b.y0}, {at.x + b.x + half, at.y + b.y1},
                        colour(ink_of(p, b.ink)), 1);
  }
  for (const SequenceArrow& a : view.arrows) {
    const ImU32 ink = colour(a.dashed ? ink_of(p, a.ink).with_alpha(130) : ink_of(p, a.ink));
    const ImVec2 from{at.x + a.x0, at.y + a.y0}, to{at.x + a.x1, at.y + a.y1};
    if (a.dashed) {
      for (int i = 0; i < 10; ++i) {
        const float s = static_cast<float>(i) / 10, e = s + 0.06f;
        list->AddLine({from.x + (to.x - from.x) * s, from.y + (to.y - from.y) * s},
                      {from.x + (to.x - from.x) * e, from.y + (to.y - from.y) * e}, ink, 1.2f);
      }
    } else {
      list->AddLine(from, to, ink, frame.px(1.3f));
    }
    if (a.lost)
      draw_cross(list, to, frame.px(4), p.bad, p.panel);
    else
      draw_head(list, to, from, frame.px(8), ink);
  }
}

void Follow::draw_labels(const Frame& frame, const SequenceView& view, ImVec2 at,
                         ImDrawList* list) const {
  const Palette& p = frame.colours();
  for (const SequenceLabel& l : view.labels) {
    const std::string text = fitted(l.text, view.width - l.x - 2);
    draw_tag(list, {at.x + l.x, at.y + l.y}, text, ink_of(p, l.ink), p.panel.with_alpha(215));
  }
}

void Follow::point(Frame& frame, const Story& story, const SequenceView& view, ImVec2 at) const {
  if (!ImGui::IsWindowHovered()) return;
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  for (const SequenceLabel& l : view.labels) {
    const ImVec2 low{at.x + l.x, at.y + l.y};
    const ImVec2 size = text_size(l.text);
    if (mouse.x < low.x || mouse.y < low.y || mouse.x > low.x + size.x || mouse.y > low.y + size.y)
      continue;
    const StoryStep& step = story.steps[l.step];
    ImGui::SetTooltip("%s (%s)\n%s -> %s\ntook %s\nclick: go there", l.text.c_str(),
                      clock_text(step.begin).c_str(), story.actors[step.from].name.c_str(),
                      story.actors[step.to].name.c_str(), age_text(step.took().seconds()).c_str());
    if (ImGui::IsMouseClicked(0)) frame.commands.send(Seek{step.begin});
    return;
  }
}

}  // namespace

std::unique_ptr<Panel> make_follow() { return std::make_unique<Follow>(); }

}  // namespace waypost::viz
