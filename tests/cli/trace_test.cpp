// SPDX-License-Identifier: Apache-2.0
// run --trace and export: what is written can be read, and moves nothing.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "cli/program.hpp"
#include "sim/trace_reader.hpp"

namespace fs = std::filesystem;
using namespace waypost;
using namespace waypost::cli;

namespace {

const std::string kScenario =
    std::string(WAYPOST_SOURCE_DIR) + "/scenarios/library/first_message.textproto";

struct Outcome {
  ExitCode code;
  std::string out;
  std::string err;
};

Outcome call(const std::vector<std::string>& words) {
  std::ostringstream out, err;
  const ExitCode code = run_program(words, {out, err});
  return {code, out.str(), err.str()};
}

/// A folder of this test that disappears with it.
struct Folder {
  fs::path path = fs::temp_directory_path() / ("waypost_trace_" + std::to_string(::getpid()));
  Folder() { fs::remove_all(path); }
  ~Folder() { fs::remove_all(path); }
  std::string trace() const { return (path / "trace.wpt").string(); }
};

std::string fingerprint_of(const std::string& report) {
  return report.substr(report.find("fingerprint "), 28);
}

Outcome traced_run(const Folder& folder, const std::string& filter) {
  return call({"run", kScenario, "--out", folder.path.string(), "--trace", filter});
}

}  // namespace

TEST_CASE("a run has the same fingerprint with tracing on, off and filtered", "[cli][trace]") {
  const std::string silent = fingerprint_of(call({"run", kScenario}).out);
  for (const char* filter : {"all", "none", "kind:mail.*"}) {
    const Folder folder;
    CHECK(fingerprint_of(traced_run(folder, filter).out) == silent);
    CHECK(fs::exists(folder.trace()) == (std::string(filter) != "none"));
  }
}

TEST_CASE("a trace tells its seed, scenario and build, and one message from user to mailbox",
          "[cli][trace]") {
  const Folder folder;
  const Outcome run = call(
      {"run", kScenario, "--json", "--seed", "7", "--out", folder.path.string(), "--trace", "all"});
  REQUIRE(run.code == kFine);
  sim::TraceReader reader(folder.trace());
  CHECK(reader.complete());
  CHECK(reader.header().seed == 7);
  CHECK_THAT(run.out, Catch::Contains("\"build\": \"" + reader.header().build_id + "\"") &&
                          Catch::Contains("\"scenario_hash\": \"" +
                                          std::to_string(reader.header().scenario_hash) + "\""));
  const std::string text = call({"export", folder.trace()}).out;
  std::size_t at = 0;  // the stages in the order of RFC 5321 section 3
  for (const char* stage :
       {"mail.submitted", "mail.queued", "mail.lookup", "dns.stub_query", "dns.query_sent",
        "dns.referral", "dns.answer", "mail.connect", "mail.accepted", "mail.delivered"}) {
    CAPTURE(stage);
    at = text.find(stage, at);
    REQUIRE(at != std::string::npos);
  }
}

TEST_CASE("a filter keeps its kinds, entities and times alone", "[cli][trace]") {
  const Folder folder;
  REQUIRE(traced_run(folder, "kind:dns.*,entity:resolvers/*").code == kFine);
  std::istringstream rows(call({"export", folder.trace(), "--as", "csv"}).out);
  std::string row;
  std::getline(rows, row);
  CHECK(row == "seconds,kind,entity,other,name,type,address,code,value,attempt,took,object,parent");
  int n = 0;
  for (; std::getline(rows, row); ++n) {
    CHECK_THAT(row, Catch::Contains(",dns."));
    CHECK_THAT(row, Catch::Contains(",resolvers/") || Catch::Contains(",\"resolvers/"));
  }
  CHECK(n > 10);
  std::istringstream head(call({"export", folder.trace(), "--trace", "from:1d"}).out);
  n = 0;
  for (; std::getline(head, row);) ++n;
  CHECK(n == 1);
}

TEST_CASE("a cut trace is read to its last whole block, and said to be cut", "[cli][trace]") {
  const Folder folder;
  REQUIRE(traced_run(folder, "all").code == kFine);
  fs::resize_file(folder.trace(), fs::file_size(folder.trace()) - 1);  // into the trailer
  const Outcome cut = call({"export", folder.trace()});
  CHECK(cut.code == kFine);
  CHECK_THAT(cut.err, Catch::Contains("cut"));
  CHECK_THAT(cut.out, Catch::Contains("mail.delivered"));
}

TEST_CASE("a wrong filter, a missing folder, several runs and foreign files end with exit code 2",
          "[cli][trace]") {
  const Folder folder;
  const std::string out = folder.path.string();
  CHECK_THAT(call({"run", kScenario, "--trace", "all"}).err, Catch::Contains("--out DIR"));
  CHECK_THAT(call({"run", kScenario, "--out", out, "--trace", "knd:x"}).err,
             Catch::Contains("knd:x"));
  CHECK(call({"run", kScenario, "--out", out, "--trace", "all", "--replications", "2"}).code ==
        kBadInput);
  CHECK_FALSE(fs::exists(folder.path));
  CHECK_THAT(call({"export", kScenario}).err, Catch::Contains("not a Waypost trace"));
  CHECK(call({"export", "/no/such.wpt"}).code == kBadInput);
  CHECK(call({"export", "/tmp"}).code == kBadInput);
  CHECK_THAT(call({"export", "x", "--as", "cvs"}).err, Catch::Contains("Did you mean \"csv\"?"));
}
