// SPDX-License-Identifier: Apache-2.0
// Plots over time: latency percentiles, load by layer, hit ratio, queue depth, mail. As many as
// there is room for; which, follows from what the scenario has.
#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "viz/draw/plot.hpp"
#include "viz/draw/range_chip.hpp"
#include "viz/draw/shapes.hpp"
#include "viz/panels/make.hpp"
#include "viz/view/plot_choice.hpp"
#include "viz/view/range_view.hpp"

namespace waypost::viz {
namespace {

class Plots final : public Panel {
 public:
  void draw(Frame& frame) override;
};

/// Of the other run: paler or darker, whichever the ground makes it.
Rgb towards(Rgb from, Rgb to) {
  const auto middle = [](std::uint8_t a, std::uint8_t b) {
    return static_cast<std::uint8_t>((a + b) / 2);
  };
  return {middle(from.r, to.r), middle(from.g, to.g), middle(from.b, to.b)};
}

PlotSpec to_spec(const PlotChoice& choice, sim::Duration window, const Palette& palette) {
  PlotSpec spec;
  spec.title = choice.title;
  spec.window = window;
  spec.percent = choice.percent;
  for (const PlotChoice::Entry& line : choice.lines) {
    const Rgb own = palette.series[line.colour % palette.series.size()];
    spec.lines.push_back({line.name, line.values, line.other ? towards(own, palette.text) : own,
                          line.filled, line.other, line.window});
  }
  return spec;
}

void Plots::draw(Frame& frame) {
  const auto& series = frame.snapshot.series;
  if (!series || series->size() == 0)
    return draw_empty("Nothing counted yet. Plots begin with the first window.");
  const std::vector<PlotChoice> choices = choose_plots(frame.snapshot);
  if (choices.empty()) return draw_empty("No lookups and no mail so far.");
  draw_range(frame, range_sentence(frame.snapshot));
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const float gap = frame.px(8);
  const int columns = room.x > frame.px(560) ? 2 : 1;
  const int rows_fit = std::max(1, static_cast<int>(room.y / frame.px(125)));
  const int shown = std::min<int>(static_cast<int>(choices.size()), columns * rows_fit);
  const int rows = (shown + columns - 1) / columns;
  const ImVec2 size{(room.x - gap * static_cast<float>(columns - 1)) / static_cast<float>(columns),
                    (room.y - gap * static_cast<float>(rows - 1)) / static_cast<float>(rows)};
  const ImVec2 origin = ImGui::GetCursorPos();
  for (int i = 0; i < shown; ++i) {
    ImGui::SetCursorPos({origin.x + static_cast<float>(i % columns) * (size.x + gap),
                         origin.y + static_cast<float>(i / columns) * (size.y + gap)});
    draw_plot(frame, to_spec(choices[static_cast<std::size_t>(i)], series->window, frame.colours()),
              size);
  }
}

}  // namespace

std::unique_ptr<Panel> make_plots() { return std::make_unique<Plots>(); }

}  // namespace waypost::viz
