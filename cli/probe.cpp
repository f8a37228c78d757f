// SPDX-License-Identifier: Apache-2.0
// waypost probe: does a host answer on port 25, seen from a city?
#include <fmt/format.h>
#include <fmt/ostream.h>
#include <fmt/ranges.h>

#include "cli/json_text.hpp"
#include "cli/loading.hpp"
#include "cli/moment.hpp"
#include "cli/verb.hpp"
#include "models/net/address.hpp"
#include "scenarios/load/check_text.hpp"
#include "scenarios/results/port_check.hpp"

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
                 "City or site of the prober; default: that of the first resolver");
    options.text("--resolver", resolver_, "Resolver group to ask; default: the first");
    options.text("--at", at_, "When: \"+48h\" or a date; the world runs until then first");
    options.flag("--json", json_, "Print JSON");
  }
  ExitCode act(const Console& console) override;

 private:
  std::string host_;
  std::string scenario_ = "first_message";
  std::string from_;
  std::string resolver_;
  std::string at_;
  bool json_ = false;
};

std::string probe_json(const mail::PortProbe& p, const scenarios::WorldWords& words) {
  return fmt::format(
      "{{\"address\": {}, \"outcome\": \"{}\", \"greeting\": {}, \"syns\": {}, \"took_ns\": {}, "
      "\"connected_ns\": {}}}",
      json_string(words.address(p.address)), scenarios::outcome_key(p.outcome), p.greeting.code,
      p.handshake.syns, (p.ended - p.began).ns,
      p.connected == sim::Time{} ? "null" : std::to_string((p.connected - p.began).ns));
}

std::string check_json(const scenarios::PortCheck& check, const scenarios::Built& built) {
  const scenarios::WorldWords words(built);
  std::vector<std::string> probes;
  for (const mail::PortProbe& p : check.probes) probes.push_back(probe_json(p, words));
  return fmt::format(
      "{{\"host\": {}, \"from\": {}, \"at_ns\": {}, \"answers\": {}, \"addresses\": [{}]}}",
      json_string(check.host), json_string(check.place), check.began.ns, check.answers(),
      fmt::join(probes, ", "));
}

ExitCode Probe::act(const Console& console) {
  const auto wrong = scenarios::check_domain_name(host_);
  if (wrong && !net::parse_address(host_)) {
    fmt::print(console.err, "{}. {}\n", wrong->what, wrong->hint);
    return kBadInput;
  }
  const auto loaded = load_or_complain(scenario_, console);
  if (!loaded) return kBadInput;
  const auto at = moment_or_complain(at_, *loaded, console);
  if (!at) return kBadInput;
  scenarios::BuildOptions options;
  options.client = scenarios::ExtraClient{from_, resolver_};
  if (!net::parse_address(host_)) options.names = {host_};
  scenarios::Built built = world_at(*loaded, options, *at);
  const scenarios::PortCheck check = check_port(built, host_);
  if (json_)
    fmt::print(console.out, "{}\n", check_json(check, built));
  else
    fmt::print(console.out, "{}", port_check_text(check, built));
  return check.answers() ? kFine : kFinding;
}

}  // namespace

std::unique_ptr<Verb> make_probe() { return std::make_unique<Probe>(); }

}  // namespace waypost::cli
