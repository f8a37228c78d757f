// SPDX-License-Identifier: Apache-2.0
#include "scenarios/load/check_plan.hpp"

#include <fmt/format.h>

#include <map>

#include "scenarios/load/cities.hpp"
#include "scenarios/load/suggest.hpp"
#include "scenarios/load/units.hpp"

namespace waypost::scenarios {
namespace {

class PlanCheck {
 public:
  PlanCheck(const schema::Scenario& s, Findings& findings) : s_(s), findings_(findings) {
    for (int i = 0; i < s.plan_size(); ++i)
      if (!s.plan(i).name().empty()) steps_.emplace(s.plan(i).name(), i);
    for (const auto& [name, index] : steps_) step_names_.push_back(name);
    for (const char* list : {"name_servers", "mail_hosts", "resolvers", "forwarders",
                             "mail_providers", "sites", "hubs", "links"})
      for (std::string& name : entry_names(s, list)) targets_.push_back(std::move(name));
    for (const auto& link : s.links()) targets_.push_back(link.from() + " - " + link.to());
    for (const std::string& name : targets_) target_keys_.insert(key_of_name(name));
  }

  void check_step(int i) {
    const schema::Step& step = s_.plan(i);
    const std::string path = fmt::format("plan[{}]", i);
    if (step.action_case() == schema::Step::ACTION_NOT_SET && !any_mentioned_action())
      findings_.error(path, "needs an action",
                      "For instance down, up, change_records, flush, rollback");
    if (!step.at().empty() && !step.after().empty())
      findings_.error(path + ".after", "at and after exclude each other", "Leave one out");
    if (step.at().empty() && step.after().empty() && !findings_.mentioned("at") &&
        !findings_.mentioned("after"))
      findings_.error(path, "needs one of: at, after");
    if (!step.after().empty()) check_after(i, path + ".after");
    if (!step.rollback().empty()) check_name(step.rollback(), path + ".rollback");
    check_action(step, path);
  }

  void check_targets(const google::protobuf::RepeatedPtrField<std::string>& names,
                     const std::string& path) {
    for (int i = 0; i < names.size(); ++i) {
      if (is_target(names.Get(i))) continue;
      const std::string near = nearest(names.Get(i), targets_);
      // The servers of real TLDs have names that only building knows.
      const bool may_be_tld_server =
          near.empty() && names.Get(i).find('.') != std::string::npos && !s_.root().has_mini();
      // So have the links between the hubs of the shipped map.
      const bool may_be_link = names.Get(i).find(" - ") != std::string::npos;
      if (may_be_tld_server || may_be_link) continue;
      findings_.error(
          fmt::format("{}[{}]", path, i),
          fmt::format("\"{}\" is no host, group, site, city, hub or link here", names.Get(i)),
          did_you_mean(names.Get(i), targets_));
    }
  }

 private:
  bool any_mentioned_action() const {
    const auto* oneof = schema::Step::descriptor()->oneof_decl(0);
    for (int i = 0; i < oneof->field_count(); ++i)
      if (findings_.mentioned(oneof->field(i)->name())) return true;
    return findings_.mentioned("Step");
  }

  bool is_target(const std::string& name) const {
    return target_keys_.contains(key_of_name(name)) ||
           key_of_name(name).ends_with(".root-servers.net") ||
           Cities::shipped().find(name) != nullptr;
  }

  bool check_name(const std::string& name, const std::string& path) {
    if (steps_.contains(name) || findings_.mentioned("plan") || findings_.mentioned("name"))
      return true;
    findings_.error(path, fmt::format("no step is named \"{}\"", name),
                    did_you_mean(name, step_names_));
    return false;
  }

  /// The chain of `after` must end at a step with a date.
  void check_after(int start, const std::string& path) {
    int i = start;
    for (int hops = 0; hops <= s_.plan_size(); ++hops) {
      const auto after = parse_after(s_.plan(i).after());
      if (!after) {
        if (i == start) findings_.error(path, after.wrong().what, after.wrong().hint);
        return;
      }
      const auto next = steps_.find(after->step);
      if (next == steps_.end()) {
        if (i == start) check_name(after->step, path);
        return;
      }
      i = next->second;
      if (s_.plan(i).after().empty()) return;
    }
    findings_.error(path, "the steps wait for each other in a circle",
                    "Give one of them a date with `at`");
  }

  void check_action(const schema::Step& step, const std::string& path) {
    switch (step.action_case()) {
      case schema::Step::kDown: return check_targets(step.down().names(), path + ".down.names");
      case schema::Step::kUp: return check_targets(step.up().names(), path + ".up.names");
      case schema::Step::kLossy: return check_targets(step.lossy().names(), path + ".lossy.names");
      case schema::Step::kAttack:
        return check_targets(step.attack().names(), path + ".attack.names");
      case schema::Step::kSlow:
        check_targets(step.slow().names(), path + ".slow.names");
        if ((step.slow().factor() > 0) == !step.slow().extra().empty())
          findings_.error(path + ".slow", "needs exactly one of: factor, extra");
        else if (step.slow().extra().empty() && step.slow().factor() < 1)
          findings_.error(path + ".slow.factor", "must be at least 1");
        return;
      case schema::Step::kChangeDelegation:
        if ((step.change_delegation().name_servers_size() > 0) ==
            (step.change_delegation().records_size() > 0))
          findings_.error(path + ".change_delegation",
                          "needs exactly one of: name_servers, records");
        return;
      case schema::Step::kChangeSigning:
        if ((step.change_signing().keys_size() > 0) + step.change_signing().off() +
                step.change_signing().signer_stops() !=
            1)
          findings_.error(path + ".change_signing",
                          "needs exactly one of: keys, off, signer_stops");
        return;
      case schema::Step::kChangeDs:
        if ((step.change_ds().keys_size() > 0) == step.change_ds().removed())
          findings_.error(path + ".change_ds", "needs exactly one of: keys, removed");
        return;
      case schema::Step::kChangeRecords:
        if (step.change_records().add().empty() && step.change_records().remove().empty() &&
            step.change_records().replace().empty())
          findings_.error(path + ".change_records", "changes nothing",
                          "Give add, remove or replace");
        return;
      default: return;
    }
  }

  const schema::Scenario& s_;
  Findings& findings_;
  std::map<std::string, int> steps_;
  std::vector<std::string> step_names_;
  std::vector<std::string> targets_;
  std::set<std::string> target_keys_;
};

std::string_view trim(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

}  // namespace

Parsed<AfterStep> parse_after(std::string_view text) {
  const std::size_t plus = text.rfind('+');
  const std::string step(trim(text.substr(0, plus)));
  if (step.empty()) return Wrong{fmt::format("\"{}\" names no step", text), "Write \"step + 24h\""};
  if (plus == std::string_view::npos) return AfterStep{step, {}};
  const auto offset = parse_duration(trim(text.substr(plus + 1)));
  if (!offset) return Wrong{offset.wrong().what, "Write \"step + 24h\""};
  return AfterStep{step, *offset};
}

void check_plan(const schema::Scenario& scenario, Findings& findings) {
  PlanCheck check(scenario, findings);
  for (int i = 0; i < scenario.plan_size(); ++i) check.check_step(i);
  for (int i = 0; i < scenario.failures_size(); ++i)
    check.check_targets(scenario.failures(i).names(), fmt::format("failures[{}].names", i));
}

}  // namespace waypost::scenarios
