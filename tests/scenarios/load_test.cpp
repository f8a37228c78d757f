// SPDX-License-Identifier: Apache-2.0
// Loading: the three forms, and what is said about wrong ones. Expected places are those that the
// marked fixture files show to a reader.
#include "scenarios/load/load.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <sstream>

#include "scenarios/load/locations.hpp"
#include "scenarios/schema/scenario.pb.h"

#include <google/protobuf/util/json_util.h>

using namespace waypost;
using scenarios::Form;
using scenarios::Loaded;

namespace {
const std::string kData = std::string(WAYPOST_SOURCE_DIR) + "/tests/scenarios/data/";

std::string read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::string all(const Loaded& loaded) {
  std::string text;
  for (const auto& error : loaded.errors) text += to_string(error) + "\n";
  return text;
}

/// A minimal valid scenario with `more` appended.
std::string with(const std::string& more) { return "schema_version: 1\nhorizon: \"1h\"\n" + more; }

Loaded load_text(const std::string& text) { return scenarios::load_memory(text, Form::text, "t"); }

/// The only error's place and words, for short cases.
std::string only_error(const std::string& text) {
  const Loaded loaded = load_text(text);
  INFO(all(loaded));
  REQUIRE(loaded.errors.size() == 1);
  return to_string(loaded.errors[0]);
}
}  // namespace

TEST_CASE("a small world loads without a word", "[scenarios][load]") {
  const Loaded loaded = scenarios::load_file(kData + "small_world.textproto");
  INFO(all(loaded));
  CHECK(loaded.ok());
  CHECK(loaded.notes.empty());
  CHECK(loaded.scenario->zones(0).origin() == "kyoto.example");
}

TEST_CASE("each of twenty mistakes in one text is reported on its own line, and nothing else",
          "[scenarios][load]") {
  const std::string path = kData + "twenty_mistakes.textproto";
  std::map<int, int> marked;  // line -> mistakes
  std::istringstream text(read(path));
  std::string line;
  for (int number = 1; std::getline(text, line); ++number)
    if (line.find("# ") != std::string::npos && line[0] != '#') marked[number] = 1;
  REQUIRE(marked.size() == 20);
  const Loaded loaded = scenarios::load_file(path);
  std::map<int, int> reported;
  for (const auto& error : loaded.errors) ++reported[error.line];
  INFO(all(loaded));
  CHECK(loaded.errors.size() == 20);
  for (const auto& [number, mistakes] : marked) {
    INFO("line " << number);
    CHECK(reported[number] == mistakes);
  }
  for (const auto& error : loaded.errors) CHECK(error.column > 0);
}

TEST_CASE("a mistake's column is where the wrong word begins", "[scenarios][load]") {
  const Loaded loaded =
      load_text(with("resolvers { name: \"r\" sites: \"Lyon, FR\" profil: \"bind\" }"));
  REQUIRE(loaded.errors.size() == 1);
  CHECK(loaded.errors[0].line == 3);
  CHECK(loaded.errors[0].column == 41);
}

TEST_CASE("mistyped names are answered with the nearest known one", "[scenarios][load]") {
  CHECK_THAT(only_error(with("resolvrs { name: \"r\" }")),
             Catch::Contains("Did you mean \"resolvers\"?"));
  CHECK_THAT(only_error(with("resolvers { name: \"r\" sites: \"Lyon, FR\" profile: \"unbuond\" }")),
             Catch::Contains("Did you mean \"unbound\"?"));
  CHECK_THAT(only_error(with("resolvers { name: \"r\" sites: \"Lyons, FR\" }")),
             Catch::Contains("Did you mean \"Lyon, FR\"?"));
  CHECK_THAT(only_error(with("resolvers { name: \"r\" sites: \"London\" }")),
             Catch::Contains("\"London, GB\", \"London, CA\""));
  CHECK_THAT(only_error(with("resolvers { name: \"r\" sites: \"Kyto\" }")),
             Catch::Contains("Did you mean \"Kyoto, JP\"?"));
  CHECK_THAT(only_error(with("network { unowned_address: BLACKHOLE }")),
             Catch::Contains("Did you mean \"BLACK_HOLE\"?"));
  CHECK_THAT(
      only_error(with("sites { name: \"s\" city: \"Paris, FR\" time_zone: \"Europe/Pari\" }")),
      Catch::Contains("Europe/Paris"));
}

TEST_CASE("an action that no step knows is one mistake", "[scenarios][load]") {
  CHECK_THAT(only_error(with("plan { at: \"+1m\" frobnicate {} }")),
             Catch::Contains("Step has no field \"frobnicate\""));
  CHECK_THAT(only_error(with("plan { at: \"+1m\" }")), Catch::Contains("needs an action"));
}

TEST_CASE("a byte order mark before a text is passed over", "[scenarios][load]") {
  const std::string mark = "\xEF\xBB\xBF";
  CHECK(load_text(mark + with("")).ok());
  CHECK(scenarios::load_memory(mark + R"({"schemaVersion": 1, "horizon": "1h"})", Form::json, "t")
            .ok());
}

TEST_CASE("a missing closing brace is suspected when root fields turn up inside a block",
          "[scenarios][load]") {
  const Loaded loaded =
      load_text(with("zones {\n  origin: \"a.example\"\n\nmail_hosts { name: \"m\" }\n"));
  INFO(all(loaded));
  REQUIRE_FALSE(loaded.ok());
  CHECK_THAT(all(loaded), Catch::Contains("is a closing brace missing above?"));
  CHECK_THAT(all(loaded), Catch::Contains("The brace opened on line 3 is not closed"));
}

TEST_CASE("values of the wrong kind are explained", "[scenarios][load]") {
  CHECK_THAT(only_error("schema_version: 1\nhorizon: 5m"), Catch::Contains("quotes"));
  CHECK_THAT(only_error("schema_version: 1\nhorizon: 5"),
             Catch::Contains("horizon takes text in quotes, not 5"));
  CHECK_THAT(only_error(with("horizon: \"2h\"")), Catch::Contains("horizon is given twice"));
  CHECK_THAT(only_error("horizon: \"1h\""), Catch::Contains("Write schema_version: 1"));
  CHECK_THAT(only_error("schema_version: 7 horizon: \"1h\""),
             Catch::Contains("version 7 is not known"));
  CHECK_THAT(only_error("schema_version: 1"), Catch::Contains("Scenario needs horizon"));
}

TEST_CASE("what only several fields together show is checked", "[scenarios][load]") {
  CHECK_THAT(only_error(with("warm_up: \"1h\"")), Catch::Contains("leaves nothing to count"));
  CHECK_THAT(only_error(with("sites { name: \"s\" city: \"Paris, FR\" coordinates {} }")),
             Catch::Contains("exclude each other"));
  CHECK_THAT(only_error(with("sites { name: \"s\" coordinates { latitude: 91 } }")),
             Catch::Contains("between -90 and 90"));
  CHECK_THAT(only_error(with("resolvers { name: \"r\" }")),
             Catch::Contains("needs one of: sites, largest_cities"));
  CHECK_THAT(only_error(with("resolvers { name: \"r\" sites: \"Lyon, FR\" mix { name: \"bind\" "
                             "share: \"60%\" } mix { name: \"unbound\" share: \"30%\" } }")),
             Catch::Contains("add up to 90%"));
  CHECK_THAT(
      only_error(
          with("mail_hosts { name: \"a.example\" sites: \"Lyon, FR\" addresses: \"192.0.2.1\" }\n"
               "mail_hosts { name: \"b.example\" sites: \"Lyon, FR\" addresses: \"192.0.2.1\" }")),
      Catch::Contains("already belongs to mail_hosts[0]"));
  CHECK_THAT(only_error(with("plan { name: \"a\" after: \"b\" up { names: \"Lyon, FR\" } }\nplan { "
                             "name: \"b\" at: \"+1m\" rollback: \"c\" }")),
             Catch::Contains("no step is named \"c\""));
  CHECK(load_text(with("plan { name: \"a\" after: \"b\" up { names: \"Lyon, FR\" } }\nplan { name: "
                       "\"b\" after: \"a\" up { names: \"Lyon, FR\" } }"))
            .errors.size() == 2);
}

TEST_CASE("JSON mistakes are all reported, each by its field path", "[scenarios][load]") {
  const Loaded loaded = scenarios::load_memory(R"({
    "schemaVersion": 1, "horizon": 3600,
    "resolvers": [{"name": "isp", "sites": ["Lyon, FR"]}, {"name": "two", "sites": "Lyon, FR", "colour": 3}],
    "zones": [{"origin": "a.example", "onBadRecord": "SKIP", "nameServers": ["ns.a.example"], "ttl": "5 parsecs"}]})",
                                               Form::json, "t.json");
  std::set<std::string> paths;
  for (const auto& error : loaded.errors) paths.insert(error.field_path);
  INFO(all(loaded));
  CHECK(paths == std::set<std::string>{"horizon", "resolvers[1].colour", "resolvers[1].sites",
                                       "zones[0].name_servers[0]", "zones[0].onBadRecord",
                                       "zones[0].ttl"});
}

TEST_CASE("broken JSON is said to be broken", "[scenarios][load]") {
  const Loaded loaded = scenarios::load_memory("{\"seed\": ", Form::json, "t.json");
  CHECK_THAT(all(loaded), Catch::Contains("broken JSON"));
  CHECK_FALSE(scenarios::load_memory(std::string(100'000, '['), Form::json, "t.json").ok());
}

TEST_CASE("text, JSON and binary of one scenario give the same message", "[scenarios][load]") {
  const Loaded text = scenarios::load_file(kData + "small_world.textproto");
  std::string json;
  REQUIRE(google::protobuf::util::MessageToJsonString(*text.scenario, &json).ok());
  const Loaded from_json = scenarios::load_memory(json, Form::json, "t.json");
  const Loaded from_binary =
      scenarios::load_memory(text.scenario->SerializeAsString(), Form::binary, "t.binpb");
  INFO(all(from_json) << all(from_binary));
  REQUIRE(from_json.ok());
  REQUIRE(from_binary.ok());
  CHECK(from_json.scenario->SerializeAsString() == text.scenario->SerializeAsString());
  CHECK(from_binary.scenario->SerializeAsString() == text.scenario->SerializeAsString());
}

TEST_CASE("every cut of a binary scenario is refused or found incomplete", "[scenarios][load]") {
  const std::string whole =
      scenarios::load_file(kData + "small_world.textproto").scenario->SerializeAsString();
  for (std::size_t n = 0; n < whole.size(); ++n) {
    const Loaded loaded = scenarios::load_memory(whole.substr(0, n), Form::binary, "t.binpb");
    if (!loaded.ok()) continue;
    // A cut between two root fields leaves a smaller scenario that is whole in itself.
    CHECK(loaded.scenario->ByteSizeLong() == n);
  }
  CHECK_THAT(
      all(scenarios::load_memory(whole.substr(0, whole.size() - 3), Form::binary, "t.binpb")),
      Catch::Contains("truncated, or not a Waypost scenario"));
  CHECK_THAT(all(scenarios::load_memory(std::string(100'000, '\0'), Form::binary, "t.binpb")),
             Catch::Contains("truncated, or not a Waypost scenario"));
}

TEST_CASE("files that are no scenarios are refused in words", "[scenarios][load]") {
  CHECK_THAT(all(scenarios::load_file("/no/such/file.textproto")), Catch::Contains("no such file"));
  CHECK_THAT(all(scenarios::load_file(kData)), Catch::Contains("this is a directory"));
  CHECK_THAT(all(scenarios::load_file("/dev/zero")), Catch::Contains("neither a file nor a pipe"));
  CHECK_THAT(all(load_text(std::string(1'000'000, '\0'))),
             Catch::Contains("a NUL octet: this is not text"));
  CHECK_THAT(all(load_text("\xff\xfe")), Catch::Contains("not UTF-8"));
  CHECK_THAT(all(load_text("")), Catch::Contains("Scenario needs horizon"));
}

TEST_CASE("a gigabyte of zeros is refused unread", "[scenarios][load]") {
  const auto path = std::filesystem::temp_directory_path() / "waypost_gigabyte.textproto";
  { std::ofstream out(path); }
  std::filesystem::resize_file(path, 1ULL << 30);  // sparse: takes no room
  CHECK_THAT(all(scenarios::load_file(path)), Catch::Contains("256 MiB"));
  std::filesystem::remove(path);
}

TEST_CASE("deep nesting is refused, known field or not", "[scenarios][load]") {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "a {";
  CHECK_THAT(all(load_text(deep)), Catch::Contains("nested more than"));
}

TEST_CASE("a thousand mistakes end after a hundred, quickly", "[scenarios][load]") {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "seed: \"x\"\n";
  CHECK(load_text(text).errors.size() <= 102);
}

TEST_CASE("a 300-octet name is refused", "[scenarios][load]") {
  std::string name;
  while (name.size() < 300) name += "abcdefghi.";
  CHECK_THAT(
      only_error(with("resolvers { name: \"r\" sites: \"Lyon, FR\" }\n mail_hosts { name: \"" +
                      name + "example\" sites: \"Lyon, FR\" }")),
      Catch::Contains("longer than a name may be"));
}

TEST_CASE("the opening comment's question is found", "[scenarios][load]") {
  CHECK(scenarios::opening_question(kData + "small_world.textproto") ==
        "Does mail from Lyon reach Kyoto, and what does the first message pay for its lookups?");
}
