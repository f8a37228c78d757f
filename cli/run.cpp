// SPDX-License-Identifier: Apache-2.0
// waypost run: a scenario from its first event to its report.
#include <fmt/format.h>
#include <fmt/ostream.h>

#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <thread>

#include "cli/interrupt.hpp"
#include "cli/loading.hpp"
#include "cli/progress_line.hpp"
#include "cli/run_logs.hpp"
#include "cli/verb.hpp"
#include "scenarios/load/run_settings.hpp"
#include "scenarios/load/units.hpp"
#include "scenarios/results/files.hpp"
#include "scenarios/results/rejected_zones.hpp"
#include "scenarios/results/report_text.hpp"
#include "scenarios/results/run_trace.hpp"
#include "scenarios/session/session_file.hpp"

namespace waypost::cli {
namespace {

class Run final : public Verb {
 public:
  std::string name() const override { return "run"; }
  std::string help() const override { return "Run a scenario and report"; }
  void declare(Options& options) override {
    options.text("file", file_, "Scenario: .textproto, .json, .binpb, or a name of the library");
    options.text("--session", session_,
                 "What was done in `waypost view`, again without its window; names its scenario");
    options.number("--seed", seed_, "Seed of every random draw; wins over the scenario's");
    options.text("--horizon", horizon_, "Length of the run, \"2h\"; wins over the scenario's");
    options.number("--replications", replications_, 1,
                   "Independent runs with seeds seed, seed+1, ...: mean ± 95 % half-width");
    options.number("--threads", threads_, 0,
                   "For replications; default: all cores. Changes no figure");
    options.text("--out", out_, "Folder for the result (protobuf, JSON), CSV and trace");
    options.text(
        "--trace", trace_,
        "What DIR/trace.wpt keeps: all, none, or a filter, \"kind:mail.*,entity:resolvers/*,"
        "from:10m,to:1h\"; needs --out; `export` reads it");
    logs_.declare(options);
    options.flag("--json", json_, "Print JSON with stable keys");
    options.flag("--all-servers", all_servers_, "Report every server, not the busiest thirty");
    options.flag("--quiet", quiet_, "No progress line");
  }
  ExitCode act(const Console& console) override;

 private:
  /// The scenario to run, a session's with its commands; empty when it was complained about.
  std::optional<scenarios::Loaded> load(const Console& console);
  /// Whether the run came to where the session came, told in a line.
  bool same_as_session(const schema::Result& result, const Console& console) const;
  /// Command-line texts in the units of the scenario.
  bool horizon_is_fine(const scenarios::Loaded& loaded, const Console& console) const;
  /// Whether --out is a folder now, and may be written in.
  bool out_is_fine(const Console& console) const;
  bool trace_is_fine(const Console& console);
  scenarios::RunRequest request(const scenarios::Loaded& loaded, ProgressLine& progress);
  /// Of the folder for results.
  std::unique_ptr<sim::TraceSink> trace_of(const scenarios::Built& built,
                                           std::uint64_t scenario_hash) const;

  std::string file_, session_;
  std::optional<scenarios::SessionRecord> record_;  ///< of session_
  std::optional<std::uint64_t> seed_;
  std::string horizon_;
  std::uint64_t replications_ = 1;
  std::uint64_t threads_ = 0;  ///< 0 = all cores
  std::string out_;
  std::string trace_ = "none";
  sim::TraceFilter filter_;
  RunLogs logs_;
  bool json_ = false;
  bool all_servers_ = false;
  bool quiet_ = false;
};

bool Run::horizon_is_fine(const scenarios::Loaded& loaded, const Console& console) const {
  if (horizon_.empty()) return true;
  const auto horizon = scenarios::parse_duration(horizon_);
  if (horizon && horizon->ns > 0) {
    if (scenarios::fits_windows(*horizon, scenarios::run_settings(loaded).window)) return true;
    fmt::print(console.err, "--horizon: {} has more than a million of the scenario's windows\n",
               horizon_);
    return false;
  }
  fmt::print(console.err, "--horizon: {}. {}\n",
             horizon ? "must be more than zero" : horizon.wrong().what,
             horizon ? "" : horizon.wrong().hint);
  return false;
}

bool Run::out_is_fine(const Console& console) const {
  if (out_.empty()) return true;
  std::error_code wrong;
  std::filesystem::create_directories(out_, wrong);
  if (!wrong && !std::filesystem::is_directory(out_, wrong))
    wrong = std::make_error_code(std::errc::not_a_directory);
  if (!wrong && ::access(out_.c_str(), W_OK | X_OK) != 0)
    wrong = std::error_code(errno, std::generic_category());
  if (wrong)
    fmt::print(console.err, "--out: {}: {}. Name a folder to write into\n", out_, wrong.message());
  return !wrong;
}

bool Run::trace_is_fine(const Console& console) {
  try {
    filter_ = sim::TraceFilter::parse(trace_);
  } catch (const std::invalid_argument& wrong) {
    fmt::print(console.err, "--trace: {}\n", wrong.what());
    return false;
  }
  if (filter_.nothing) return true;
  if (out_.empty())
    fmt::print(console.err, "--trace: where to? Add --out DIR; the trace is DIR/trace.wpt\n");
  else if (replications_ > 1)
    fmt::print(console.err, "--trace: a trace is of one run; leave --replications out\n");
  else
    return true;
  return false;
}

std::unique_ptr<sim::TraceSink> Run::trace_of(const scenarios::Built& built,
                                              std::uint64_t scenario_hash) const {
  const std::string file = (std::filesystem::path(out_) / "trace.wpt").string();
  return std::make_unique<scenarios::RunTrace>(built, scenario_hash, file, filter_);
}

scenarios::RunRequest Run::request(const scenarios::Loaded& loaded, ProgressLine& progress) {
  scenarios::RunRequest request;
  request.build.seed = seed_;
  if (!horizon_.empty()) request.build.horizon = *scenarios::parse_duration(horizon_);
  request.replications = static_cast<unsigned>(replications_);
  request.threads =
      threads_ != 0 ? static_cast<unsigned>(threads_) : std::thread::hardware_concurrency();
  request.stop = &Interrupt::flag();
  if (!filter_.nothing || logs_.wanted())
    request.sink = [this, hash = scenario_hash(loaded),
                    window =
                        scenarios::run_settings(loaded).window](const scenarios::Built& built) {
      auto sinks = std::make_unique<sim::TraceFanOut>();
      if (!filter_.nothing) sinks->add(trace_of(built, hash));
      logs_.open(built, window, *sinks);
      return sinks;
    };
  request.tell = [&progress](const scenarios::Progress& p) { progress.tell(p); };
  return request;
}

std::optional<scenarios::Loaded> Run::load(const Console& console) {
  if (session_.empty() == file_.empty()) {
    fmt::print(console.err, "run: name a scenario, or a session with --session FILE\n");
    return std::nullopt;
  }
  if (session_.empty()) return load_or_complain(file_, console);
  record_ = scenarios::read_session(session_);
  auto loaded = load_or_complain(record_->scenario, console);
  if (!loaded) return std::nullopt;
  seed_ = record_->seed;
  horizon_ = scenarios::format_duration(record_->until - sim::Time{});
  return scenarios::with_session(*loaded, *record_);
}

bool Run::same_as_session(const schema::Result& result, const Console& console) const {
  if (!record_) return true;
  const bool same = result.provenance().fingerprints(0) == record_->fingerprint;
  fmt::print(console.err, "session: {} commands, the fingerprint {} the session's\n",
             record_->commands.size(), same ? "is" : "DIFFERS from");
  return same;
}

/// Whether every zone was loaded, or the scenario says itself what bad records do.
bool zones_are_fine(const scenarios::Loaded& loaded, const schema::Result& result,
                    const Console& console) {
  const auto rejected = scenarios::rejected_zones(loaded, result);
  for (const auto& [zone, mistakes] : rejected)
    fmt::print(console.err,
               "zone {}: {}, see the report's findings; run with SERVFAIL for all of it, as BIND, "
               "NSD and PowerDNS give. If that is meant, say on_bad_record: REJECT_ZONE\n",
               zone, count_of(mistakes, "mistake"));
  return rejected.empty();
}

ExitCode Run::act(const Console& console) {
  if (!logs_.are_fine(console, replications_)) return kBadInput;
  const auto loaded = load(console);
  if (!loaded) return kBadInput;
  if (!horizon_is_fine(*loaded, console) || !trace_is_fine(console) || !out_is_fine(console))
    return kBadInput;
  const Interrupt interrupt;
  schema::Result result;
  {
    ProgressLine progress(console, !quiet_ && ::isatty(STDERR_FILENO) == 1);
    result = scenarios::run_scenario(*loaded, request(*loaded, progress));
  }
  result.mutable_provenance()->set_scenario(loaded->file);
  const std::string stem = std::filesystem::path(loaded->file).stem().string();
  const std::string title = stem + ": " + scenarios::opening_question(loaded->file);
  const std::string report = scenarios::report_text(result, title, all_servers_);
  if (!out_.empty()) scenarios::write_files(result, report, out_);
  fmt::print(console.out, "{}", json_ ? scenarios::to_json(result) : report);
  if (!logs_.told().empty()) fmt::print(json_ ? console.err : console.out, "\n{}", logs_.told());
  if (result.provenance().interrupted()) return kInterrupted;
  if (!zones_are_fine(*loaded, result, console)) return kBadInput;
  return same_as_session(result, console) ? kFine : kFinding;
}

}  // namespace

std::unique_ptr<Verb> make_run() { return std::make_unique<Run>(); }

}  // namespace waypost::cli
