// SPDX-License-Identifier: Apache-2.0
// What the dashboard costs with 100,000 servers: how long a frame takes to build and how many
// vertices it has, and how much of its speed the simulation keeps while it is watched. Without a
// screen: what a graphics card does with the vertices is not in it.
//   bench_dashboard [SERVERS [SECONDS]]   default 100,000 servers, 20 simulated seconds
// Times are of this thread's CPU. Exit code 1 when a target is missed.
#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "bench/costs.hpp"
#include "viz/draw/theme.hpp"
#include "viz/live/pacer.hpp"
#include "viz/live/simulation.hpp"
#include "viz/panels/dashboard.hpp"

using namespace waypost;
using bench::cpu_seconds;

namespace {

constexpr int kCities = 1900;

/// Resolvers in 1,900 cities, as many groups as it takes; users everywhere; a record that changes.
scenarios::Loaded crowd(int servers) {
  std::string text =
      "schema_version: 1 horizon: \"1h\" root { mini {} }\n"
      "name_servers { name: \"ns1.example.org\" sites: \"Paris, FR\" }\n"
      "zones { origin: \"example.org\" name_servers: \"ns1.example.org\" records: \"www 60 A "
      "192.0.2.1\" records: \"* 60 A 192.0.2.3\" }\n"
      "plan { at: \"+10s\" change_records { zone: \"example.org\" replace: \"www 60 A 192.0.2.2\" "
      "} "
      "}\n";
  for (int i = 0; i < std::max(1, servers / kCities); ++i)
    text += fmt::format("resolvers {{ name: \"r{}\" largest_cities: {} }}\n", i, kCities);
  text += fmt::format(
      "populations {{ name: \"people\" users: \"5,000,000\" largest_cities: {} resolvers: \"r0\" "
      "}}\n"
      "queries {{ population: \"people\" names: \"www.example.org\" names: \"a.example.org\" "
      "names: "
      "\"b.example.org\" types {{ name: \"A\" }} arrivals {{ rate: \"50,000/s\" }} }}\n",
      kCities);
  return scenarios::load_memory(text, scenarios::Form::text, "crowd.textproto");
}

struct Cost {
  double seconds = 0;
  std::uint64_t events = 0;
  double per_event() const { return seconds / static_cast<double>(events); }
};

Cost unwatched(const scenarios::Loaded& loaded, sim::Time until) {
  scenarios::Built built = scenarios::build(loaded);
  world::start(built.world);
  const double begin = cpu_seconds();
  world::run(built.world, until);
  return {cpu_seconds() - begin, built.world.engine.events_handled()};
}

/// Slices as the simulation's thread takes them, with the snapshots of express mode: four a second
/// or what their budget allows.
Cost watched(viz::Simulation& simulation, sim::Time until) {
  constexpr std::uint64_t kSlice = 20'000;
  constexpr double kBetweenSnapshots = 0.25;
  const double begin = cpu_seconds();
  viz::SnapshotBudget budget;
  double last = begin;
  while (!simulation.advance(until, kSlice)) {
    const double now = cpu_seconds();
    if (now - last < kBetweenSnapshots || !budget.due(now)) continue;
    simulation.observe();
    last = cpu_seconds();
    budget.made(now, last);
  }
  return {cpu_seconds() - begin, simulation.world().engine.events_handled()};
}

viz::Attention at_one_server() {
  viz::Attention attention;
  attention.subject = {viz::Subject::Kind::server, 100};
  return attention;
}

struct FrameCost {
  double p50_ms = 0, worst_ms = 0;
  int vertices = 0;
};

FrameCost frames(const viz::Snapshot& snapshot) {
  ImGui::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.DisplaySize = {1600, 900};
  io.DeltaTime = 1.0f / 30;
  io.BackendFlags |= ImGuiBackendFlags_RendererHasVtxOffset;
  const viz::Fonts fonts = viz::load_fonts(1);
  unsigned char* pixels = nullptr;
  int width = 0, height = 0;
  io.Fonts->GetTexDataAsRGBA32(&pixels, &width, &height);
  viz::apply_theme(viz::ThemeName::dark, 1);
  viz::UiState ui;
  viz::CommandList commands;
  viz::Dashboard dashboard;
  std::vector<double> took;
  for (int i = 0; i < 63; ++i) {
    const double begin = cpu_seconds();
    ImGui::NewFrame();
    viz::Frame frame{snapshot, ui, commands, fonts};
    ImGui::PushFont(fonts.text);
    dashboard.draw(frame);
    ImGui::PopFont();
    ImGui::Render();
    if (i >= 3) took.push_back(1e3 * (cpu_seconds() - begin));  // the first fill caches
  }
  std::sort(took.begin(), took.end());
  const FrameCost cost{took[took.size() / 2], took.back(), ImGui::GetDrawData()->TotalVtxCount};
  ImGui::DestroyContext();
  return cost;
}

/// Three pairs, one after the other, so that both see the same machine; the pair in the middle.
double speed_kept(const scenarios::Loaded& loaded, sim::Time until) {
  std::vector<double> kept;
  for (int pair = 0; pair < 3; ++pair) {
    const Cost alone = unwatched(loaded, until);
    viz::Simulation simulation(loaded);
    simulation.look(at_one_server());
    kept.push_back(alone.per_event() / watched(simulation, until).per_event());
  }
  std::sort(kept.begin(), kept.end());
  return kept[1];
}

}  // namespace

int main(int argc, char** argv) {
  const int servers = argc > 1 ? std::atoi(argv[1]) : 100'000;
  const int seconds = argc > 2 ? std::atoi(argv[2]) : 20;
  const scenarios::Loaded loaded = crowd(servers);
  for (const auto& error : loaded.errors) fmt::print(stderr, "{}\n", to_string(error));
  if (!loaded.ok()) return 2;
  const sim::Time until = sim::Time{} + sim::seconds(seconds);
  viz::Simulation simulation(loaded);
  simulation.look(at_one_server());
  watched(simulation, until);
  const double begin = cpu_seconds();
  const viz::Snapshot snapshot = simulation.observe();
  const double snapshot_ms = 1e3 * (cpu_seconds() - begin);
  const FrameCost frame = frames(snapshot);
  bench::print_cost("servers", static_cast<double>(snapshot.scene->servers.size()), "");
  bench::print_cost("one snapshot", snapshot_ms, "ms");
  bench::print_cost("the slowest of 60 frames", frame.worst_ms, "ms");
  bool met = bench::at_most(4, "a frame, p50", frame.p50_ms, "ms");
  met &= bench::at_most(60'000, "its vertices", frame.vertices, "");
  met &= bench::at_least(90, "speed kept while watched", 100 * speed_kept(loaded, until), "%");
  return met ? 0 : 1;
}
