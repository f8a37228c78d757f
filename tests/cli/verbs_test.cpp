// SPDX-License-Identifier: Apache-2.0
// The command line: exit codes of design section 7, what is said where.
#include <catch2/catch.hpp>
#include <csignal>
#include <sstream>

#include "cli/interrupt.hpp"
#include "cli/program.hpp"

using namespace waypost::cli;

namespace {
const std::string kData = std::string(WAYPOST_SOURCE_DIR) + "/tests/scenarios/data/";

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
}  // namespace

TEST_CASE("every verb explains itself with --help", "[cli]") {
  const std::string verb = GENERATE(
      values<std::string>({"run", "check", "dig", "send", "probe", "list", "export", "replay"}));
  const Outcome outcome = call({verb, "--help"});
  CHECK(outcome.code == kFine);
  CHECK_THAT(outcome.out, Catch::Contains(verb));
}

TEST_CASE("verbs that are not built yet say so and exit with 2", "[cli]") {
  const std::string verb = GENERATE(values<std::string>({"compare", "sweep", "plan", "import"}));
  const Outcome outcome = call({verb, "something", "--with=options"});
  CHECK(outcome.code == kBadInput);
  CHECK_THAT(outcome.err, Catch::Contains("not built yet"));
}

TEST_CASE("a mistyped verb is answered with the nearest one", "[cli]") {
  const Outcome outcome = call({"chekc", "file"});
  CHECK(outcome.code == kBadInput);
  CHECK_THAT(outcome.err, Catch::Contains("Did you mean \"check\"?"));
  CHECK(call({}).code == kBadInput);
}

TEST_CASE("check finds no mistake in a right scenario and names rules that it does not check",
          "[cli]") {
  const Outcome outcome = call({"check", kData + "small_world.textproto"});
  CHECK(outcome.code == kFinding);  // one name server only
  CHECK_THAT(outcome.out, Catch::Contains("0 mistakes, 1 error"));
  CHECK_THAT(outcome.out,
             Catch::Contains("small_world.textproto:9:3: D01 error: kyoto.example: ") &&
                 Catch::Contains("(RFC 1034 §4.1; RFC 2182 §5)"));
  CHECK_THAT(outcome.out, Catch::Contains("Not checked yet: ") && !Catch::Contains("X01"));
}

TEST_CASE("check --all-rules lists every rule", "[cli]") {
  const Outcome outcome = call({"check", "--all-rules", "first_message"});
  CHECK_THAT(outcome.out,
             Catch::Contains("M06 checked ") && Catch::Contains("X01 not checked yet"));
}

TEST_CASE("warnings and notes alone leave check's exit code at 0, errors make it 1", "[cli]") {
  CHECK(call({"check", "first_message"}).code == kFine);
  const Outcome notes = call({"check", "real_root"});  // its addresses belong to nobody
  CHECK(notes.code == kFine);
  CHECK_THAT(notes.out, Catch::Contains("warning: "));
  CHECK(call({"check", "misconfigured"}).code == kFinding);
  CHECK(call({"check", "misconfigured", kData + "twenty_mistakes.textproto"}).code == kBadInput);
}

TEST_CASE("check tells all mistakes of a wrong scenario and exits with 2", "[cli]") {
  const Outcome outcome = call({"check", kData + "twenty_mistakes.textproto"});
  CHECK(outcome.code == kBadInput);
  CHECK_THAT(outcome.out,
             Catch::Contains("twenty_mistakes.textproto:9:3: ") && Catch::Contains("20 mistakes"));
}

TEST_CASE("bad input ends with exit code 2 whatever the verb", "[cli]") {
  CHECK(call({"run", "/no/such.textproto"}).code == kBadInput);
  CHECK(call({"check", kData}).code == kBadInput);
  CHECK(call({"dig", "www.example.com", "--scenario", kData + "twenty_mistakes.textproto"}).code ==
        kBadInput);
  CHECK(call({"run", kData + "small_world.textproto", "--replications", "0"}).code == kBadInput);
  CHECK(call({"run", kData + "small_world.textproto", "--horizon", "5"}).code == kBadInput);
}

TEST_CASE("JSON of check has its keys and is one document for several files", "[cli]") {
  const Outcome outcome = call(
      {"check", "--json", kData + "small_world.textproto", kData + "twenty_mistakes.textproto"});
  for (const char* key :
       {"\"file\"", "\"errors\"", "\"notes\"", "\"findings\"", "\"rules_checked\"",
        "\"rules_not_checked\"", "\"subject\": \"kyoto.example\"", "\"line\": 9"})
    CHECK_THAT(outcome.out, Catch::Contains(key));
  CHECK(outcome.out.front() == '[');
}

TEST_CASE("the first Ctrl-C sets a flag", "[cli]") {
  const Interrupt interrupt;
  CHECK_FALSE(Interrupt::flag());
  std::raise(SIGINT);
  CHECK(Interrupt::flag());
}

TEST_CASE("a mistyped name of the library is answered with the nearest one", "[cli]") {
  for (const char* verb : {"run", "check"}) {
    const Outcome outcome = call({verb, "first_mesage"});
    CHECK(outcome.code == kBadInput);
    CHECK_THAT(outcome.out + outcome.err, Catch::Contains("Did you mean \"first_message\""));
  }
}

TEST_CASE("mistakes of the command line are not told of a line of the scenario", "[cli]") {
  const auto [words, said] = GENERATE(table<std::vector<std::string>, std::string>({
      {{"probe", "mx1.kyoto.example", "--from", "Kyto"}, "--from: unknown place \"Kyto\". Did you"},
      {{"dig", "www.example.org", "--scenario", "first_lookup", "--resolver", "ips"},
       "--resolver: no resolvers are named \"ips\""},
      {{"dig", "a..b", "--scenario", "first_lookup"}, "\"a..b\" has an empty label"},
      {{"probe", "a..b"}, "\"a..b\" has an empty label"},
      {{"send", "a b@@x"}, "to: \"a b@@x\" is no mail address"},
      {{"send", "user@a..b"}, "to: \"a..b\" has an empty label"},
      {{"send", "--from", ".x@lyon.example"}, "--from: \".x@lyon.example\" is no mail address"},
  }));
  const Outcome outcome = call(words);
  CAPTURE(said, outcome.err);
  CHECK(outcome.code == kBadInput);
  CHECK_THAT(outcome.err, Catch::StartsWith(said) && !Catch::Contains(".textproto:"));
}
