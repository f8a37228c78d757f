// SPDX-License-Identifier: Apache-2.0
// waypost view: the dashboard in a window, the simulation on a thread of its own.
#include <fmt/format.h>
#include <fmt/ostream.h>

#include <fstream>
#include <stdexcept>

#include "cli/loading.hpp"
#include "scenarios/load/scenario_times.hpp"
#include "scenarios/session/session_file.hpp"
#include "sim/trace_format.hpp"
#include "viz/app/live_view.hpp"
#include "viz/app/program.hpp"

namespace waypost::viz {
namespace {

class View final : public cli::Verb {
 public:
  std::string name() const override { return "view"; }
  std::string help() const override { return "The dashboard: watch a scenario run, and interfere"; }
  void declare(cli::Options& options) override {
    options.required_text("file", file_, "Scenario, or a name of the library");
    options.number("--seed", seed_, "Seed of every random draw; wins over the scenario's");
    options.text("--theme", theme_, "dark (default) or light");
    options.text("--size", size_, "Of the window, default 1600x900");
    options.text("--session", session_,
                 "File for what you do to the world; Ctrl+S and the end write it");
    options.number("--rewind-memory", rewind_mib_, 0, "MiB for going back, default 2048");
    options.flag("--play", play_, "Begin at once");
    options.number("--close-after", close_after_, 0, "Frames; 0: stays until it is closed");
  }
  cli::ExitCode act(const cli::Console& console) override;

 private:
  cli::ExitCode show(const scenarios::Loaded& loaded, const LiveViewOptions& options,
                     const cli::Console& console) const;

  std::string file_, theme_ = "dark", size_ = "1600x900", session_;
  std::optional<std::uint64_t> seed_;
  std::uint64_t rewind_mib_ = 2048, close_after_ = 0;
  bool play_ = false;
};

/// A trace file begins with its magic.
bool is_recorded_run(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  char magic[sizeof sim::trace_format::kMagic] = {};
  in.read(magic, sizeof magic);
  return in.gcount() == sizeof magic &&
         std::equal(std::begin(magic), std::end(magic), sim::trace_format::kMagic);
}

cli::ExitCode View::show(const scenarios::Loaded& loaded, const LiveViewOptions& options,
                         const cli::Console& console) const {
  try {
    const scenarios::SessionRecord session = run_live_view(loaded, options);
    if (session_.empty()) return cli::kFine;
    scenarios::write_session(session, session_);
    fmt::print(console.out, "{}\n", session_);
    return cli::kFine;
  } catch (const scenarios::BadScenario&) {
    throw;
  } catch (
      const std::runtime_error& error) {  // no display, no OpenGL, a file that cannot be written
    fmt::print(console.err, "waypost view: {}\n", error.what());
    return cli::kBadInput;
  }
}

cli::ExitCode View::act(const cli::Console& console) {
  LiveViewOptions options;
  const auto size = read_picture_size(size_);
  if (!size || (theme_ != "dark" && theme_ != "light")) {
    fmt::print(console.err, "--size: write 1600x900. --theme: dark or light\n");
    return cli::kBadInput;
  }
  options.size = *size;
  options.theme = theme_ == "light" ? ThemeName::light : ThemeName::dark;
  options.build.seed = seed_;
  options.rewind_octets = rewind_mib_ << 20;
  options.play = play_;
  options.close_after_frames = close_after_;
  options.session_file = session_;
  if (is_recorded_run(file_)) {
    fmt::print(console.err,
               "waypost view: a recorded run cannot be viewed: not built yet. "
               "Open its scenario instead\n");
    return cli::kBadInput;
  }
  const auto loaded = cli::load_or_complain(file_, console);
  return loaded ? show(*loaded, options, console) : cli::kBadInput;
}

}  // namespace

std::unique_ptr<cli::Verb> make_view() { return std::make_unique<View>(); }

}  // namespace waypost::viz
