// SPDX-License-Identifier: Apache-2.0
// waypost run: a scenario from its first event to its report.
#include <fmt/format.h>
#include <fmt/ostream.h>

#include <unistd.h>

#include <thread>

#include "cli/interrupt.hpp"
#include "cli/loading.hpp"
#include "cli/progress_line.hpp"
#include "cli/verb.hpp"
#include "scenarios/load/units.hpp"
#include "scenarios/results/files.hpp"
#include "scenarios/results/report_text.hpp"

namespace waypost::cli {
namespace {

class Run final : public Verb {
 public:
  std::string name() const override { return "run"; }
  std::string help() const override { return "Run a scenario and report"; }
  void declare(Options& options) override {
    options.required_text("file", file_,
                          "Scenario: .textproto, .json, .binpb, or a name of the library");
    options.number("--seed", seed_, "Seed of every random draw; wins over the scenario's");
    options.text("--horizon", horizon_, "Length of the run, \"2h\"; wins over the scenario's");
    options.number("--replications", replications_, 1,
                   "Independent runs with seeds seed, seed+1, ...: mean ± 95 % half-width");
    options.number("--threads", threads_, 0,
                   "For replications; default: all cores. Changes no figure");
    options.text("--out", out_, "Folder for the result (protobuf, JSON), CSV and trace");
    options.text("--trace", trace_, "Not built yet: all, none, or a filter; needs --out");
    options.flag("--json", json_, "Print JSON with stable keys");
    options.flag("--all-servers", all_servers_, "Report every server, not the busiest thirty");
    options.flag("--quiet", quiet_, "No progress line");
  }
  ExitCode act(const Console& console) override;

 private:
  /// Command-line texts in the units of the scenario.
  bool options_are_fine(const Console& console) const;
  scenarios::RunRequest request(ProgressLine& progress) const;

  std::string file_;
  std::optional<std::uint64_t> seed_;
  std::string horizon_;
  std::uint64_t replications_ = 1;
  std::uint64_t threads_ = 0;  ///< 0 = all cores
  std::string out_;
  std::string trace_ = "none";
  bool json_ = false;
  bool all_servers_ = false;
  bool quiet_ = false;
};

bool Run::options_are_fine(const Console& console) const {
  if (horizon_.empty()) return true;
  const auto horizon = scenarios::parse_duration(horizon_);
  if (horizon && horizon->ns > 0) return true;
  fmt::print(console.err, "--horizon: {}. {}\n",
             horizon ? "must be more than zero" : horizon.wrong().what,
             horizon ? "" : horizon.wrong().hint);
  return false;
}

scenarios::RunRequest Run::request(ProgressLine& progress) const {
  scenarios::RunRequest request;
  request.build.seed = seed_;
  if (!horizon_.empty()) request.build.horizon = *scenarios::parse_duration(horizon_);
  request.replications = static_cast<unsigned>(replications_);
  request.threads =
      threads_ != 0 ? static_cast<unsigned>(threads_) : std::thread::hardware_concurrency();
  request.stop = &Interrupt::flag();
  request.tell = [&progress](const scenarios::Progress& p) { progress.tell(p); };
  return request;
}

ExitCode Run::act(const Console& console) {
  if (!options_are_fine(console)) return kBadInput;
  if (trace_ != "none") {
    fmt::print(console.err, "run --trace: writing trace files is not built yet; leave it out\n");
    return kBadInput;
  }
  const auto loaded = load_or_complain(file_, console);
  if (!loaded) return kBadInput;
  const Interrupt interrupt;
  schema::Result result;
  {
    ProgressLine progress(console, !quiet_ && ::isatty(STDERR_FILENO) == 1);
    result = scenarios::run_scenario(*loaded, request(progress));
  }
  result.mutable_provenance()->set_scenario(loaded->file);
  const std::string stem = std::filesystem::path(loaded->file).stem().string();
  const std::string title = stem + ": " + scenarios::opening_question(loaded->file);
  const std::string report = scenarios::report_text(result, title, all_servers_);
  if (!out_.empty()) scenarios::write_files(result, report, out_);
  fmt::print(console.out, "{}", json_ ? scenarios::to_json(result) : report);
  return result.provenance().interrupted() ? kInterrupted : kFine;
}

}  // namespace

std::unique_ptr<Verb> make_run() {
  return std::make_unique<Run>();
}

}  // namespace waypost::cli
