// SPDX-License-Identifier: Apache-2.0
// A Story laid out as a sequence diagram, and as text and SVG. Downwards is time: as far as the
// labels leave room, distances are in proportion; long pauses are cut short, with their length
// written on the cut.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "viz/live/story.hpp"
#include "viz/view/palette.hpp"

namespace waypost::viz {

enum class SequenceInk : std::uint8_t { question, answer, retry, bad, quiet };

struct SequenceActor {
  float x = 0;
  float name_y = 0;  ///< neighbours stand on two heights
  float room = 0;    ///< width for its name
  std::string name, place;
};
struct SequenceArrow {
  float x0 = 0, y0 = 0, x1 = 0, y1 = 0;
  SequenceInk ink = SequenceInk::question;
  bool lost = false;     ///< ends in a cross on the way
  bool dashed = false;   ///< nobody waited for it
  std::size_t step = 0;  ///< of Story::steps
};
/// Work or waiting at one actor.
struct SequenceBlock {
  float x = 0, y0 = 0, y1 = 0;
  SequenceInk ink = SequenceInk::quiet;
  std::size_t step = 0;
};
struct SequenceLabel {
  float x = 0, y = 0;  ///< upper left
  std::string text;
  SequenceInk ink = SequenceInk::question;
  std::size_t step = 0;
};
struct SequenceTime {
  float y = 0;
  std::string text;
};
/// Time was cut short here.
struct SequenceCut {
  float y = 0;
  std::string text;
};

struct SequenceView {
  float width = 0, height = 0, top = 0;  ///< lifelines begin at `top`
  float times = 0;                       ///< width of the column of times
  std::vector<SequenceActor> actors;
  std::vector<SequenceArrow> arrows;
  std::vector<SequenceBlock> blocks;
  std::vector<SequenceLabel> labels;
  std::vector<SequenceTime> time_marks;
  std::vector<SequenceCut> cuts;
};

struct SequenceRoom {
  float width = 600, height = 400;  ///< height: what there is; the diagram may be longer
  float line = 16;
  bool in_order = false;  ///< one row per step, times written beside
  std::function<float(const std::string&)> width_of;
};

SequenceView make_sequence_view(const Story& story, const SequenceRoom& room);

/// "+123.4 ms", "+2 h 10 min": since the story's beginning.
std::string story_time(const Story& story, sim::Time t);

/// As a page of text.
std::string story_page(const Story& story);
/// As a drawing of its own.
std::string story_svg(const Story& story, ThemeName theme, float width = 960);

}  // namespace waypost::viz
