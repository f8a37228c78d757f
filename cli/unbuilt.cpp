// SPDX-License-Identifier: Apache-2.0
// Verbs that the design names and this version has not: they say so and exit with 2.
#include <fmt/format.h>
#include <fmt/ostream.h>

#include <array>

#include "cli/verb.hpp"

namespace waypost::cli {
namespace {

struct Refusal {
  const char* name;
  const char* help;
  const char* answer;
};

constexpr const char* kNotBuilt = "not built yet";
constexpr std::array<Refusal, 7> kRefusals{{
    {"compare", "Two scenarios under the same luck", kNotBuilt},
    {"sweep", "One scenario over a range of parameters", kNotBuilt},
    {"plan", "Capacity and cutover questions", kNotBuilt},
    {"import", "Zone files, hints and logs in", kNotBuilt},
    {"view", "The dashboard", "a program of its own, started by the launcher: ./waypost view"},
    {"shot", "A picture without a display", "started by the launcher: ./waypost shot"},
    {"test", "Build and run all tests", "done by the launcher: ./waypost test"},
}};

class Unbuilt final : public Verb {
 public:
  explicit Unbuilt(const Refusal& refusal) : refusal_(refusal) {}
  std::string name() const override { return refusal_.name; }
  std::string help() const override {
    return fmt::format("{} ({})", refusal_.help, refusal_.answer);
  }
  void declare(Options& options) override { options.allow_extras(); }
  ExitCode act(const Console& console) override {
    fmt::print(console.err, "waypost {}: {}\n", refusal_.name, refusal_.answer);
    return kBadInput;
  }

 private:
  const Refusal& refusal_;
};

}  // namespace

std::vector<std::unique_ptr<Verb>> make_others() {
  std::vector<std::unique_ptr<Verb>> verbs;
  for (const Refusal& refusal : kRefusals) verbs.push_back(std::make_unique<Unbuilt>(refusal));
  return verbs;
}

}  // namespace waypost::cli
