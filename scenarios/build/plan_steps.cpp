// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/plan_steps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "models/net/fault.hpp"
#include "scenarios/build/draft.hpp"
#include "scenarios/build/fault_actions.hpp"
#include "scenarios/build/laws.hpp"
#include "scenarios/build/overload.hpp"
#include "scenarios/build/sentences.hpp"
#include "scenarios/build/server_steps.hpp"
#include "scenarios/build/timeline.hpp"
#include "scenarios/build/zone_steps.hpp"
#include "scenarios/load/units.hpp"

namespace waypost::scenarios {
namespace {

/// What undoes a step that has been done.
struct Done {
  std::vector<plan::Action> undo;
  std::vector<ZoneUndo> zones;
};

plan::Step step_at(sim::Time at) {
  plan::Step step;
  step.at = at;
  return step;
}

class PlanBuilder {
 public:
  explicit PlanBuilder(Draft& draft) : draft_(draft), edits_(draft) {
    done_.resize(static_cast<std::size_t>(draft.scenario.plan_size()));
  }
  void perform(const Turn& turn);

 private:
  void apply(const schema::Step& step, const std::string& path, sim::Time at, Done& done,
             std::vector<DatedAction>& actions);
  void emit(const Turn& turn, std::vector<DatedAction> actions);

  Draft& draft_;
  ZoneEdits edits_;
  std::vector<Done> done_;
};

/// Adds the faults of one step, target by target; false when it is another kind of step.
bool apply_fault(Draft& draft, const schema::Step& step, const std::string& path, Change& change) {
  const auto each = [&](const auto& names, const std::string& field, const auto& apply) {
    for (int i = 0; i < names.size(); ++i) {
      const std::string at = fmt::format("{}.{}.names[{}]", path, field, i);
      if (auto target = find_target(draft, names[i], at)) apply(*target, at);
    }
    return true;
  };
  switch (step.action_case()) {
    case schema::Step::kDown: {
      const auto sites = draft.places.find_all(step.down().sites(), path + ".down.sites");
      return each(step.down().names(), "down", [&](Target& target, const std::string& at) {
        if (step.down().sites_size() > static_cast<int>(sites.size())) return;  // told already
        if (keep_sites(draft, target, sites, path + ".down.sites[0]"))
          take_down(draft, target, step.down().how(), at, change);
      });
    }
    case schema::Step::kUp:
      return each(step.up().names(), "up",
                  [&](Target& target, const std::string&) { bring_up(draft, target, change); });
    case schema::Step::kSlow: {
      const auto extra = parse_duration(step.slow().extra());
      const Slowness slowness{std::max(1.0, step.slow().factor()),
                              extra && !step.slow().extra().empty() ? *extra : sim::Duration{}};
      return each(step.slow().names(), "slow", [&](Target& target, const std::string&) {
        slow_down(draft, target, slowness, change);
      });
    }
    case schema::Step::kLossy: {
      const auto loss = parse_share(step.lossy().loss());
      return each(step.lossy().names(), "lossy", [&](Target& target, const std::string&) {
        lose_packets(draft, target, loss ? *loss : 0, change);
      });
    }
    case schema::Step::kAttack: {
      const auto rate = parse_rate_per_second(step.attack().rate());
      const auto size = parse_octets(step.attack().size());
      Junk junk;
      junk.from = draft.places.find_all(step.attack().from(), path + ".attack.from");
      if (rate) junk.rate_per_second = *rate;
      if (!step.attack().size().empty() && size) junk.octets = static_cast<double>(*size);
      return each(step.attack().names(), "attack", [&](Target& target, const std::string& at) {
        attack(draft, target, junk, at, change);
      });
    }
    default: return false;
  }
}

void PlanBuilder::apply(const schema::Step& step, const std::string& path, sim::Time at, Done& done,
                        std::vector<DatedAction>& actions) {
  if (apply_zone_step(draft_, edits_, step, path, at, actions, done.zones)) return;
  Change change;
  if (!apply_fault(draft_, step, path, change)) apply_server_step(draft_, step, path, change);
  for (plan::Action& action : change.apply) actions.push_back({at, std::move(action)});
  done.undo = std::move(change.undo);
}

void PlanBuilder::perform(const Turn& turn) {
  const schema::Step& step = draft_.scenario.plan(turn.step);
  const std::string path = fmt::format("plan[{}]", turn.step);
  Done& done = done_[static_cast<std::size_t>(turn.step)];
  std::vector<DatedAction> actions;
  if (!turn.undo) {
    done = {};  // a rollback of a rollback does it again: only this time is to be undone
    apply(step, path, turn.at, done, actions);
  } else if (cannot_be_undone(step)) {
    draft_.problems.add(path, "this kind of step cannot be undone",
                        "Leave out `lasting` and rollbacks of it");
  } else {
    undo_zone_step(edits_, done.zones, path, turn.at, actions);
    for (const plan::Action& action : done.undo) actions.push_back({turn.at, action});
  }
  emit(turn, std::move(actions));
}

/// The actions of one instant are one step of the plan; only the first is announced.
void PlanBuilder::emit(const Turn& turn, std::vector<DatedAction> actions) {
  std::stable_sort(actions.begin(), actions.end(),
                   [](const DatedAction& a, const DatedAction& b) { return a.at < b.at; });
  const schema::Step& step = draft_.scenario.plan(turn.step);
  plan::Step first = step_at(turn.at);
  first.name = draft_.scenario.plan(turn.named_by).name();
  first.what = (turn.undo ? "undone: " : "") + sentence(step);
  std::vector<plan::Step>& steps = draft_.world.plan.steps;
  steps.push_back(std::move(first));
  for (DatedAction& dated : actions) {
    if (steps.back().at != dated.at) steps.push_back(step_at(dated.at));
    steps.back().actions.push_back(std::move(dated.action));
  }
}

constexpr double kMostFailures = 10'000'000;  // drawn in one run, per target

/// Each failure and repair is an event: laws that give none any length never let time go on.
void check_pace(Draft& draft, const plan::FailureProcess& process, const std::string& path) {
  const double cycle = process.time_to_failure.mean() + process.time_to_repair.mean();
  const sim::Duration span = std::min(process.until, draft.horizon) - process.from;
  if (span.seconds() > kMostFailures * cycle)
    draft.problems.add(path + ".time_to_failure", "comes more than 10 million times",
                       "Write a longer time to failure or to repair");
}

void add_failures(Draft& draft, const schema::Failures& declared, int index) {
  const std::string path = fmt::format("failures[{}]", index);
  const std::string name =
      declared.name().empty() ? fmt::format("failures {}", index + 1) : declared.name();
  plan::FailureProcess process;
  process.time_to_failure = to_law(declared.time_to_failure(), LawUnit::duration,
                                   path + ".time_to_failure", draft.problems);
  process.time_to_repair = to_law(declared.time_to_repair(), LawUnit::duration,
                                  path + ".time_to_repair", draft.problems);
  if (const auto from = draft.calendar.instant(declared.from()); !declared.from().empty() && from)
    process.from = from->time;
  const auto until = draft.calendar.instant(declared.until());
  process.until = declared.until().empty() || !until ? draft.horizon : until->time;
  check_pace(draft, process, path);
  for (int i = 0; i < declared.names_size(); ++i) {
    const std::string at = fmt::format("{}.names[{}]", path, i);
    const auto target = find_target(draft, declared.names(i), at);
    if (!target) continue;
    Change change;
    take_down(draft, *target, declared.how(), at, change);
    plan::FailureProcess one = process;
    one.path_hash = sim::hash_text("failures/" + name + "/" + declared.names(i));
    one.what = declared.names(i);
    one.fail = std::move(change.apply);
    one.repair = std::move(change.undo);
    draft.world.plan.failures.push_back(std::move(one));
  }
}

/// Servers that a plan adds are not there before.
void keep_added_servers_away(Draft& draft) {
  plan::Plan& plan = draft.world.plan;
  plan.host_causes.resize(draft.network().hosts.size(), 0);
  for (int i = 0; i < draft.scenario.plan_size(); ++i) {
    const std::string& name = draft.scenario.plan(i).add_server();
    if (name.empty()) continue;
    const auto target = find_target(draft, name, fmt::format("plan[{}].add_server", i));
    if (!target) continue;
    for (const Target::Member& member : target->members) {
      plan.host_causes[member.host] = 1;
      net::set_host_up(draft.network(), member.host, false);
    }
  }
}

}  // namespace

void build_plan(Draft& draft) {
  keep_added_servers_away(draft);
  watch_sites(draft);
  std::vector<plan::Step>& steps = draft.world.plan.steps;
  const auto warm_up = parse_duration(draft.scenario.warm_up());
  if (!draft.scenario.warm_up().empty() && warm_up && warm_up->ns > 0) {
    steps.push_back(step_at(sim::Time{} + *warm_up));  // before other steps of its instant
    steps.back().actions.push_back(plan::ResetMetrics{});
  }
  PlanBuilder builder(draft);
  for (const Turn& turn : lay_out_plan(draft.scenario, draft.calendar, draft.problems))
    builder.perform(turn);
  std::stable_sort(steps.begin(), steps.end(),
                   [](const plan::Step& a, const plan::Step& b) { return a.at < b.at; });
  for (int i = 0; i < draft.scenario.failures_size(); ++i)
    add_failures(draft, draft.scenario.failures(i), i);
}

}  // namespace waypost::scenarios
