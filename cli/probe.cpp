// SPDX-License-Identifier: Apache-2.0
// waypost probe: does a host answer on port 25, seen from a city?
#include <fmt/format.h>
#include <fmt/ostream.h>

#include "cli/loading.hpp"
#include "cli/verb.hpp"

namespace waypost::cli {
namespace {

class Probe final : public Verb {
 public:
  std::string name() const override { return "probe"; }
  std::string help() const override {
    return "Try port 25 of a host, by name or address, from a city";
  }
  void declare(Options& options) override {
    options.required_text("host", host_, "Host name or address");
    options.text("--scenario", scenario_, "The world; default: first_message of the library");
    options.text("--from", from_,
                 "City or site of the prober; default: that of the first population");
    options.text("--at", at_, "When: \"+48h\" or a date; the world runs until then first");
    options.flag("--json", json_, "Print JSON");
  }
  ExitCode act(const Console& console) override;

 private:
  std::string host_;
  std::string scenario_ = "first_message";
  std::string from_;
  std::string at_;
  bool json_ = false;
};

ExitCode Probe::act(const Console& console) {
  if (!load_or_complain(scenario_, console)) return kBadInput;
  fmt::print(console.err, "waypost probe: not built yet\n");
  return kBadInput;
}

}  // namespace

std::unique_ptr<Verb> make_probe() {
  return std::make_unique<Probe>();
}

}  // namespace waypost::cli
