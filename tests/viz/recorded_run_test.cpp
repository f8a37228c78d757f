// SPDX-License-Identifier: Apache-2.0
// A folder of `run --out`, opened again: what is missing or damaged is said by name.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "scenarios/load/load.hpp"
#include "scenarios/results/files.hpp"
#include "scenarios/results/recorded_run.hpp"
#include "scenarios/results/replicate.hpp"
#include "viz/live/simulation.hpp"

using namespace waypost;
namespace fs = std::filesystem;

namespace {

class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / "waypost_recorded_run_test") {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  const fs::path& path() const { return path_; }
  void write(const std::string& name, const std::string& octets) const {
    std::ofstream(path_ / name, std::ios::binary) << octets;
  }

 private:
  fs::path path_;
};

std::string fault(const fs::path& path) {
  try {
    scenarios::read_recorded_run(path);
  } catch (const scenarios::RecordedRunError& error) {
    return error.what();
  }
  return "";
}

schema::Result result_of(const scenarios::Loaded& loaded) {
  scenarios::RunRequest request;
  request.threads = 1;
  schema::Result result = scenarios::run_scenario(loaded, request);
  result.mutable_provenance()->set_scenario(loaded.file);  // as the command line does
  return result;
}

}  // namespace

TEST_CASE("a recorded run is had again with the same fingerprint", "[viz][recorded]") {
  const scenarios::Loaded loaded = scenarios::load_file(
      fs::path(WAYPOST_SOURCE_DIR) / "scenarios/library/first_message.textproto");
  const Folder folder;
  scenarios::write_files(result_of(loaded), "report", folder.path().string());
  CHECK(scenarios::is_recorded_run(folder.path()));
  CHECK(scenarios::is_recorded_run(folder.path() / "result.json"));
  const scenarios::RecordedRun run = scenarios::read_recorded_run(folder.path() / "result.json");
  CHECK(run.scenario == loaded.file);
  CHECK(run.scenario_hash == scenario_hash(loaded));
  scenarios::BuildOptions options;
  options.seed = run.seed;
  options.horizon = run.horizon;
  viz::Simulation simulation(loaded, options);
  simulation.expect_end({run.until, run.fingerprint});
  CHECK_FALSE(simulation.ended_as_expected());
  simulation.advance(run.until);
  CHECK(simulation.ended_as_expected() == true);
  CHECK(simulation.observe().transport.recorded == "recorded run: the same fingerprint");
  options.seed = run.seed + 1;
  viz::Simulation other(loaded, options);
  other.expect_end({run.until, run.fingerprint});
  other.advance(run.until);
  CHECK(other.ended_as_expected() == false);
}

TEST_CASE("a missing or truncated result is refused by name", "[viz][recorded]") {
  const Folder folder;
  CHECK_THAT(fault(folder.path()), Catch::Contains("there is no result.pb"));
  CHECK_THAT(fault("/no/such/folder/result.pb"), Catch::Contains("/no/such/folder"));
  folder.write("result.pb", "this is no protocol buffer");
  CHECK_THAT(fault(folder.path()), Catch::Contains("truncated or damaged"));
  folder.write("result.pb", "");
  CHECK_THAT(fault(folder.path()), Catch::Contains("truncated or damaged"));
  const scenarios::Loaded loaded = scenarios::load_file(
      fs::path(WAYPOST_SOURCE_DIR) / "scenarios/library/first_message.textproto");
  const std::string whole = result_of(loaded).SerializeAsString();
  folder.write("result.pb", whole.substr(0, whole.size() / 20));
  CHECK_THAT(fault(folder.path()), Catch::Contains("truncated or damaged"));
  // A damaged trace is told, and does not matter.
  folder.write("result.pb", whole);
  folder.write("trace.wpt", "WAYTRACE and then nothing");
  CHECK(scenarios::read_recorded_run(folder.path()).notes.size() == 1);
}
