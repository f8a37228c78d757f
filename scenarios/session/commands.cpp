// SPDX-License-Identifier: Apache-2.0
#include "scenarios/session/commands.hpp"

#include <fmt/format.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include "scenarios/build/sentences.hpp"
#include "scenarios/schema/scenario.pb.h"

namespace waypost::scenarios {
namespace {

[[noreturn]] void refuse(const std::string& what, const std::string& hint = {}) {
  ScenarioError error;
  error.file = "command";
  error.what = what;
  error.hint = hint;
  throw BadScenario({error});
}

class FirstError final : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int, int column, const std::string& message) override {
    if (text.empty()) text = fmt::format("{} (column {})", message, column + 1);
  }
  std::string text;
};

bool parse_step(const std::string& text, schema::Step& step, std::string& fault) {
  FirstError errors;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&errors);
  const bool read = parser.ParseFromString(text, &step);
  fault = errors.text;
  return read;
}

/// The mistakes of the extended scenario, without places in a text that nobody has seen.
void throw_errors(const Loaded& extended) {
  std::vector<ScenarioError> errors = extended.errors;
  for (ScenarioError& error : errors) {
    error.file = "command";
    error.line = error.column = 0;
  }
  if (!errors.empty()) throw BadScenario(errors);
}

bool same_step(const plan::Step& a, const plan::Step& b) {
  return a.at == b.at && a.name == b.name && a.what == b.what;
}

/// The steps of `fresh` in the places that the running world's pending events know them by, new
/// ones behind.
std::vector<plan::Step> keep_places(const std::vector<plan::Step>& known,
                                    std::vector<plan::Step> fresh) {
  // Steps given earlier stand behind those of the scenario, out of order: search, do not merge.
  std::vector<plan::Step> placed(known.size());
  std::vector<bool> taken(fresh.size(), false);
  for (std::size_t i = 0; i < known.size(); ++i) {
    std::size_t j = 0;
    while (j < fresh.size() && (taken[j] || !same_step(known[i], fresh[j]))) ++j;
    if (j == fresh.size()) refuse("the plan cannot be extended by this step");
    taken[j] = true;
    placed[i] = std::move(fresh[j]);
  }
  for (std::size_t j = 0; j < fresh.size(); ++j)
    if (!taken[j]) placed.push_back(std::move(fresh[j]));
  return placed;
}

void expect_same_world(const world::World& a, const world::World& b) {
  const bool same = a.engine.entity_count() == b.engine.entity_count() &&
                    a.network.hosts.size() == b.network.hosts.size() &&
                    a.network.sites.size() == b.network.sites.size() &&
                    a.network.groups.size() == b.network.groups.size();
  if (!same)
    refuse("this step needs a world built for it",
           "Put it into the scenario's plan and start again");
}

}  // namespace

Loaded with_command(const Loaded& loaded, const std::string& text, sim::Time at) {
  schema::Scenario scenario = *loaded.scenario;
  schema::Step& step = *scenario.add_plan();
  std::string fault;
  if (!parse_step(text, step, fault)) refuse(fault, "Write a step: down { names: \"host\" }");
  if (!step.at().empty() || !step.after().empty())
    refuse("a command takes effect at once", "Leave out `at` and `after`");
  step.set_at(fmt::format("+{}ns", at.ns));
  std::string whole;
  google::protobuf::TextFormat::PrintToString(scenario, &whole);
  Loaded extended = load_memory(whole, Form::text, loaded.file);
  throw_errors(extended);
  return extended;
}

void adopt_command(Built& running, const Loaded& extended, const BuildOptions& options) {
  Built fresh = build(extended, options);
  world::World &now = running.world, &next = fresh.world;
  expect_same_world(now, next);
  const std::size_t known = now.plan.steps.size();
  std::vector<plan::Step> steps = keep_places(now.plan.steps, std::move(next.plan.steps));
  for (std::size_t i = known; i < steps.size(); ++i) {
    WAYPOST_EXPECT(steps[i].at > now.engine.now(), "a command in the past");
    now.engine.schedule(sim::kPlanEntity, sim::kPlanEntity, steps[i].at, plan::kStep, i);
  }
  now.plan.steps = std::move(steps);
  // Grown at their ends only: what the running world refers to has kept its place.
  now.dns.names = std::move(next.dns.names);
  now.dns.records = std::move(next.dns.records);
  now.dns.authority.zones = std::move(next.dns.authority.zones);
  now.network.addresses = std::move(next.network.addresses);
  now.mail.numeric_names = std::move(next.mail.numeric_names);
}

std::string command_sentence(const std::string& text) {
  schema::Step step;
  std::string fault;
  return parse_step(text, step, fault) ? sentence(step) : "";
}

}  // namespace waypost::scenarios
