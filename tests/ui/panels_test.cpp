// SPDX-License-Identifier: Apache-2.0
// Every panel, drawn by ImGui's core alone (no X, no OpenGL), on data that is empty, single, huge,
// not a number, or not Latin; and with a mouse and a keyboard that do things.
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <limits>

#include "tests/ui/snapshots.hpp"
#include "viz/draw/theme.hpp"
#include "viz/panels/dashboard.hpp"
#include "viz/view/map_view.hpp"

using namespace waypost;
using namespace waypost::viz;

namespace {

class Stage {
 public:
  explicit Stage(ImVec2 size = {1280, 720}, ThemeName theme = ThemeName::dark) {
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.DisplaySize = size;
    io.DeltaTime = 1.0f / 60;
    io.BackendFlags |= ImGuiBackendFlags_RendererHasVtxOffset;
    ui.theme = theme;
    fonts_ = load_fonts(1);
    unsigned char* pixels = nullptr;
    int width = 0, height = 0;
    io.Fonts->GetTexDataAsRGBA32(&pixels, &width, &height);
    apply_theme(theme, 1);
  }
  ~Stage() { ImGui::DestroyContext(); }

  void draw(Dashboard& dashboard, const Snapshot& snapshot) {
    ImGui::NewFrame();
    Frame frame{snapshot, ui, commands, fonts_};
    ImGui::PushFont(fonts_.text);
    dashboard.draw(frame);
    ImGui::PopFont();
    ImGui::Render();
  }
  int vertices() const { return ImGui::GetDrawData()->TotalVtxCount; }

  UiState ui;
  CommandList commands;

 private:
  Fonts fonts_;
};

const std::string kUtf8 = "ξένος-домен.παράδειγμα ünïcode São Paulo 日本";

Snapshot full(std::uint32_t servers, std::size_t rows, float value, const std::string& text) {
  Snapshot s = made::with_servers(servers, value, text);
  made::add_series(s, rows, value);
  made::add_events(s, rows, text, static_cast<double>(value));
  made::add_inspection(s, rows, text, static_cast<double>(value));
  made::add_story(s, std::min<std::size_t>(rows, 60), 6, text);
  made::add_mail(s, rows, text, value);
  made::add_propagation(s, rows, value, text);
  s.rtt_from = 0;
  s.rtt_ms.assign(s.scene->sites.size(), value);
  return s;
}

}  // namespace

TEST_CASE("every panel draws whatever it is given", "[ui]") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const auto which = GENERATE(0, 1, 2, 3, 4, 5);
  Snapshot s;
  switch (which) {
    case 0: s = made::empty(); break;
    case 1: s = full(1, 1, 1, "one"); break;
    case 2: s = full(300, 400, nan, "nan"); break;
    case 3: s = full(50, 400, std::numeric_limits<float>::infinity(), "inf"); break;
    case 4: s = full(40, 60, 0.5f, kUtf8); break;
    default: s = full(20, 10, 1e30f, std::string(5000, 'x')); break;
  }
  for (const PanelEntry& entry : all_panels())
    for (const ThemeName theme : {ThemeName::dark, ThemeName::light}) {
      CAPTURE(which, entry.id);
      Stage stage({1280, 720}, theme);
      if (which > 0) stage.ui.lesson.begin(made::lesson("A lesson: " + kUtf8));
      if (which > 0) stage.ui.lesson.answer(0);
      Dashboard only(entry.id);
      for (int i = 0; i < 3; ++i) stage.draw(only, s);
      CHECK(stage.vertices() > 0);
    }
}

TEST_CASE("two runs are drawn side by side", "[ui]") {
  Snapshot s = full(40, 60, 0.5f, "a run");
  made::add_other(s, kUtf8);
  for (const char* panel : {"", "map", "plots", "compare"}) {
    Stage stage;
    Dashboard dashboard(panel);
    for (int i = 0; i < 3; ++i) stage.draw(dashboard, s);
    CHECK(stage.vertices() > 0);
  }
}

TEST_CASE("what a lesson hides is shown once its question is answered", "[ui][lesson]") {
  const Snapshot s = full(40, 60, 0.5f, "a run");
  Stage stage;
  stage.ui.lesson.begin(made::lesson("predict"));
  Dashboard only("map");
  stage.draw(only, s);
  stage.draw(only, s);
  const int hidden = stage.vertices();
  stage.ui.lesson.answer(1);
  stage.draw(only, s);
  CHECK(stage.vertices() > 10 * hidden);
}

TEST_CASE("a story with a thousand steps, or a hundred actors, is drawn", "[ui][follow]") {
  for (const auto& [steps, actors] :
       {std::pair{1000u, 3u}, std::pair{50u, 100u}, std::pair{1u, 1u}}) {
    Snapshot s = made::empty();
    made::add_story(s, steps, actors, kUtf8);
    Stage stage;
    Dashboard only("follow");
    for (int i = 0; i < 3; ++i) stage.draw(only, s);
    CHECK(stage.vertices() > 0);
  }
}

TEST_CASE("typing in the palette and Enter do what it lists first", "[ui][palette]") {
  const Snapshot s = full(3, 10, 0.5f, "mx");
  Stage stage;
  Dashboard dashboard;
  stage.ui.show_palette = true;
  for (int i = 0; i < 3; ++i) stage.draw(dashboard, s);
  ImGuiIO& io = ImGui::GetIO();
  io.KeyMap[ImGuiKey_Enter] = 13;
  for (const char c : std::string("rtt")) io.AddInputCharacter(static_cast<unsigned>(c));
  stage.draw(dashboard, s);
  stage.draw(dashboard, s);
  io.KeysDown[13] = true;
  stage.draw(dashboard, s);
  io.KeysDown[13] = false;
  stage.draw(dashboard, s);
  CHECK(stage.ui.map.colour == MapColour::rtt);
  CHECK_FALSE(stage.ui.show_palette);
}

TEST_CASE("a mark at the map's edge can be clicked", "[ui]") {
  Snapshot s = made::with_servers(2, 0.5f, "two");  // the first stands at 180 degrees
  Stage stage;
  Dashboard only("map");
  stage.draw(only, s);
  Camera& camera = stage.ui.map.camera;
  camera.centre = {0, 10};
  camera.pixels_per_degree = static_cast<double>(camera.view.width) / 360;
  const MapView view = make_map_view(s, stage.ui);
  const auto edge = std::find_if(view.marks.begin(), view.marks.end(),
                                 [](const MapMark& m) { return m.server == 0; });
  REQUIRE(edge != view.marks.end());
  const ScreenRect& v = stage.ui.map.camera.view;
  ImGuiIO& io = ImGui::GetIO();
  io.MousePos = {std::clamp(edge->at.x, v.x + 1, v.x + v.width - 2), edge->at.y};
  stage.draw(only, s);
  io.MouseDown[0] = true;
  stage.draw(only, s);
  io.MouseDown[0] = false;
  stage.draw(only, s);
  CHECK(stage.ui.subject == Subject{Subject::Kind::server, 0});
}

TEST_CASE("the dashboard fits any window", "[ui]") {
  const Snapshot s = full(100, 100, 0.5f, "a.name.of.some.length.example.org.");
  for (const ImVec2 size :
       {ImVec2{1280, 720}, ImVec2{2560, 1440}, ImVec2{640, 400}, ImVec2{200, 200}}) {
    Stage stage(size);
    Dashboard dashboard;
    for (int i = 0; i < 3; ++i) stage.draw(dashboard, s);
    CHECK(stage.vertices() > 0);
  }
}

TEST_CASE("100,000 servers are drawn as cells, in 4 ms and 60,000 vertices", "[ui][.long]") {
  const Snapshot s = full(100'000, 600, 0.5f, "node");
  Stage stage({1600, 900});
  Dashboard dashboard;
  std::vector<double> took;
  for (int i = 0; i < 20; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    stage.draw(dashboard, s);
    took.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
            .count());
  }
  std::sort(took.begin(), took.end());
  WARN("frame built in " << took[10] << " ms, " << stage.vertices() << " vertices");
  CHECK(stage.vertices() <= 60'000);
}

TEST_CASE("a click on a mark selects what stands there", "[ui]") {
  Snapshot s =
      made::with_servers(2, 0.5f, "two");  // the first at the map's edge, the other at its middle
  Stage stage;
  Dashboard only("map");
  stage.draw(only, s);
  const ScreenPoint at = stage.ui.map.camera.to_screen(project(s.scene->sites[1].position));
  ImGuiIO& io = ImGui::GetIO();
  io.MousePos = {at.x, at.y};
  stage.draw(only, s);
  io.MouseDown[0] = true;
  stage.draw(only, s);
  io.MouseDown[0] = false;
  stage.draw(only, s);
  CHECK(stage.ui.subject == Subject{Subject::Kind::server, 1});
}

TEST_CASE("dragging the timeline asks to be at that instant", "[ui]") {
  const Snapshot s = full(3, 100, 1, "x");
  Stage stage;
  Dashboard only("timeline");
  stage.draw(only, s);
  ImGuiIO& io = ImGui::GetIO();
  io.MousePos = {640, 360};
  stage.draw(only, s);
  io.MouseDown[0] = true;
  stage.draw(only, s);
  io.MouseDown[0] = false;
  stage.draw(only, s);
  const auto commands = stage.commands.take();
  REQUIRE_FALSE(commands.empty());
  const Seek seek = std::get<Seek>(commands.front());
  CHECK(seek.to.seconds() == Approx(1800).margin(10));
}

TEST_CASE("Shift and dragging on the timeline marks a range", "[ui][range]") {
  const Snapshot s = full(3, 100, 1, "x");
  Stage stage;
  Dashboard only("timeline");
  stage.draw(only, s);
  ImGuiIO& io = ImGui::GetIO();
  io.KeyShift = true;
  io.MousePos = {320, 360};
  stage.draw(only, s);
  io.MouseDown[0] = true;
  stage.draw(only, s);
  io.MousePos = {640, 360};
  stage.draw(only, s);
  io.MouseDown[0] = false;
  stage.draw(only, s);
  CHECK(stage.commands.take().empty());  // no seeking
  REQUIRE(stage.ui.brush);
  CHECK(stage.ui.brush->from.seconds() == Approx(900).margin(20));
  CHECK(stage.ui.brush->to.seconds() == Approx(1800).margin(10));
}

TEST_CASE("dragging the gap between two panels makes one larger", "[ui][layout]") {
  const Snapshot s = full(3, 100, 1, "x");
  Stage stage;
  Dashboard dashboard;
  stage.draw(dashboard, s);
  ImGuiIO& io = ImGui::GetIO();
  const Extent window{io.DisplaySize.x, io.DisplaySize.y, stage.ui.scale};
  const Room gap = room_of(Splitter::below, stage.ui.layout, window);
  io.MousePos = {gap.x + 300, gap.y + gap.height / 2};
  stage.draw(dashboard, s);
  io.MouseDown[0] = true;
  stage.draw(dashboard, s);
  io.MousePos.y -= 60;
  stage.draw(dashboard, s);
  io.MouseDown[0] = false;
  stage.draw(dashboard, s);
  const Room moved = room_of(Splitter::below, stage.ui.layout, window);
  CHECK(moved.y == Approx(gap.y - 60).margin(1));
}

TEST_CASE("panels that keep to a range say so, in any room", "[ui][range]") {
  Snapshot s = full(40, 60, 0.5f, kUtf8);
  s.figures_in_range = Figures{};
  for (const ImVec2 size : {ImVec2{1280, 720}, ImVec2{500, 300}, ImVec2{200, 200}})
    for (const char* panel : {"", "plots", "events", "mail", "propagation", "timeline"}) {
      Stage stage(size);
      stage.ui.brush = TimeRange{sim::Time{sim::minutes(5).ns}, sim::Time{sim::minutes(10).ns}};
      s.mail.range = s.events.range = s.transport.loop = stage.ui.brush;
      Dashboard dashboard(panel);
      for (int i = 0; i < 3; ++i) stage.draw(dashboard, s);
      CHECK(stage.vertices() > 0);
    }
}

TEST_CASE("two inspectors and a configuration are drawn, in any room", "[ui][inspector]") {
  Snapshot s = full(40, 60, 0.5f, kUtf8);
  s.inspection.subject = {Subject::Kind::server, 1};
  for (int i = 0; i < 40; ++i)
    s.inspection.configuration.push_back({"settings." + kUtf8, kUtf8, kUtf8, kUtf8, i % 2 == 0});
  s.pinned = s.inspection;
  for (const bool same : {true, false})
    for (const bool configuration : {true, false})
      for (const ImVec2 size : {ImVec2{1280, 720}, ImVec2{300, 120}}) {
        s.pinned.subject.index = same ? 1 : 2;
        Stage stage(size);
        stage.ui.pinned = s.pinned.subject;
        stage.ui.shows_configuration = configuration;
        Dashboard only("inspector");
        for (int i = 0; i < 3; ++i) stage.draw(only, s);
        CHECK(stage.vertices() > 0);
      }
}
