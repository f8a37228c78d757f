// SPDX-License-Identifier: Apache-2.0
// waypost view: the dashboard in a window, the simulation on a thread of its own.
#include <fmt/format.h>
#include <fmt/ostream.h>

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <stdexcept>

#include "scenarios/load/units.hpp"
#include "scenarios/session/session_file.hpp"
#include "viz/app/lesson_steps.hpp"
#include "viz/app/live_view.hpp"
#include "viz/app/program.hpp"
#include "viz/panels/dashboard.hpp"

namespace waypost::viz {
namespace {

class View final : public cli::Verb {
 public:
  std::string name() const override { return "view"; }
  std::string help() const override { return "The dashboard: watch a scenario run, and interfere"; }
  void declare(cli::Options& options) override {
    options.required_text("file", file_,
                          "Scenario, a name of the library, or a folder of `run --out`");
    options.number("--seed", seed_, "Seed of every random draw; wins over the scenario's");
    options.text("--with", with_, "Another of these: both run with one clock, side by side");
    options.number("--with-seed", with_seed_, "Seed of that other one");
    options.flag("--lesson", lesson_, "Begin the lesson that is written beside the scenario");
    options.text("--panel", panel_, "One panel alone: " + Dashboard::known_panels());
    options.text("--theme", theme_, "dark (default) or light");
    options.text("--layout", layout_, "How the window is divided: teach, plan, migrate, standard");
    options.text("--size", size_, "Of the window, default 1600x900");
    options.text("--scale", scale_, "Of texts and distances, beside the monitor's own; default 1");
    options.text("--session", session_,
                 "File for what you do to the world; Ctrl+S and the end write it. One that is "
                 "there goes on: what it did happens again");
    options.number("--rewind-memory", rewind_mib_, 0, "MiB for going back, default 2048");
    options.flag("--play", play_, "Begin at once");
    options.number("--close-after", close_after_, 0, "Frames; 0: stays until it is closed");
    options.text("--ui-map", ui_map_,
                 "For scripts: a JSON file that says in each frame where the widgets are");
  }
  cli::ExitCode act(const cli::Console& console) override;

 private:
  /// Everything but the runs; false when it was complained about.
  bool read_options(LiveViewOptions& options, const cli::Console& console) const;
  bool open_session(OpenedRun& run, const cli::Console& console) const;
  cli::ExitCode show(const LiveViewOptions& options, const cli::Console& console) const;
  cli::ExitCode keep(const scenarios::SessionRecord& session, const cli::Console& console) const;

  std::string file_, with_, theme_ = "dark", size_ = "1600x900", session_, panel_, ui_map_,
                            scale_ = "1", layout_;
  std::optional<std::uint64_t> seed_, with_seed_;
  bool lesson_ = false;
  std::uint64_t rewind_mib_ = 2048, close_after_ = 0;
  bool play_ = false;
};

cli::ExitCode View::show(const LiveViewOptions& options, const cli::Console& console) const {
  try {
    const scenarios::SessionRecord session = run_live_view(options);
    return session_.empty() ? cli::kFine : keep(session, console);
  } catch (const scenarios::BadScenario&) {
    throw;
  } catch (const std::runtime_error& error) {  // no display, no OpenGL
    fmt::print(console.err, "waypost view: {}\n", error.what());
    return cli::kBadInput;
  }
}

/// The window is closed and the work is done: a disk that is full must not be its end.
cli::ExitCode View::keep(const scenarios::SessionRecord& session,
                         const cli::Console& console) const {
  try {
    scenarios::write_session(session, session_);
    fmt::print(console.out, "{}\n", session_);
    return cli::kFine;
  } catch (const std::runtime_error& error) {
    fmt::print(console.err, "waypost view: {}\n", error.what());
  }
  const std::string refuge =
      free_session_name((std::filesystem::temp_directory_path() / "waypost").string());
  scenarios::write_session(session, refuge);
  fmt::print(console.err, "The session is kept in {}\n", refuge);
  return cli::kBadInput;
}

/// The file of --session: taken up when it is there, and found out before the window opens when it
/// cannot be written.
bool View::open_session(OpenedRun& run, const cli::Console& console) const {
  if (session_.empty()) return true;
  if (!with_.empty() || with_seed_) {
    fmt::print(console.err, "--session: two runs that are compared take no commands\n");
    return false;
  }
  const bool goes_on = holds_something(session_);
  if (goes_on && lesson_) {  // its steps go back, and would forget what the session did
    fmt::print(console.err, "--lesson: it begins anew; name a new file for --session\n");
    return false;
  }
  if (goes_on) {
    take_up_session(run, session_);
    return true;
  }
  const auto folder = std::filesystem::absolute(session_).parent_path();
  if (::access(folder.c_str(), W_OK) == 0) return true;
  fmt::print(console.err, "--session: {} cannot be written: {}\n", session_, std::strerror(errno));
  return false;
}

bool View::read_options(LiveViewOptions& options, const cli::Console& console) const {
  const auto size = read_picture_size(size_);
  if (!size || (theme_ != "dark" && theme_ != "light")) {
    fmt::print(console.err, "--size: write 1600x900. --theme: dark or light\n");
    return false;
  }
  if (!panel_.empty() && !Dashboard::is_panel(panel_)) {
    fmt::print(console.err, "--panel: there is no \"{}\". Panels: {}\n", panel_,
               Dashboard::known_panels());
    return false;
  }
  options.layout = find_preset(layout_);
  if (!layout_.empty() && options.layout == nullptr) {
    fmt::print(console.err, "--layout: teach, plan, migrate or standard\n");
    return false;
  }
  const auto scale = scenarios::parse_number(scale_);
  if (!scale || *scale < 0.5 || *scale > 4) {
    fmt::print(console.err, "--scale: a number from 0.5 to 4\n");
    return false;
  }
  options.scale = static_cast<float>(*scale);
  options.size = *size;
  options.theme = theme_ == "light" ? ThemeName::light : ThemeName::dark;
  options.rewind_octets = rewind_mib_ << 20;
  options.play = play_;
  options.close_after_frames = close_after_;
  options.session_file = session_;
  options.ui_map_file = ui_map_;
  options.only_panel = panel_;
  return true;
}

cli::ExitCode View::act(const cli::Console& console) {
  LiveViewOptions options;
  if (!read_options(options, console)) return cli::kBadInput;
  auto run = open_run(file_, seed_, console);
  if (!run) return cli::kBadInput;
  if (!open_session(*run, console)) return cli::kBadInput;
  options.run = std::move(*run);
  if (!with_.empty() || with_seed_) {
    options.with = open_run(with_.empty() ? file_ : with_, with_seed_, console);
    if (!options.with) return cli::kBadInput;
  }
  if (lesson_) {
    bool bad = false;
    options.lesson = find_lesson(options.run.loaded.file, console, bad);
    if (!options.lesson && !bad)
      fmt::print(console.err, "--lesson: there is no {}\n",
                 lesson_beside(options.run.loaded.file).string());
    if (!options.lesson) return cli::kBadInput;
  }
  return show(options, console);
}

}  // namespace

std::unique_ptr<cli::Verb> make_view() { return std::make_unique<View>(); }

}  // namespace waypost::viz
