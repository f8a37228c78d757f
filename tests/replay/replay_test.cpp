// SPDX-License-Identifier: Apache-2.0
// Conformance scenarios (.rpl) written for Unbound and Deckard, played against the resolver; and
// what is said about malformed ones. The scenarios are not ours and lie beside the project.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "scenarios/replay/play.hpp"

namespace fs = std::filesystem;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

using namespace waypost::replay;

namespace {

const fs::path kScenarios = fs::path(WAYPOST_SOURCE_DIR) / "../shared/rpl";

/// Files that do not pass at either level; docs/replay.md says why.
constexpr std::array<const char*, 0> kFailing{};

/// A script of one step after the empty configuration.
std::string with_steps(const std::string& steps) {
  return std::string(
             "server:\n  qname-minimisation: no\nforward-zone: name: \".\" forward-addr: "
             "192.0.2.1\nCONFIG_END\nSCENARIO_BEGIN x\n") +
         steps + "SCENARIO_END\n";
}
std::string ask(int step) {
  return "STEP " + std::to_string(step) +
         " QUERY\nENTRY_BEGIN\nREPLY RD\nSECTION QUESTION\nwww.example. IN A\nENTRY_END\n";
}
std::string expect(int step, const char* ttl) {
  return "STEP " + std::to_string(step) +
         " CHECK_ANSWER\nENTRY_BEGIN\nMATCH all ttl\nREPLY QR RD RA\nSECTION QUESTION\n"
         "www.example. IN A\nSECTION ANSWER\nwww.example. " +
         ttl + " IN A 192.0.2.9\nENTRY_END\n";
}
/// The forwarder answers with this TTL in steps `from` to `to`.
std::string answers(int from, int to) {
  return "RANGE_BEGIN " + std::to_string(from) + " " + std::to_string(to) +
         "\nADDRESS 192.0.2.1\nENTRY_BEGIN\nMATCH opcode qtype qname\nADJUST copy_id\n"
         "REPLY QR RD RA\nSECTION QUESTION\nwww.example. IN A\nSECTION ANSWER\n"
         "www.example. 100 IN A 192.0.2.9\nENTRY_END\nRANGE_END\n";
}

constexpr const char* kEmpty =
    "stub-zone: name: \".\" stub-addr: 192.0.2.1\nCONFIG_END\nSCENARIO_BEGIN x\n";

}  // namespace

TEST_CASE("published conformance scenarios pass, except those listed with a reason",
          "[replay][golden]") {
  if (!fs::exists(kScenarios)) {
    WARN("SKIPPED: the conformance scenarios of ../shared/rpl are not there: nothing was replayed");
    return;
  }
  std::vector<std::string> unexpected;
  int files = 0;
  for (const auto& entry : fs::directory_iterator(kScenarios)) {
    if (entry.path().extension() != ".rpl") continue;
    ++files;
    const ReadScript read = read_script_file(entry.path().string());
    REQUIRE_FALSE(read.refusal);
    const Outcome outcome = play(read.script);
    const std::string name = entry.path().filename().string();
    const bool listed = std::find(kFailing.begin(), kFailing.end(), name) != kFailing.end();
    if ((outcome.strict == Verdict::pass) == listed)
      unexpected.push_back(name +
                           (listed ? " passes now: take it off the list" : ": " + outcome.why));
  }
  CAPTURE(unexpected);
  CHECK(unexpected.empty());
  CHECK(files == 90);
}

TEST_CASE("a malformed scenario is refused with its file, line and reason", "[replay]") {
  const auto [text, line, what] = GENERATE(table<const char*, int, const char*>({
      {"", 0, "no CONFIG_END"},
      {"nonsense\nCONFIG_END\n", 1, "option"},
      {"CONFIG_END\n", 1, "SCENARIO_BEGIN"},
      {"CONFIG_END\nSCENARIO_BEGIN x\n", 2, "SCENARIO_END"},
      {"CONFIG_END\nSCENARIO_BEGIN x\nSTEP 1 DANCE\nSCENARIO_END\n", 3, "DANCE"},
      {"CONFIG_END\nSCENARIO_BEGIN x\nSTEP 2 NOTHING\nSTEP 1 NOTHING\nSCENARIO_END\n", 4, "after"},
      {"CONFIG_END\nSCENARIO_BEGIN x\nRANGE_BEGIN 0 x\n", 3, "whole number"},
      {"CONFIG_END\nSCENARIO_BEGIN x\nRANGE_BEGIN 0 1\nADDRESS 1.2.3\n", 4, "IP address"},
      {"CONFIG_END\nSCENARIO_BEGIN x\nSTEP 1 QUERY\nENTRY_BEGIN\nMATCH magic\n", 5, "magic"},
      {"CONFIG_END\nSCENARIO_BEGIN x\nSTEP 1 QUERY\nENTRY_BEGIN\nSECTION ANSWER\na. IN A "
       "300.1.1.1\n",
       6, ""},
      {"CONFIG_END\nSCENARIO_BEGIN x\nSTEP 1 QUERY\nENTRY_BEGIN\nENTRY_END\nSCENARIO_END\n", 3,
       "question"},
  }));
  CAPTURE(text);
  const ReadScript read = read_script(text, "x.rpl");
  REQUIRE(read.refusal);
  CHECK(read.refusal->line == line);
  CHECK_THAT(read.refusal->what, Catch::Contains(what));
  CHECK_THAT(to_text("x.rpl", *read.refusal), Catch::StartsWith("x.rpl"));
}

TEST_CASE("a mistake in an option is malformed too, with its line and reason", "[replay]") {
  const auto [option, what] = GENERATE(table<const char*, const char*>({
      {"server:\n  minimal-responses: maybe\n", "yes"},
      {"server:\n  cache-max-ttl: 5x\n", "cache-max-ttl"},
      {"server:\n  target-fetch-policy: \"x 0 0\"\n", "target-fetch-policy"},
      {"stub-zone: name: \".\"\n  stub-addr: 193.0.14.999\n", "193.0.14.999"},
      {"forward-zone:\n  forward-addr: 192.0.2.1\n", "without a name"},
      {"forward-zone:\n  name: \"www..example.com.\"\n", "www..example.com."},
  }));
  CAPTURE(option);
  const ReadScript read =
      read_script(std::string(option) + "CONFIG_END\nSCENARIO_BEGIN x\nSCENARIO_END\n", "x.rpl");
  REQUIRE_FALSE(read.refusal);
  const Outcome outcome = play(read.script);
  CHECK(outcome.malformed);
  CHECK_THAT(outcome.why, Catch::StartsWith("x.rpl:2: "));
  CHECK_THAT(outcome.why, Catch::Contains(what));
}

TEST_CASE("an option that changes resolution and is not built is unsupported, not passed over",
          "[replay]") {
  const ReadScript read = read_script(
      "server:\n  dns64-prefix: \"64:ff9b::/96\"\nCONFIG_END\nSCENARIO_BEGIN x\nSCENARIO_END\n",
      "x");
  REQUIRE_FALSE(read.refusal);
  CHECK(play(read.script).core == Verdict::unsupported);
}

TEST_CASE("a flushed or expired message is asked for anew, and macros move the clock", "[replay]") {
  const char* step =
      GENERATE("FLUSH_MESSAGE www.example. IN A", "EXPIRE_MESSAGE www.example. IN A");
  CAPTURE(step);
  const ReadScript read = read_script(
      with_steps(answers(0, 100) + ask(1) + expect(2, "100") + "STEP 3 ASSIGN wait = ${3 * 4}\n" +
                 "STEP 4 TIME_PASSES EVAL ${$wait - 2}\n" + ask(5) + expect(6, "90") + "STEP 7 " +
                 step + "\n" + ask(8) + expect(9, "90") + "STEP 10 NOTHING\n"),
      "x");
  REQUIRE_FALSE(read.refusal);
  const Outcome outcome = play(read.script);
  INFO(outcome.why << "\n" << outcome.difference);
  CHECK(outcome.core == Verdict::pass);
  CHECK(outcome.upstream_queries == 2);
}

TEST_CASE("a macro that cannot be computed stops the script with its reason", "[replay]") {
  const auto [macro, why] =
      GENERATE(table<const char*, const char*>({{"${1 / 0}", "division"},
                                                {"${$nobody + 1}", "nobody"},
                                                {"${range 1 9 3}", "is not from"},
                                                {"${1 + ", "without its"},
                                                {"${1 + x}", "no number"}}));
  const ReadScript read =
      read_script(with_steps(std::string("STEP 1 TIME_PASSES EVAL ") + macro + "\n"), "x");
  REQUIRE_FALSE(read.refusal);
  const Outcome outcome = play(read.script);
  CHECK(outcome.core == Verdict::fail);
  CHECK_THAT(outcome.why, Catch::Contains(why));
}

TEST_CASE("tcp-upstream sends every query over TCP", "[replay]") {
  std::string text = with_steps(answers(0, 100) + ask(1) + expect(2, "100"));
  text.insert(text.find("forward-zone"), "  tcp-upstream: yes\n");
  text.replace(text.find("MATCH opcode qtype qname"), 24, "MATCH opcode qtype qname TCP");
  const ReadScript read = read_script(text, "x");
  REQUIRE_FALSE(read.refusal);
  CHECK(play(read.script).core == Verdict::pass);
}

TEST_CASE("a query that no canned answer meets is told as a failure of the script", "[replay]") {
  const ReadScript read = read_script(
      std::string(kEmpty) +
          "STEP 1 QUERY\nENTRY_BEGIN\nREPLY RD\nSECTION QUESTION\nwww.example. IN A\nENTRY_END\n"
          "STEP 2 CHECK_ANSWER\nENTRY_BEGIN\nMATCH all\nREPLY QR RD RA\nSECTION QUESTION\n"
          "www.example. IN A\nENTRY_END\nSCENARIO_END\n",
      "x");
  REQUIRE_FALSE(read.refusal);
  const Outcome outcome = play(read.script);
  CHECK(outcome.core == Verdict::fail);
  CHECK(outcome.upstream_queries == 1);
}

TEST_CASE("the corpus of the fuzz target is read and played without a crash", "[replay][fuzz]") {
  int files = 0;
  for (const auto& entry :
       fs::directory_iterator(fs::path(WAYPOST_SOURCE_DIR) / "tests/fuzz/replay_corpus")) {
    std::ifstream in(entry.path());
    std::ostringstream text;
    text << in.rdbuf();
    const std::string bytes = text.str();
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    ++files;
  }
  CHECK(files >= 5);
}
