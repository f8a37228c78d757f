// SPDX-License-Identifier: Apache-2.0
// waypost dig: one lookup, step by step.
#include <fmt/format.h>
#include <fmt/ostream.h>

#include "cli/loading.hpp"
#include "cli/verb.hpp"

namespace waypost::cli {
namespace {

class Dig final : public Verb {
 public:
  std::string name() const override { return "dig"; }
  std::string help() const override {
    return "Look one name up in a scenario's world, step by step";
  }
  void declare(Options& options) override {
    options.required_text("name", name_, "What to look up, \"www.example.com\"");
    options.text("type", type_, "Record type; default A");
    options.text("--scenario", scenario_, "The world to ask in; default: real_root of the library");
    options.text("--from", from_,
                 "City or site of the asking host; default: at the first resolver");
    options.text("--resolver", resolver_, "Resolver group to ask; default: the first");
    options.text("--at", at_, "When: \"+48h\" or a date; the world runs until then first");
    options.flag("--all-resolvers", all_resolvers_,
                 "Ask all: the checker-site view beside the true user-weighted share");
    options.flag("--json", json_, "Print JSON");
  }
  ExitCode act(const Console& console) override;

 private:
  std::string name_;
  std::string type_ = "A";
  std::string scenario_ = "real_root";
  std::string from_;
  std::string resolver_;
  std::string at_;
  bool all_resolvers_ = false;
  bool json_ = false;
};

ExitCode Dig::act(const Console& console) {
  if (!load_or_complain(scenario_, console)) return kBadInput;
  fmt::print(console.err, "waypost dig: not built yet\n");
  return kBadInput;
}

}  // namespace

std::unique_ptr<Verb> make_dig() {
  return std::make_unique<Dig>();
}

}  // namespace waypost::cli
