// SPDX-License-Identifier: Apache-2.0
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
