// SPDX-License-Identifier: Apache-2.0
#include "scenarios/results/recorded_run.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iterator>

#include "scenarios/results/build_id.hpp"
#include "scenarios/schema/result.pb.h"
#include "sim/trace_reader.hpp"

namespace waypost::scenarios {
namespace {

namespace fs = std::filesystem;

template <class... Args>
[[noreturn]] void fail(fmt::format_string<Args...> what, Args&&... args) {
  throw RecordedRunError(fmt::format(what, std::forward<Args>(args)...));
}

sim::Duration to_duration(const google::protobuf::Duration& d) {
  return sim::seconds(d.seconds()) + sim::nanoseconds(d.nanos());
}

schema::Result read_result(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) fail("{}: cannot be read", file.string());
  const std::string octets{std::istreambuf_iterator<char>(in), {}};
  schema::Result result;
  if (!result.ParseFromString(octets))
    fail("{}: truncated or damaged: it does not parse as a result", file.string());
  if (result.provenance().scenario().empty() || result.provenance().fingerprints().empty())
    fail("{}: truncated or damaged: it does not say of which run it is", file.string());
  return result;
}

/// A trace is not needed to have the run again; its state is told all the same.
void note_trace(const fs::path& folder, std::vector<std::string>& notes) {
  const fs::path file = folder / "trace.wpt";
  if (fs::exists(folder / "trace.wpt.partial"))
    notes.push_back((folder / "trace.wpt.partial").string() +
                    ": the run that wrote this trace did not end");
  if (!fs::exists(file)) return;
  try {
    const sim::TraceReader trace(file.string());
    if (!trace.complete()) notes.push_back(fmt::format("{}: {}", file.string(), trace.damage()));
  } catch (const sim::TraceError& error) {
    notes.emplace_back(error.what());
  }
}

}  // namespace

bool is_recorded_run(const fs::path& path) {
  if (fs::is_directory(path)) return true;
  const std::string name = path.filename().string();
  return name == "result.pb" || name == "result.json" || name == "trace.wpt" ||
         name == "trace.wpt.partial" || name == "report.txt" || name == "series.csv" ||
         name == "servers.csv";
}

RecordedRun read_recorded_run(const fs::path& path) {
  RecordedRun run;
  run.folder = fs::is_directory(path) ? path : path.parent_path();
  const fs::path file = run.folder / "result.pb";
  if (!fs::exists(file))
    fail("{}: there is no result.pb: not a folder of `waypost run --out`, or its run did not end",
         run.folder.empty() ? "." : run.folder.string());
  const schema::Result result = read_result(file);
  const schema::Provenance& p = result.provenance();
  run.scenario = p.scenario();
  run.scenario_hash = p.scenario_hash();
  run.build = p.build();
  run.seed = p.seed();
  run.replications = p.replications();
  run.horizon = to_duration(p.horizon());
  run.until = sim::Time{} + to_duration(p.simulated());
  run.fingerprint = p.fingerprints(0);
  if (run.replications > 1)
    run.notes.push_back(fmt::format("{} has {} replications; this is the first, with seed {}",
                                    file.string(), run.replications, run.seed));
  // Each program has a build id of its own behind its version.
  const auto version = [](const std::string& build) { return build.substr(0, build.find('+')); };
  if (version(run.build) != version(build_id()))
    run.notes.push_back(fmt::format("{} was made by version {}", file.string(), run.build));
  note_trace(run.folder, run.notes);
  return run;
}

}  // namespace waypost::scenarios
