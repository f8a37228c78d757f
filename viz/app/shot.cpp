// SPDX-License-Identifier: Apache-2.0
// waypost shot: a picture of a run at an instant, with no display at all; or one every so often,
// for a video; or what a panel shows as text.
#include <fmt/format.h>
#include <fmt/ostream.h>

#include <charconv>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <utility>

#include "cli/moment.hpp"
#include "scenarios/load/scenario_times.hpp"
#include "scenarios/load/units.hpp"
#include "sim/atomic_file.hpp"
#include "viz/app/lesson_steps.hpp"
#include "viz/app/offscreen.hpp"
#include "viz/app/open_run.hpp"
#include "viz/app/picture_size.hpp"
#include "viz/app/program.hpp"
#include "viz/app/screen.hpp"
#include "viz/app/subject_by_name.hpp"
#include "viz/view/map_view.hpp"
#include "viz/view/panel_text.hpp"
#include "viz/view/story_view.hpp"

namespace waypost::viz {
namespace {

class Shot final : public cli::Verb {
 public:
  std::string name() const override { return "shot"; }
  std::string help() const override {
    return "A picture of a run at an instant, no display needed; or a panel as text";
  }
  void declare(cli::Options& options) override;
  cli::ExitCode act(const cli::Console& console) override;

 private:
  /// A complaint, for those who return nothing.
  static std::nullopt_t wrong(const cli::Console& console, const std::string& what) {
    fmt::print(console.err, "{}\n", what);
    return std::nullopt;
  }
  /// Options in the units of the program; empty when one is wrong and has been complained about.
  std::optional<UiState> ui_from_options(const cli::Console& console) const;
  bool read_look(UiState& ui, const cli::Console& console) const;
  bool read_filters(UiState& ui, const cli::Console& console) const;
  bool check_out(const cli::Console& console) const;
  std::optional<FollowTarget> read_follow() const;
  std::optional<sim::Time> moment(const OpenedRun& run, const cli::Console& console) const;
  bool choose(const Simulation& simulation, UiState& ui, const cli::Console& console) const;
  bool enter_lesson(Simulation& simulation, const OpenedRun& run, UiState& ui,
                    const cli::Console& console) const;
  bool answer(UiState& ui, const cli::Console& console) const;
  cli::ExitCode run_to(Simulation& simulation, sim::Time at, const cli::Console& console) const;
  bool finds_followed(Simulation& simulation, const UiState& ui, const cli::Console& console) const;
  cli::ExitCode draw(Simulation& simulation, sim::Time at, UiState& ui, PictureSize size,
                     const cli::Console& console) const;
  void take(Simulation& simulation, Screen& screen, UiState& ui, const std::string& file) const;
  /// Text, CSV or SVG of one panel, when the file's name asks for it.
  bool wants_text() const;
  cli::ExitCode write_text(Simulation& simulation, const UiState& ui,
                           const cli::Console& console) const;

  std::string file_, with_, at_, size_ = "1600x900", theme_ = "dark", scale_ = "1", panel_, colour_,
                                 select_, pin_, filter_, out_ = "shot.png", every_, frames_,
                                 follow_, until_, range_, layout_ = "standard", session_;
  std::optional<std::uint64_t> seed_, with_seed_;
  std::uint64_t watch_ = 1, lesson_ = 0, answer_ = 0;
  bool by_resolvers_ = false, in_order_ = false, keys_ = false, configuration_ = false;
};

void Shot::declare(cli::Options& options) {
  options.required_text("file", file_,
                        "Scenario, a name of the library, or a folder of `run --out`");
  options.text("--at", at_, "When: \"56m40s\", or a date; default: half of the run");
  options.text("--until", until_,
               "Stop at the first event before --at that this filter matches, \"kind:timeout\"");
  options.text(
      "-o", out_,
      "The picture's file, default shot.png; with --panel also .txt or .csv: what it shows "
      "as text, and for follow .svg");
  options.text("--panel", panel_, "One panel alone: " + Dashboard::known_panels());
  options.text("--size", size_, "Pixels, default 1600x900");
  options.text("--theme", theme_, "dark (default) or light");
  options.text("--layout", layout_, "How the window is divided: teach, plan, migrate, standard");
  options.text("--scale", scale_, "Of texts and distances, default 1");
  options.text("--colour", colour_, "Of the map: value, load, errors, queue, rtt, role");
  options.text("--select", select_, "Inspect this server, site or link, by name");
  options.text("--pin", pin_, "A second inspector, with this server, site or link");
  options.flag("--configuration", configuration_,
               "The inspector's picture shows how a server is set up, and where that is written");
  options.text("--filter", filter_, "Of the events, \"kind:timeout -type:A\"");
  options.text("--follow", follow_,
               "lookup or message: the slowest so far; or an object's number in hexadecimal");
  options.flag("--in-order", in_order_, "The followed one with a row per step, not to time scale");
  options.text("--range", range_, "Limit plots and tables to this time, \"1h,2h\"");
  options.number("--watch", watch_, 1, "Which change of the plan, default the first");
  options.flag("--by-resolvers", by_resolvers_, "Shares of resolvers, not of users");
  options.text("--session", session_,
               "A file of `view --session`: what it did happens again; --at: where it ended");
  options.text("--with", with_, "Another scenario or run, side by side");
  options.number("--with-seed", with_seed_, "Seed of that other one");
  options.number("--lesson", lesson_, 0, "Step of the lesson beside the scenario; wins over --at");
  options.number("--answer", answer_, 0, "The answer given to its question, 1 is the first");
  options.flag("--keys", keys_, "With the sheet of keys over it");
  options.text("--every", every_, "A picture each time so much has passed, until --at");
  options.text("--frames", frames_, "Folder for them: 00000.png, 00001.png, ...");
  options.number("--seed", seed_, "Seed of every random draw; wins over the scenario's");
}

std::optional<MapColour> read_colour(const std::string& text) {
  if (text.empty()) return MapColour::automatic;
  for (int i = 0; i < kMapColours; ++i)
    if (text == to_text(static_cast<MapColour>(i))) return static_cast<MapColour>(i);
  return std::nullopt;
}

std::optional<FollowTarget> Shot::read_follow() const {
  if (follow_.empty()) return FollowTarget{};
  if (follow_ == "lookup") return FollowTarget{FollowTarget::What::slowest_lookup, 0};
  if (follow_ == "message") return FollowTarget{FollowTarget::What::slowest_message, 0};
  if (follow_.size() != 16) return std::nullopt;
  FollowTarget target{FollowTarget::What::object, 0};
  const char* end = follow_.data() + follow_.size();
  const auto read = std::from_chars(follow_.data(), end, target.number, 16);
  return read.ec == std::errc{} && read.ptr == end ? std::optional(target) : std::nullopt;
}

/// What is looked at, and how.
bool Shot::read_look(UiState& ui, const cli::Console& console) const {
  const auto colour = read_colour(colour_);
  if (!colour) return wrong(console, "--colour: value, load, errors, queue, rtt or role"), false;
  ui.map.colour = *colour;
  const auto follow = read_follow();
  if (!follow)
    return wrong(console, "--follow: lookup, message, or the 16 hexadecimal digits of an object"),
           false;
  ui.follow = *follow;
  if (!range_.empty()) {
    const std::size_t comma = range_.find(',');
    const auto from = scenarios::parse_duration(range_.substr(0, comma));
    const auto to =
        scenarios::parse_duration(comma == std::string::npos ? "" : range_.substr(comma + 1));
    if (!from || !to || *to <= *from)
      return wrong(console, "--range: two lengths of time since the start, \"1h,2h\""), false;
    ui.brush = TimeRange{sim::Time{} + *from, sim::Time{} + *to};
  }
  const LayoutPreset* preset = find_preset(layout_);
  if (preset == nullptr) return wrong(console, "--layout: teach, plan, migrate or standard"), false;
  if (layout_ != "standard") ui.use(*preset);
  ui.watched = static_cast<std::uint32_t>(watch_ - 1);
  ui.by_users = !by_resolvers_;
  ui.story_in_order = in_order_;
  ui.show_keys = keys_;
  ui.shows_configuration = configuration_;
  if (ui.follow.what != FollowTarget::What::nothing) ui.show("follow");
  return true;
}

bool Shot::read_filters(UiState& ui, const cli::Console& console) const {
  for (const auto& [option, text] : {std::pair{"--filter", &filter_}, {"--until", &until_}}) {
    const EventFilter filter = EventFilter::parse(*text);
    if (!filter.fault().empty())
      return wrong(console, fmt::format("{}: {}", option, filter.fault())), false;
    if (filter.empty() && !text->empty())
      return wrong(console, fmt::format("{}: \"{}\" is not whole", option, *text)), false;
  }
  ui.event_filter = filter_;
  return true;
}

/// The file's name says what is wanted; another ending would hold a PNG all the same.
bool Shot::check_out(const cli::Console& console) const {
  if (!wants_text() && !out_.ends_with(".png"))
    return wrong(console, fmt::format("-o {}: .png; with --panel also .txt, .csv or .svg", out_)),
           false;
  if (wants_text() && panel_.empty())
    return wrong(console, fmt::format("-o {}: as text a picture is one panel: add --panel", out_)),
           false;
  if (out_.ends_with(".svg") && panel_ != "follow")
    return wrong(console, "-o: only --panel follow is drawn as SVG"), false;
  return true;
}

std::optional<UiState> Shot::ui_from_options(const cli::Console& console) const {
  UiState ui;
  if (theme_ != "dark" && theme_ != "light") return wrong(console, "--theme: dark or light");
  ui.theme = theme_ == "light" ? ThemeName::light : ThemeName::dark;
  const auto scale = scenarios::parse_number(scale_);
  if (!scale || *scale < 0.5 || *scale > 4)
    return wrong(console, "--scale: a number from 0.5 to 4");
  ui.scale = static_cast<float>(*scale);
  if (!panel_.empty() && !Dashboard::is_panel(panel_))
    return wrong(console, fmt::format("--panel: there is no \"{}\". Panels: {}", panel_,
                                      Dashboard::known_panels()));
  if (every_.empty() != frames_.empty()) return wrong(console, "--every and --frames go together");
  if (!every_.empty()) {
    const auto every = scenarios::parse_duration(every_);
    if (!every || every->ns <= 0)
      return wrong(console, "--every: a length of time over zero, \"10s\"");
  }
  if (!session_.empty() && (!with_.empty() || with_seed_))
    return wrong(console, "--session: two runs that are compared take no commands");
  if (answer_ > 0 && lesson_ == 0)
    return wrong(console, "--answer: of which step's question? Add --lesson");
  if (!check_out(console) || !read_look(ui, console) || !read_filters(ui, console))
    return std::nullopt;
  return ui;
}

bool Shot::wants_text() const {
  return out_.ends_with(".txt") || out_.ends_with(".csv") || out_.ends_with(".svg");
}

cli::ExitCode Shot::write_text(Simulation& simulation, const UiState& ui,
                               const cli::Console& console) const {
  simulation.look(ui.attention());
  const Snapshot snapshot = simulation.observe();
  const bool svg = out_.ends_with(".svg");
  if (ui.lesson.hides(panel_)) {
    if (svg) return wrong(console, "--panel: the lesson hides it; add --answer"), cli::kBadInput;
    sim::write_file(out_, "Hidden by the lesson until you have answered.\n");
    fmt::print(console.out, "{}\n", out_);
    return cli::kFine;
  }
  if (svg && (!snapshot.story || snapshot.story->empty())) {
    fmt::print(console.err, "--follow: {}\n",
               snapshot.story ? snapshot.story->missing : "say whom: lookup or message");
    return cli::kBadInput;
  }
  sim::write_file(out_,
                  svg ? story_svg(*snapshot.story, ui.theme) : panel_text(panel_, snapshot, ui));
  fmt::print(console.out, "{}\n", out_);
  return cli::kFine;
}

void Shot::take(Simulation& simulation, Screen& screen, UiState& ui,
                const std::string& file) const {
  CommandList unheard;
  Dashboard dashboard(panel_);
  simulation.look(ui.attention());
  const Snapshot snapshot = simulation.observe();
  const auto draw = [&] { screen.draw(dashboard, snapshot, unheard, 1.0f / 60); };
  const std::vector<std::string> wanted = std::exchange(ui.wanted_panels, {});
  draw();
  // One after the other, as in a window: of two panels in one place the later one is in front.
  for (const std::string& panel : wanted) {
    ui.wanted_panels = {panel};
    draw();
  }
  for (int i = 0; i < 3; ++i) draw();  // tables and wrapped texts find their sizes
  ui.wanted_panels = wanted;
  write_png(screen.read_pixels(), file);
}

/// What is selected: as asked, else something telling; and what is pinned.
bool Shot::choose(const Simulation& simulation, UiState& ui, const cli::Console& console) const {
  if (watch_ > 1 && watch_ > simulation.changes())
    return wrong(console,
                 fmt::format("--watch: the plan changes records {} times", simulation.changes())),
           false;
  const auto find = [&](const char* option, const std::string& name) {
    const auto subject = subject_by_name(simulation.scene(), name);
    if (!subject) fmt::print(console.err, "{}: nothing here is called \"{}\"\n", option, name);
    return subject;
  };
  if (!pin_.empty() && !(ui.pinned = find("--pin", pin_))) return false;
  if (select_.empty()) {
    ui.select(telling_subject(simulation.scene()));
    return true;
  }
  const auto subject = find("--select", select_);
  if (subject) ui.select(*subject);
  return subject.has_value();
}

/// `--answer`, to the question of the lesson's present step.
bool Shot::answer(UiState& ui, const cli::Console& console) const {
  if (answer_ == 0) return true;
  const std::size_t choices = ui.lesson.now().choices.size();
  if (answer_ > choices)
    return wrong(console, choices == 0 ? "--answer: this step asks nothing"
                                       : fmt::format("--answer: from 1 to {}", choices)),
           false;
  ui.lesson.answer(static_cast<int>(answer_ - 1));
  return true;
}

/// Goes through the lesson up to the wanted step, as somebody in front of the window would.
bool Shot::enter_lesson(Simulation& simulation, const OpenedRun& run, UiState& ui,
                        const cli::Console& console) const {
  bool bad = false;
  auto lesson = find_lesson(run.loaded.file, console, bad);
  if (bad) return false;
  if (!lesson || lesson_ > lesson->steps.size()) {
    fmt::print(console.err, "--lesson: {}\n",
               lesson ? fmt::format("it has {} steps", lesson->steps.size())
                      : fmt::format("there is no {}", lesson_beside(run.loaded.file).string()));
    return false;
  }
  ui.lesson.begin(std::move(lesson));
  ui.layout = find_preset("teach")->layout;
  while (true) {
    CommandList commands;
    enter_lesson_step(ui, simulation.observe(), commands);
    const bool stops = !ui.lesson.now().until.empty();
    for (const Command& command : commands.take()) {
      if (const auto* seek = std::get_if<Seek>(&command)) simulation.seek(seek->to);
      if (const auto* inject = std::get_if<Inject>(&command)) simulation.inject(inject->step);
      if (const auto* at = std::get_if<SetBreakpoint>(&command)) simulation.break_on(at->filter);
    }
    if (stops) simulation.advance_to_breakpoint(simulation.horizon());
    simulation.take_hit();  // or nothing would go on
    if (ui.lesson.step + 1 >= lesson_) break;
    ui.lesson.move(1);
  }
  if (ui.wanted_panels.empty()) ui.show("lesson");
  return answer(ui, console);
}

/// To `at`, or to the first event that --until matches.
cli::ExitCode Shot::run_to(Simulation& simulation, sim::Time at,
                           const cli::Console& console) const {
  simulation.break_on(until_);
  simulation.advance_to_breakpoint(at);
  if (until_.empty() || simulation.take_hit()) return cli::kFine;
  fmt::print(console.err, "--until: no event matches \"{}\"; this is the instant of --at\n",
             until_);
  return cli::kFinding;
}

bool Shot::finds_followed(Simulation& simulation, const UiState& ui,
                          const cli::Console& console) const {
  if (ui.follow.what != FollowTarget::What::object) return true;
  simulation.look(ui.attention());
  const Snapshot snapshot = simulation.observe();
  if (snapshot.story && !snapshot.story->empty()) return true;
  fmt::print(console.err, "--follow: {}\n",
             snapshot.story ? snapshot.story->missing : "nothing has this number");
  return false;
}

cli::ExitCode Shot::draw(Simulation& simulation, sim::Time at, UiState& ui, PictureSize size,
                         const cli::Console& console) const {
  if (wants_text()) return write_text(simulation, ui, console);
  const OffscreenContext context(size.width, size.height);
  Screen screen(size.width, size.height, ui);
  if (every_.empty()) {
    take(simulation, screen, ui, out_);
    fmt::print(console.out, "{}\n", out_);
    return cli::kFine;
  }
  std::filesystem::create_directories(frames_);
  const sim::Duration step = *scenarios::parse_duration(every_);
  int frame = 0;
  for (sim::Time t = sim::Time{} + step; t <= at; t += step) {
    simulation.advance(t);
    take(simulation, screen, ui, fmt::format("{}/{:05}.png", frames_, frame++));
  }
  fmt::print(console.out, "{} pictures in {}\n", frame, frames_);
  return cli::kFine;
}

/// A bare length of time counts from the start, as on the dashboard's clock.
std::optional<sim::Time> Shot::moment(const OpenedRun& run, const cli::Console& console) const {
  if (at_.empty() && run.session) return run.session->until;
  if (at_.empty() && run.expected) return run.expected->at;
  if (at_.empty()) return sim::Time{} + scenarios::horizon_of(run.loaded) / 2;
  if (const auto offset = scenarios::parse_duration(at_)) return sim::Time{} + *offset;
  return cli::moment_or_complain(at_, run.loaded, console);
}

cli::ExitCode Shot::act(const cli::Console& console) {
  const auto size = read_picture_size(size_);
  if (!size) {
    fmt::print(console.err, "--size: write 1600x900; from {0}x{0} to {1}x{1}\n", kLeastSide,
               kMostSide);
    return cli::kBadInput;
  }
  auto ui = ui_from_options(console);
  if (!ui) return cli::kBadInput;
  auto run = open_run(file_, seed_, console);
  if (!run) return cli::kBadInput;
  if (!session_.empty()) take_up_session(*run, session_);
  std::optional<OpenedRun> with;
  if (!with_.empty() || with_seed_)
    with = open_run(with_.empty() ? file_ : with_, with_seed_, console);
  if ((!with_.empty() || with_seed_) && !with) return cli::kBadInput;
  const auto at = moment(*run, console);
  if (!at) return cli::kBadInput;
  for (OpenedRun* each : {&*run, with ? &*with : nullptr})
    if (each != nullptr && !each->build.horizon)
      each->build.horizon = std::max(scenarios::horizon_of(each->loaded), *at - sim::Time{});
  try {
    const auto simulation = make_simulation(*run, with, 0);
    if (!choose(*simulation, *ui, console)) return cli::kBadInput;
    cli::ExitCode met = cli::kFine;
    if (lesson_ > 0) {
      if (!enter_lesson(*simulation, *run, *ui, console)) return cli::kBadInput;
    } else if (every_.empty()) {
      met = run_to(*simulation, *at, console);
    }
    if (every_.empty() && !finds_followed(*simulation, *ui, console)) return cli::kBadInput;
    const cli::ExitCode drawn = draw(*simulation, *at, *ui, *size, console);
    const cli::ExitCode code = drawn == cli::kFine ? met : drawn;
    if (simulation->ended_as_expected() == false) {
      fmt::print(console.err, "{}: another fingerprint than recorded\n", file_);
      return cli::kFinding;
    }
    return code;
  } catch (const scenarios::BadScenario&) {
    throw;
  } catch (const std::runtime_error& error) {  // no OpenGL, a file that cannot be written
    fmt::print(console.err, "waypost shot: {}\n", error.what());
    return cli::kBadInput;
  }
}

}  // namespace

std::unique_ptr<cli::Verb> make_shot() { return std::make_unique<Shot>(); }

}  // namespace waypost::viz
