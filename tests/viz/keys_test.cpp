// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "viz/view/injections.hpp"
#include "viz/view/keys.hpp"

using namespace waypost;
using namespace waypost::viz;

TEST_CASE("no two actions share a key", "[viz][keys]") {
  std::set<std::string> seen;
  for (const KeyAction& action : key_actions())
    for (const KeyChord chord : action.keys) {
      CAPTURE(chord_text(chord), action.what);
      CHECK(seen.insert(chord_text(chord)).second);
      CHECK(action_of(chord) == &action);
    }
  CHECK(action_of({'z', true, true}) == nullptr);
}

TEST_CASE("every action can be done on an empty screen", "[viz][keys]") {
  Snapshot empty;
  empty.scene = std::make_shared<const Scene>();
  UiState ui;
  CommandList commands;
  for (const KeyAction& action : key_actions()) perform(action.id, empty, ui, commands);
  perform(ActionId::play_or_pause, empty, ui, commands);
  CHECK(std::holds_alternative<Play>(commands.take().front()));
}

TEST_CASE("an injection is a step that a plan could hold", "[viz][injections]") {
  CHECK(down_step("a\"b") == "down { names: \"a\\\"b\" }");
  Snapshot s;
  auto scene = std::make_shared<Scene>();
  scene->sites.push_back({"Paris, FR", {2.3, 48.9}, 0});
  scene->servers.push_back({"mx1.example.org", ServerRole::mail_host, 0, 0, 0, 1});
  s.scene = scene;
  s.servers.up = {1};
  const Subject mx{Subject::Kind::server, 0};
  CHECK(kill_or_restore_step(s, mx) == "down { names: \"mx1.example.org\" }");
  s.servers.up = {0};
  CHECK(kill_or_restore_step(s, mx) == "up { names: \"mx1.example.org\" }");
  CHECK(injections(s, mx).size() >= 5);
  CHECK(injections(s, {}).empty());
  CHECK(kill_or_restore_step(s, {Subject::Kind::server, 99}).empty());
}

TEST_CASE("saving names the session's file, a picture is taken of the next frame", "[viz][keys]") {
  Snapshot empty;
  empty.scene = std::make_shared<const Scene>();
  UiState ui;
  ui.session_file = "move.session.textproto";
  CommandList commands;
  perform(ActionId::save_session, empty, ui, commands);
  perform(ActionId::screenshot, empty, ui, commands);
  CHECK(std::get<SaveSession>(commands.take().front()).file == "move.session.textproto");
  CHECK(ui.wants_picture);
}

TEST_CASE("a change of a record set holds all its records, to be edited first",
          "[viz][injections]") {
  Snapshot s;
  auto scene = std::make_shared<Scene>();
  scene->sites.push_back({"Paris, FR", {2.3, 48.9}, 0});
  scene->servers.push_back({"ns1.example.org", ServerRole::authoritative, 0, 0, 0, 1});
  s.scene = scene;
  s.inspection.zones.push_back({.apex = "example.org."});
  for (const char* value : {"10 mx1.example.org.", "20 mx2.example.org."})
    s.inspection.records.push_back(
        {.owner = "example.org.", .type = "MX", .value = value, .ttl = 300});
  const auto all = injections(s, {Subject::Kind::server, 0});
  const auto change = std::find_if(all.begin(), all.end(), [](const Injection& injection) {
    return injection.title == "Change example.org. MX";
  });
  REQUIRE(change != all.end());
  CHECK_FALSE(change->whole);
  CHECK(change->step ==
        "change_records { zone: \"example.org\""
        " replace: \"example.org. 300 MX 10 mx1.example.org.\""
        " replace: \"example.org. 300 MX 20 mx2.example.org.\" }");
  CHECK(std::count_if(all.begin(), all.end(), [](const Injection& injection) {
          return injection.title == "Change example.org. MX";
        }) == 1);
}

TEST_CASE("a sheet of keys can be read", "[viz][keys]") {
  CHECK(chords_text({{'['}, {','}}) == "[ or ,");
  CHECK(chords_text({{'s', false, true}}) == "Ctrl+S");
}

TEST_CASE("the way back leads through what was inspected", "[viz][ui]") {
  UiState ui;
  const Subject a{Subject::Kind::server, 1}, b{Subject::Kind::site, 2};
  ui.select(a);
  ui.select(b);
  ui.back();
  CHECK(ui.subject == a);
  ui.back();
  CHECK(ui.subject == a);
}
