// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "viz/view/command_list.hpp"
#include "viz/view/panel_text.hpp"

using namespace waypost;
using namespace waypost::viz;

namespace {

Snapshot paris() {
  Snapshot s;
  auto scene = std::make_shared<Scene>();
  scene->sites.push_back({"Paris, FR", {2.3, 48.9}, 0});
  scene->servers.push_back({"mx1.example.org", ServerRole::mail_host, 0, 0, 0, 1});
  s.scene = scene;
  s.servers.up = {1};
  for (auto* line : {&s.servers.load, &s.servers.per_second, &s.servers.error_share,
                     &s.servers.hit_share, &s.servers.oldest_seconds})
    line->push_back(0);
  s.servers.queued = {0};
  return s;
}

const std::vector<std::pair<std::string, std::string>> kPanels{{"mail", "Mail"}};

}  // namespace

TEST_CASE("the palette finds what is typed, in any order of words", "[viz][palette]") {
  const Snapshot s = paris();
  UiState ui;
  const auto best = [&](const std::string& typed) {
    const auto rows = palette_entries(s, ui, kPanels, typed);
    return rows.empty() ? "" : rows.front().title;
  };
  CHECK(best("show mail") == "Show Mail");
  CHECK(best("mail show") == "Show Mail");
  CHECK(best("rtt") == "Colour the map by rtt");
  CHECK(best("mx1 paris") == "Inspect mx1.example.org in Paris, FR");
  CHECK(best("no such thing").empty());
  CHECK(best("1h20m") == "Go to 01:20:00.000");
  CHECK_FALSE(palette_entries(s, ui, kPanels, "").empty());
}

TEST_CASE("what the palette lists can be done", "[viz][palette]") {
  const Snapshot s = paris();
  UiState ui;
  CommandList commands;
  palette_entries(s, ui, kPanels, "mx1 inspect").front().act(s, ui, commands);
  CHECK(ui.subject == Subject{Subject::Kind::server, 0});
  palette_entries(s, ui, kPanels, "take down").front().act(s, ui, commands);
  CHECK(std::get<Inject>(commands.take().front()).step == "down { names: \"mx1.example.org\" }");
  palette_entries(s, ui, kPanels, "12:00").front().act(s, ui, commands);
  CHECK(std::get<Seek>(commands.take().front()).to == sim::Time{} + sim::minutes(12));
  for (const PaletteEntry& entry : palette_entries(s, ui, kPanels, "", 1000))
    entry.act(s, ui, commands);
}

TEST_CASE("every panel has a text, of an empty run too", "[viz][text]") {
  Snapshot empty;
  empty.scene = std::make_shared<const Scene>();
  for (const char* panel : {"transport", "map", "inspector", "plots", "events", "timeline",
                            "propagation", "mail", "compare", "lesson", "follow"}) {
    CAPTURE(panel);
    CHECK_FALSE(panel_text(panel, empty, {}).empty());
  }
  CHECK_THAT(panel_text("map", paris(), {}), Catch::Contains("mx1.example.org,mail,\"Paris, FR\""));
}
