// SPDX-License-Identifier: Apache-2.0
// The mail that waits and the mail that arrived: how old by destination (qshape), how deep over
// time, why it waits, how long the delivered took.
#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "viz/draw/plot.hpp"
#include "viz/draw/range_chip.hpp"
#include "viz/draw/shapes.hpp"
#include "viz/draw/theme.hpp"
#include "viz/panels/make.hpp"
#include "viz/view/words.hpp"

namespace waypost::viz {
namespace {

constexpr std::array kAges{"<5m",   "<10m",  "<20m",  "<40m",   "<80m",
                           "<160m", "<320m", "<640m", "<1280m", "more"};

/// Round on a clock rather than powers of ten.
constexpr std::array kDelayTicks{0.001, 0.01,   0.1,      1.0,      10.0,     60.0,
                                 600.0, 3600.0, 21'600.0, 86'400.0, 864'000.0};

class Mail final : public Panel {
 public:
  void draw(Frame& frame) override;

 private:
  void draw_shape(Frame& frame, ImVec2 size) const;
  void draw_shape_row(const Frame& frame, const QueueShapeRow& row, ImVec2 at, float name,
                      float cell, ImDrawList* list) const;
  void draw_depth(Frame& frame, ImVec2 size) const;
  void draw_reasons(const Frame& frame, ImVec2 size) const;
  void draw_delays(const Frame& frame, ImVec2 size) const;
};

void Mail::draw(Frame& frame) {
  if (!frame.snapshot.mail.any()) return draw_empty("No mail waits, and none was delivered.");
  draw_range(frame);
  const ImVec2 room = ImGui::GetContentRegionAvail(), at = ImGui::GetCursorPos();
  if (room.x < 60 || room.y < 40) return;
  const float gap = frame.px(12);
  const bool wide = room.x > room.y * 2.2f;
  const float left = std::floor((room.x - gap) * (wide ? 0.46f : 0.5f));
  const float half = std::floor((room.y - gap) / 2);
  const ImVec2 corner{at.x + left + gap, at.y};
  const float right = room.x - left - gap;
  if (wide) {
    const float third = std::floor((right - gap) * 0.5f);
    draw_shape(frame, {left, room.y});
    ImGui::SetCursorPos(corner);
    draw_depth(frame, {third, room.y});
    ImGui::SetCursorPos({corner.x + third + gap, at.y});
    draw_delays(frame, {right - third - gap, half + gap / 2});
    ImGui::SetCursorPos({corner.x + third + gap, at.y + half + gap});
    draw_reasons(frame, {right - third - gap, half});
    return;
  }
  draw_shape(frame, {left, half});
  ImGui::SetCursorPos(corner);
  draw_depth(frame, {right, half});
  ImGui::SetCursorPos({at.x, at.y + half + gap});
  draw_reasons(frame, {left, half});
  ImGui::SetCursorPos({corner.x, at.y + half + gap});
  draw_delays(frame, {right, half});
}

/// A count on the heat ramp by its logarithm: one waiting message is seen beside a million.
Rgb heat_of(const Palette& p, std::uint64_t n, std::uint64_t most) {
  if (n == 0) return p.panel;
  const double share = std::log1p(static_cast<double>(n)) / std::log1p(static_cast<double>(most));
  return heat_colour(p, static_cast<float>(share));
}

/// Black or white, whichever is read better on `ground`.
Rgb ink_on(Rgb ground) {
  const int light = 299 * ground.r + 587 * ground.g + 114 * ground.b;
  return light > 140'000 ? Rgb{20, 25, 31} : Rgb{240, 244, 248};
}

void Mail::draw_shape_row(const Frame& frame, const QueueShapeRow& row, ImVec2 at, float name,
                          float cell, ImDrawList* list) const {
  const Palette& p = frame.colours();
  const float line = ImGui::GetTextLineHeight() + frame.px(3);
  draw_text(list, {at.x, at.y + frame.px(1)}, p.text, fitted(row.domain, name - frame.px(6)));
  for (std::size_t i = 0; i < kQueueAges; ++i) {
    const ImVec2 low{at.x + name + cell * static_cast<float>(i), at.y};
    const Rgb ground = heat_of(p, row.by_age[i], frame.snapshot.mail.total.total);
    list->AddRectFilled(low, {low.x + cell - 1, low.y + line - 1}, colour(ground), 2);
    if (row.by_age[i] == 0) continue;
    const std::string n = short_number(static_cast<double>(row.by_age[i]));
    if (text_size(n).x > cell - 2) continue;
    draw_text(list, {low.x + (cell - text_size(n).x) / 2, low.y + frame.px(1)}, ink_on(ground), n);
  }
}

void Mail::draw_shape(Frame& frame, ImVec2 size) const {
  const MailState& m = frame.snapshot.mail;
  const Palette& p = frame.colours();
  ImGui::BeginChild("shape", size, false, ImGuiWindowFlags_NoScrollbar);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImDrawList* list = ImGui::GetWindowDrawList();
  const std::string when = m.range ? " at " + clock_text(m.shape_at, false) : "";
  draw_text(
      list, at, p.text,
      fitted(fmt::format("Waiting{} by destination and age: {}", when, count_text(m.total.total)),
             size.x));
  ImGui::PushFont(frame.fonts.small);
  const float line = ImGui::GetTextLineHeight() + frame.px(3);
  const float name = std::min(size.x * 0.36f, frame.px(220));
  const float cell = std::floor((size.x - name) / static_cast<float>(kQueueAges));
  float y = at.y + ImGui::GetTextLineHeight() + frame.px(6);
  for (std::size_t i = 0; i < kAges.size(); ++i)
    if (text_size("<1280m").x < cell || i % 2 == 0)
      draw_text(list, {at.x + name + cell * static_cast<float>(i), y}, p.quiet, kAges[i]);
  y += line;
  draw_shape_row(frame, m.total, {at.x, y}, name, cell, list);
  for (const QueueShapeRow& row : m.shape) {
    y += line;
    if (y + line > at.y + size.y) break;
    draw_shape_row(frame, row, {at.x, y}, name, cell, list);
  }
  ImGui::PopFont();
  ImGui::EndChild();
}

void Mail::draw_depth(Frame& frame, ImVec2 size) const {
  const MailState& m = frame.snapshot.mail;
  PlotSpec spec;
  spec.title = "Waiting, by destination";
  spec.window = frame.snapshot.series ? frame.snapshot.series->window : sim::seconds(1);
  spec.stacked = true;
  for (std::size_t i = 0; i < m.depth.size(); ++i)
    spec.lines.push_back({shortened(m.depth[i].domain, 18), m.depth[i].values,
                          frame.colours().series[i % frame.colours().series.size()], true});
  draw_plot(frame, spec, size);
}

void Mail::draw_reasons(const Frame& frame, ImVec2 size) const {
  const MailState& m = frame.snapshot.mail;
  const Palette& p = frame.colours();
  ImGui::BeginChild("reasons", size, false, ImGuiWindowFlags_NoScrollbar);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImDrawList* list = ImGui::GetWindowDrawList();
  draw_text(list, at, p.text,
            fitted(m.range ? "Why it waited at " + clock_text(m.shape_at, false) : "Why it waits",
                   size.x));
  ImGui::PushFont(frame.fonts.small);
  const float line = ImGui::GetTextLineHeight() + frame.px(3);
  float y = at.y + ImGui::GetTextLineHeight() + frame.px(6);
  const float full = std::max(1.0f, static_cast<float>(m.total.total));
  for (const auto& [reason, n] : m.reasons) {
    if (y + line > at.y + size.y) break;
    const float share = static_cast<float>(n) / full;
    list->AddRectFilled({at.x, y}, {at.x + size.x * share, y + line - 2}, colour(p.accent), 2);
    draw_text(list, {at.x + frame.px(4), y}, p.text, reason);
    const std::string count = count_text(n);
    draw_text(list, {at.x + size.x - text_size(count).x - frame.px(4), y}, p.text, count);
    y += line;
  }
  if (m.reasons.empty()) draw_text(list, {at.x, y}, p.quiet, "Nothing waits.");
  ImGui::PopFont();
  ImGui::EndChild();
}

/// Share of delivered mail over the logarithm of its delay.
void Mail::draw_delays(const Frame& frame, ImVec2 size) const {
  const MailState& m = frame.snapshot.mail;
  const Palette& p = frame.colours();
  ImGui::BeginChild("delays", size, false, ImGuiWindowFlags_NoScrollbar);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImDrawList* list = ImGui::GetWindowDrawList();
  const std::string title = fmt::format("Delay of {} delivered", count_text(m.delivered));
  draw_text(list, at, p.text, fitted(title, size.x));
  ImGui::PushFont(frame.fonts.small);
  const float line = ImGui::GetTextLineHeight();
  const ImVec2 low{at.x + text_size("100 %").x + frame.px(6), at.y + line * 1.6f};
  const ImVec2 high{at.x + size.x - frame.px(6), at.y + size.y - line * 1.3f};
  if (m.delays.empty() || high.y - low.y < 10 || high.x - low.x < 20) {
    if (m.delays.empty())
      draw_text(list, {at.x, at.y + line * 2}, p.quiet, "Nothing delivered yet.");
    ImGui::PopFont();
    return ImGui::EndChild();
  }
  const auto decade_of = [](float seconds) {
    return std::log10(std::clamp(seconds > 0 ? static_cast<double>(seconds) : 0, 1e-3, 1e9));
  };
  const double first = std::floor(decade_of(m.delays.front().seconds));
  const double last = std::max(first + 1, std::ceil(decade_of(m.delays.back().seconds)));
  const auto x = [&](double seconds) {
    const double share = (decade_of(static_cast<float>(seconds)) - first) / (last - first);
    return low.x + static_cast<float>(share) * (high.x - low.x);
  };
  const auto y = [&](float share) { return high.y - share * (high.y - low.y); };
  list->AddRect(low, high, colour(p.edge));
  for (const float share : {0.0f, 0.5f, 1.0f}) {
    const std::string text = fmt::format("{:.0f} %", 100 * share);
    list->AddLine({low.x, y(share)}, {high.x, y(share)}, colour(p.edge.with_alpha(130)));
    draw_text(list, {low.x - text_size(text).x - 4, y(share) - line / 2}, p.quiet, text);
  }
  float free_from = low.x - line;
  for (const double seconds : kDelayTicks) {
    const float at_x = x(seconds);
    const std::string text = age_text(seconds);
    if (at_x < low.x - 1 || at_x > high.x + 1) continue;
    list->AddLine({at_x, high.y}, {at_x, high.y + 3}, colour(p.faint));
    if (at_x - text_size(text).x / 2 < free_from) continue;
    draw_centred(list, at_x, high.y + 3, at.x, at.x + size.x, p.quiet, text);
    free_from = at_x + text_size(text).x / 2 + line / 2;
  }
  ImVec2 before{x(static_cast<double>(m.delays.front().seconds)), y(0)};
  for (const DelayPoint& d : m.delays) {
    const ImVec2 next{x(static_cast<double>(d.seconds)), y(d.share)};
    list->AddLine(before, {next.x, before.y}, colour(p.series[2]), 1.6f);
    list->AddLine({next.x, before.y}, next, colour(p.series[2]), 1.6f);
    before = next;
  }
  ImGui::PopFont();
  ImGui::EndChild();
}

}  // namespace

std::unique_ptr<Panel> make_mail() { return std::make_unique<Mail>(); }

}  // namespace waypost::viz
