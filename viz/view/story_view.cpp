// SPDX-License-Identifier: Apache-2.0
#include "viz/view/story_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "viz/view/words.hpp"

namespace waypost::viz {
namespace {

/// An instant at which something begins, arrives or ends; with a label it takes a row.
struct Point {
  sim::Time at{};
  bool labelled = false;
  float y = 0;
};
struct StepPoints {
  std::size_t begin = 0, middle = 0, end = 0;  ///< indices into points
  bool arrived = true;                         ///< the question did
  std::optional<std::size_t> lost_answer;      ///< where it left
};

/// What the story shows of a question that got no answer: the asked one at work on it.
struct Reception {
  std::optional<sim::Time> arrived, answered;
};

constexpr float kLeastGap = 0.4f;    // rows between two instants without a label
constexpr float kLostAfter = 0.6f;   // of the way
constexpr float kLongestGap = 4.5f;  // rows for one pause; what is longer is cut

bool without_answer(const StoryStep& s) {
  return s.bad && (s.outcome.starts_with("no ") || s.outcome.starts_with("given up") ||
                   s.outcome.starts_with("still"));
}

/// The answer left when the last of that work had ended, unless it ended too late to count.
Reception reception_of(const StoryStep& question, const Story& story) {
  Reception r;
  sim::Time done{};
  for (const StoryStep& work : story.steps) {  // in the order of their beginning
    if (work.from != question.to || work.begin < question.begin || work.begin >= question.end)
      continue;
    if (work.from == work.to && !r.arrived) r.arrived = work.begin;
    done = std::max(done, work.end);
  }
  if (r.arrived && done < question.end) r.answered = done;
  return r;
}

class Layout {
 public:
  Layout(const Story& story, const SequenceRoom& room) : story_(story), room_(room) {}
  SequenceView make();

 private:
  void place_actors();
  void collect_points();
  void place_points();
  void add_step(std::size_t i);
  void add_trip(std::size_t i, const StoryStep& step, const StepPoints& at);
  void label(const std::string& text, float middle, float span, float y, SequenceInk ink,
             std::size_t step);
  float y(std::size_t point) const { return points_[point].y; }
  float x(std::uint32_t actor) const { return view_.actors[actor].x; }

  const Story& story_;
  const SequenceRoom& room_;
  SequenceView view_;
  std::vector<Point> points_;
  std::vector<StepPoints> of_step_;
};

void Layout::place_actors() {
  const float line = room_.line;
  view_.times = room_.width_of("+00.000 s") + line * 0.6f;
  view_.top = line * 3.2f;
  const auto n = static_cast<float>(std::max<std::size_t>(story_.actors.size(), 1));
  const float lane = (room_.width - view_.times - line * 0.5f) / n;
  for (std::size_t i = 0; i < story_.actors.size(); ++i) {
    SequenceActor actor;
    actor.x = view_.times + lane * (static_cast<float>(i) + 0.5f);
    actor.name_y = line * (i % 2 == 0 ? 0.2f : 1.4f);
    // As far as the neighbours on the same height, and no further than the border.
    actor.room = lane * 0.95f + std::min(lane * 0.95f, room_.width - actor.x);
    actor.name = story_.actors[i].name;
    actor.place = story_.actors[i].place;
    view_.actors.push_back(std::move(actor));
  }
}

void Layout::collect_points() {
  const auto add = [&](sim::Time at, bool labelled) {
    points_.push_back({at, labelled, 0});
    return points_.size() - 1;
  };
  for (const StoryStep& s : story_.steps) {
    StepPoints at;
    at.begin = add(s.begin, !s.text.empty());
    at.end = at.begin;
    if (s.kind == StoryStep::Kind::round_trip) {
      const Reception r = without_answer(s) ? reception_of(s, story_) : Reception{};
      at.arrived = r.arrived || !without_answer(s);
      at.middle = add(r.arrived.value_or(s.begin + s.took() / 2), false);
      at.end = add(s.end, !s.outcome.empty());
    } else if (s.took().ns > 0) {
      at.end = add(s.end, false);
    }
    of_step_.push_back(at);
  }
  // Last, so that of one instant it is below what had to come before it.
  for (std::size_t i = 0; i < story_.steps.size(); ++i)
    if (without_answer(story_.steps[i]))
      if (const auto r = reception_of(story_.steps[i], story_); r.answered)
        of_step_[i].lost_answer = add(*r.answered, false);
}

/// Downwards in order of time: a row for each label, and what is left of the height for the time.
void Layout::place_points() {
  std::vector<std::size_t> order(points_.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return points_[a].at < points_[b].at; });
  const float line = room_.line * 1.15f;
  float least = 0;
  for (const Point& p : points_) least += p.labelled ? line : line * kLeastGap;
  const float spare =
      room_.in_order ? 0 : std::max(line * 10, room_.height - view_.top - least - 2 * line);
  const double total = std::max<double>(1, static_cast<double>((story_.end - story_.begin).ns));
  float y = view_.top + line * 0.3f;
  for (std::size_t i = 0; i < order.size(); ++i) {
    Point& p = points_[order[i]];
    const double passed = i == 0 ? 0 : static_cast<double>((p.at - points_[order[i - 1]].at).ns);
    const auto wanted = static_cast<float>(passed / total) * spare;
    const bool cut = wanted > line * kLongestGap;
    const float gap = cut ? line * kLongestGap : wanted;
    if (cut) view_.cuts.push_back({y + gap / 2, age_text(passed * 1e-9)});
    y += gap + (p.labelled ? line : line * kLeastGap);
    p.y = y;
    if (p.labelled) view_.time_marks.push_back({y, story_time(story_, p.at)});
  }
  view_.height = y + line * 1.5f;
}

/// On the middle of its arrow, which is `span` long; beside it when it would cover all of it.
void Layout::label(const std::string& text, float middle, float span, float y, SequenceInk ink,
                   std::size_t step) {
  const float width = room_.width_of(text), gap = room_.line * 0.5f;
  const float right_end = middle + span / 2 + gap;
  const bool beside = width > span - 2 * gap && right_end + width < room_.width;
  const float wanted = beside ? right_end : middle - width / 2;
  const float left =
      std::clamp(wanted, view_.times + 2, std::max(view_.times + 2, room_.width - width - 4));
  view_.labels.push_back({left, y - room_.line * 1.05f, text, ink, step});
}

void Layout::add_trip(std::size_t i, const StoryStep& s, const StepPoints& at) {
  const SequenceInk out = s.retry ? SequenceInk::retry : SequenceInk::question;
  const float from = x(s.from), to = x(s.to), middle = (from + to) / 2;
  const float span = std::abs(to - from);
  const std::string text = (s.retry ? "again: " : "") + s.text;
  if (s.kind == StoryStep::Kind::one_way) {
    const SequenceInk ink = s.text == "answer" ? SequenceInk::answer : out;
    view_.arrows.push_back({from, y(at.begin), to, y(at.end), ink, false, s.beside, i});
    return label(text, middle, span, y(at.begin), ink, i);
  }
  if (!s.text.empty()) {
    const float end = at.arrived ? to : from + (to - from) * kLostAfter;
    view_.arrows.push_back({from, y(at.begin), end, y(at.middle), out, !at.arrived, s.beside, i});
    label(text, middle, span, y(at.begin), out, i);
  }
  const SequenceInk back = s.bad ? SequenceInk::bad : SequenceInk::answer;
  if (at.lost_answer) {
    const float left = y(*at.lost_answer);
    view_.arrows.push_back({to, left, to + (from - to) * kLostAfter, left + room_.line * kLeastGap,
                            back, true, s.beside, i});
  }
  if (without_answer(s))
    view_.blocks.push_back({from, y(at.begin), y(at.end), SequenceInk::bad, i});
  else
    view_.arrows.push_back({to, y(at.middle), from, y(at.end), back, false, s.beside, i});
  if (!s.outcome.empty()) label(s.outcome, middle, span, y(at.end), back, i);
}

void Layout::add_step(std::size_t i) {
  const StoryStep& s = story_.steps[i];
  const StepPoints& at = of_step_[i];
  if (s.from >= view_.actors.size() || s.to >= view_.actors.size()) return;
  if (s.from != s.to) return add_trip(i, s, at);
  const SequenceInk ink = s.bad     ? SequenceInk::bad
                          : s.retry ? SequenceInk::retry
                                    : SequenceInk::quiet;
  view_.blocks.push_back({x(s.from), y(at.begin), std::max(y(at.end), y(at.begin) + 3), ink, i});
  const std::string text = s.outcome.empty() ? s.text : s.text + ": " + s.outcome;
  label(text, x(s.from), 0, y(at.begin), ink, i);
}

SequenceView Layout::make() {
  view_.width = room_.width;
  place_actors();
  collect_points();
  place_points();
  for (std::size_t i = 0; i < story_.steps.size(); ++i) add_step(i);
  return std::move(view_);
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else
      out += c;
  }
  return out;
}

std::string css(Rgb c) { return fmt::format("#{:02x}{:02x}{:02x}", c.r, c.g, c.b); }

std::string css(const Palette& p, SequenceInk ink) {
  switch (ink) {
    case SequenceInk::question: return css(p.text);
    case SequenceInk::answer: return css(p.good);
    case SequenceInk::retry: return css(p.old_value);
    case SequenceInk::bad: return css(p.bad);
    case SequenceInk::quiet: return css(p.quiet);
  }
  return css(p.text);
}

std::string svg_arrow(const Palette& p, const SequenceArrow& a) {
  const std::string ink = css(p, a.ink);
  std::string out = fmt::format(
      "<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"{}\"{}/>\n", a.x0,
      a.y0, a.x1, a.y1, ink, a.dashed ? " stroke-dasharray=\"4 3\"" : "");
  const float dx = a.x1 - a.x0, dy = a.y1 - a.y0, length = std::max(1.0f, std::hypot(dx, dy));
  const float ux = dx / length, uy = dy / length;
  if (a.lost)
    return out + fmt::format(
                     "<path d=\"M{0:.1f} {1:.1f}l10 10m0 -10l-10 10\" stroke=\"{2}\" "
                     "stroke-width=\"2\"/>\n",
                     a.x1 - 5, a.y1 - 5, css(p.bad));
  return out +
         fmt::format("<path d=\"M{:.1f} {:.1f}L{:.1f} {:.1f}L{:.1f} {:.1f}z\" fill=\"{}\"/>\n",
                     a.x1, a.y1, a.x1 - 8 * ux + 4 * uy, a.y1 - 8 * uy - 4 * ux,
                     a.x1 - 8 * ux - 4 * uy, a.y1 - 8 * uy + 4 * ux, ink);
}

std::string svg_text(float x, float y, const std::string& ink, const std::string& text,
                     const char* anchor = "start") {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" fill=\"{}\" text-anchor=\"{}\">{}</text>\n",
                     x, y, ink, anchor, escaped(text));
}

}  // namespace

SequenceView make_sequence_view(const Story& story, const SequenceRoom& room) {
  return Layout(story, room).make();
}

std::string story_time(const Story& story, sim::Time t) {
  const double seconds = (t - story.begin).seconds();
  if (seconds < 1) return fmt::format("+{:.1f} ms", seconds * 1e3);
  if (seconds < 60) return fmt::format("+{:.3f} s", seconds);
  return "+" + clock_text(sim::Time{} + (t - story.begin), false);
}

std::string story_page(const Story& story) {
  std::string page = fmt::format("{}\n{} in {}\n", story.title, story.outcome,
                                 age_text((story.end - story.begin).seconds()));
  if (!story.missing.empty()) page += story.missing + "\n";
  page += "\n";
  for (const StoryStep& s : story.steps) {
    const StoryActor &from = story.actors[s.from], &to = story.actors[s.to];
    const std::string who = s.from == s.to ? fmt::format("at {} ({})", from.name, from.place)
                                           : fmt::format("{} ({}) -> {} ({})", from.name,
                                                         from.place, to.name, to.place);
    page +=
        fmt::format("{:>14}  {:>10}  {}{}  {}{}{}{}\n", story_time(story, s.begin),
                    s.took().ns == 0 ? "" : age_text(s.took().seconds()), s.bad ? "! " : "", who,
                    s.retry ? "again: " : "", s.text, s.outcome.empty() ? "" : "  => " + s.outcome,
                    s.beside ? "  (nobody waited for it)" : "");
  }
  return page;
}

std::string story_svg(const Story& story, ThemeName theme, float width) {
  const Palette& p = palette(theme);
  SequenceRoom room;
  room.width = width;
  room.height = 600;
  room.line = 16;
  room.width_of = [](const std::string& text) { return static_cast<float>(text.size()) * 6.4f; };
  const SequenceView v = make_sequence_view(story, room);
  constexpr float kTitle = 44;
  std::string out = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" viewBox=\"0 "
      "0 "
      "{0:.0f} {1:.0f}\" font-family=\"Inter, DejaVu Sans, sans-serif\" font-size=\"12\" "
      "fill=\"none\">\n<rect width=\"100%\" height=\"100%\" fill=\"{2}\"/>\n",
      v.width, v.height + kTitle, css(p.panel));
  out += svg_text(12, 20, css(p.text), story.title);
  out += svg_text(
      12, 37, css(p.quiet),
      fmt::format("{} in {}", story.outcome, age_text((story.end - story.begin).seconds())));
  out += fmt::format("<g transform=\"translate(0 {:.0f})\">\n", kTitle);
  for (const SequenceActor& a : v.actors) {
    out += fmt::format(
        "<line x1=\"{0:.1f}\" y1=\"{1:.1f}\" x2=\"{0:.1f}\" y2=\"{2:.1f}\" stroke=\"{3}\"/>\n", a.x,
        v.top, v.height, css(p.edge));
    const auto room_for = static_cast<std::size_t>(std::max(4.0f, a.room / 6.4f));
    out += svg_text(a.x, a.name_y + 12, css(p.text), shortened(a.name, room_for), "middle");
  }
  for (const SequenceTime& t : v.time_marks)
    out += svg_text(v.times - 8, t.y, css(p.quiet), t.text, "end");
  for (const SequenceCut& c : v.cuts)
    out += svg_text(v.times + 6, c.y, css(p.quiet), "~ " + c.text + " ~");
  for (const SequenceBlock& b : v.blocks)
    out +=
        fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"5\" height=\"{:.1f}\" fill=\"{}\"/>\n",
                    b.x - 2.5f, b.y0, b.y1 - b.y0, css(p, b.ink));
  for (const SequenceArrow& a : v.arrows) out += svg_arrow(p, a);
  for (const SequenceLabel& l : v.labels) {
    out += fmt::format(
        "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"14\" fill=\"{}\" "
        "fill-opacity=\"0.85\"/>\n",
        l.x - 2, l.y + 1, room.width_of(l.text) + 4, css(p.panel));
    out += svg_text(l.x, l.y + 12, css(p, l.ink), l.text);
  }
  return out + "</g>\n</svg>\n";
}

}  // namespace waypost::viz
