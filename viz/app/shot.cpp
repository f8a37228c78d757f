// SPDX-License-Identifier: Apache-2.0
// waypost shot: a picture of a scenario at an instant, with no display at all; or one every so
// often, for a video.
#include <fmt/format.h>
#include <fmt/ostream.h>

#include <filesystem>
#include <optional>
#include <stdexcept>

#include "cli/loading.hpp"
#include "cli/moment.hpp"
#include "scenarios/load/scenario_times.hpp"
#include "scenarios/load/units.hpp"
#include "viz/app/offscreen.hpp"
#include "viz/app/picture_size.hpp"
#include "viz/app/program.hpp"
#include "viz/app/screen.hpp"
#include "viz/app/subject_by_name.hpp"
#include "viz/live/simulation.hpp"

namespace waypost::viz {
namespace {

class Shot final : public cli::Verb {
 public:
  std::string name() const override { return "shot"; }
  std::string help() const override {
    return "A picture of a scenario at an instant, no display needed";
  }
  void declare(cli::Options& options) override {
    options.required_text("file", file_, "Scenario, or a name of the library");
    options.text("--at", at_, "When: \"56m40s\", or a date; default: half of the run");
    options.text("--size", size_, "Pixels, default 1600x900");
    options.text("--theme", theme_, "dark (default) or light");
    options.text("--scale", scale_, "Of texts and distances, default 1");
    options.text("--panel", panel_, "One panel alone: " + Dashboard::known_panels());
    options.text("--colour", colour_, "Of the map: value, load, errors, queue, role");
    options.text("--select", select_, "Inspect this server or site, by name");
    options.text("--filter", filter_, "Of the events, \"kind:timeout -type:A\"");
    options.text("-o", out_, "The picture's file, default shot.png");
    options.text("--every", every_, "A picture each time so much has passed, until --at");
    options.text("--frames", frames_, "Folder for them: 00000.png, 00001.png, ...");
    options.number("--seed", seed_, "Seed of every random draw; wins over the scenario's");
  }
  cli::ExitCode act(const cli::Console& console) override;

 private:
  /// Options in the units of the program; empty when one is wrong and has been complained about.
  std::optional<UiState> ui_from_options(const cli::Console& console) const;
  cli::ExitCode draw(const scenarios::Loaded& loaded, sim::Time at, UiState ui, PictureSize size,
                     const cli::Console& console) const;
  void take(Simulation& simulation, Screen& screen, UiState& ui, const std::string& file) const;

  std::string file_, at_, size_ = "1600x900", theme_ = "dark", scale_ = "1", panel_, colour_,
                          select_, filter_, out_ = "shot.png", every_, frames_;
  std::optional<std::uint64_t> seed_;
};

std::optional<MapColour> read_colour(const std::string& text) {
  if (text.empty()) return MapColour::automatic;
  if (text == "value") return MapColour::value;
  if (text == "load") return MapColour::load;
  if (text == "errors") return MapColour::errors;
  if (text == "queue") return MapColour::queue_age;
  if (text == "role") return MapColour::role;
  return std::nullopt;
}

std::optional<UiState> Shot::ui_from_options(const cli::Console& console) const {
  UiState ui;
  const auto wrong = [&](const std::string& what) {
    fmt::print(console.err, "{}\n", what);
    return std::nullopt;
  };
  if (theme_ != "dark" && theme_ != "light") return wrong("--theme: dark or light");
  ui.theme = theme_ == "light" ? ThemeName::light : ThemeName::dark;
  const auto scale = scenarios::parse_number(scale_);
  if (!scale || *scale < 0.5 || *scale > 4) return wrong("--scale: a number from 0.5 to 4");
  ui.scale = static_cast<float>(*scale);
  const auto colour = read_colour(colour_);
  if (!colour) return wrong("--colour: value, load, errors, queue or role");
  ui.map.colour = *colour;
  if (!panel_.empty() && !Dashboard::is_panel(panel_))
    return wrong(
        fmt::format("--panel: there is no \"{}\". Panels: {}", panel_, Dashboard::known_panels()));
  if (every_.empty() != frames_.empty()) return wrong("--every and --frames go together");
  if (!every_.empty()) {
    const auto every = scenarios::parse_duration(every_);
    if (!every || every->ns <= 0) return wrong("--every: a length of time over zero, \"10s\"");
  }
  ui.event_filter = filter_;
  return ui;
}

void Shot::take(Simulation& simulation, Screen& screen, UiState& ui,
                const std::string& file) const {
  CommandList unheard;
  Dashboard dashboard(panel_);
  simulation.look(ui.attention());
  const Snapshot snapshot = simulation.observe();
  // Tables and wrapped texts find their sizes in the first frames.
  for (int i = 0; i < 3; ++i) screen.draw(dashboard, snapshot, unheard, 1.0f / 60);
  write_png(screen.read_pixels(), file);
}

cli::ExitCode Shot::draw(const scenarios::Loaded& loaded, sim::Time at, UiState ui,
                         PictureSize size, const cli::Console& console) const {
  const OffscreenContext context(size.width, size.height);
  scenarios::BuildOptions options;
  options.seed = seed_;
  options.horizon = std::max(scenarios::horizon_of(loaded), at - sim::Time{});
  Simulation simulation(loaded, options);
  if (!select_.empty()) {
    const auto subject = subject_by_name(simulation.scene(), select_);
    if (!subject) {
      fmt::print(console.err, "--select: nothing here is called \"{}\"\n", select_);
      return cli::kBadInput;
    }
    ui.select(*subject);
  } else {
    ui.select(telling_subject(simulation.scene()));
  }
  Screen screen(size.width, size.height, ui);
  if (every_.empty()) {
    simulation.advance(at);
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

cli::ExitCode Shot::act(const cli::Console& console) {
  const auto size = read_picture_size(size_);
  if (!size) {
    fmt::print(console.err, "--size: write 1600x900; from {0}x{0} to {1}x{1}\n", kLeastSide,
               kMostSide);
    return cli::kBadInput;
  }
  const auto ui = ui_from_options(console);
  if (!ui) return cli::kBadInput;
  const auto loaded = cli::load_or_complain(file_, console);
  if (!loaded) return cli::kBadInput;
  // A bare length of time counts from the start, as on the dashboard's clock.
  const auto offset = scenarios::parse_duration(at_);
  const auto at = at_.empty() ? std::optional(sim::Time{} + scenarios::horizon_of(*loaded) / 2)
                  : offset    ? std::optional(sim::Time{} + *offset)
                              : cli::moment_or_complain(at_, *loaded, console);
  if (!at) return cli::kBadInput;
  try {
    return draw(*loaded, *at, *ui, *size, console);
  } catch (const std::runtime_error& error) {  // no OpenGL, a file that cannot be written
    fmt::print(console.err, "waypost shot: {}\n", error.what());
    return cli::kBadInput;
  }
}

}  // namespace

std::unique_ptr<cli::Verb> make_shot() { return std::make_unique<Shot>(); }

}  // namespace waypost::viz
