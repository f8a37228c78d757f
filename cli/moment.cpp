// SPDX-License-Identifier: Apache-2.0
#include "cli/moment.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>

#include "scenarios/load/scenario_times.hpp"

namespace waypost::cli {

std::optional<sim::Time> moment_or_complain(const std::string& text,
                                            const scenarios::Loaded& loaded,
                                            const Console& console) {
  if (text.empty()) return sim::Time{};
  const auto instant = scenarios::calendar_of(loaded).instant(text);
  if (!instant) {
    fmt::print(console.err, "--at: {}. {}\n", instant.wrong().what, instant.wrong().hint);
    return std::nullopt;
  }
  if (instant->time < sim::Time{}) {
    fmt::print(console.err, "--at: {} is before the scenario's start\n", text);
    return std::nullopt;
  }
  if (!instant->note.empty()) fmt::print(console.err, "--at: {}\n", instant->note);
  return instant->time;
}

scenarios::Built world_at(const scenarios::Loaded& loaded, scenarios::BuildOptions options,
                          sim::Time at) {
  options.horizon = std::max(scenarios::horizon_of(loaded), at - sim::Time{});
  scenarios::Built built = scenarios::build(loaded, options);
  world::start(built.world);
  world::run(built.world, at);
  return built;
}

}  // namespace waypost::cli
