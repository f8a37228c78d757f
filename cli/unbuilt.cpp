// SPDX-License-Identifier: Apache-2.0
// Verbs that the design names and this version has not: they say so and exit with 2.
#include <fmt/format.h>
#include <fmt/ostream.h>

#include <CLI/CLI.hpp>
#include <array>
#include <utility>

#include "cli/program.hpp"

namespace waypost::cli {
namespace {
constexpr std::array<std::pair<const char*, const char*>, 8> kVerbs{{
    {"compare", "Two scenarios under the same luck"},
    {"sweep", "One scenario over a range of parameters"},
    {"plan", "Capacity and cutover questions"},
    {"replay", "A conformance scenario in .rpl form"},
    {"import", "Zone files, hints and logs in"},
    {"export", "Zone files, dnstap, pcap and mail logs out"},
    {"view", "The dashboard"},
    {"shot", "A picture without a display"},
}};
}  // namespace

void add_unbuilt(CLI::App& app, Action& action) {
  for (const auto& [name, purpose] : kVerbs) {
    CLI::App* verb = app.add_subcommand(name, fmt::format("{} (not built yet)", purpose));
    verb->allow_extras();
    verb->callback([name = name, &action] {
      action = [name](const Console& console) {
        fmt::print(console.err, "waypost {}: not built yet\n", name);
        return kBadInput;
      };
    });
  }
  // The launcher at the root builds and runs the tests; the program itself cannot.
  CLI::App* test =
      app.add_subcommand("test", "Build and run all tests (by the launcher: ./waypost test)");
  test->allow_extras();
  test->callback([&action] {
    action = [](const Console& console) {
      fmt::print(console.err, "Tests are built and run by the launcher: ./waypost test\n");
      return kBadInput;
    };
  });
}

}  // namespace waypost::cli
