// SPDX-License-Identifier: Apache-2.0
// How a rule is written: a function from what a run of lint sees to the places where it fires. One
// file per family defines its rules; lint.cpp lists them.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "scenarios/build/build.hpp"
#include "scenarios/build/timeline.hpp"
#include "scenarios/lint/lint.hpp"
#include "scenarios/lint/served_view.hpp"
#include "scenarios/lint/zone_source.hpp"

namespace waypost::scenarios {

/// An instant of the plan at which zones change, and how.
struct Moment {
  sim::Time at{};
  std::vector<plan::PublishZone> changes;
};

/// What rules look at, and where they leave what they see.
class LintRun {
 public:
  LintRun(const Loaded& loaded, const Built& built);

  const schema::Scenario& scenario;
  const world::World& world;
  const std::vector<ZoneSource>& sources() const { return sources_; }  ///< by index of `zones`
  const std::vector<Moment>& moments() const { return moments_; }      ///< in order of time
  const ServedView& view() const { return view_; }                     ///< of now
  dns::Name apex(const ZoneSource& source) const;

  /// Goes to `moment`: from here on findings are those of the step that led to it.
  void advance(const Moment& moment);

  /// What a rule says of one place. `subject`: the domain or host that it is about.
  struct Remark {
    std::string subject, what, hint;
  };
  void begin(const Rule& rule) { rule_ = &rule; }
  /// The rule fires at the field `path`.
  void fire(const std::string& path, Remark remark);
  /// The rule fires at a record of a zone; where the text has none, at the zone.
  void fire_at_record(const ZoneSource& zone, dns::Name owner, dns::RecordType type,
                      const std::string& target, Remark remark);
  void fire_at_record(const ZoneSource& zone, const MasterRecord& record, Remark remark);
  /// The rule is what the importer found.
  void fire_at_finding(const ZoneSource& zone, const ZoneFinding& finding);
  /// The rule fires at the step of the plan that changes `zone` at `at`.
  void fire_at_step(sim::Time at, const std::string& zone, Remark remark);
  /// The same with less (or more) weight than the rule's own.
  void next_weighs(Severity severity) { severity_ = severity; }

  std::string date(sim::Time at) const { return calendar_.format(at); }
  std::vector<Finding> findings;

 private:
  void add(ScenarioError place, Remark remark);
  const Turn* turn(sim::Time at, const std::string& zone) const;
  ScenarioError place_of_step(const Turn& turn) const;

  const Locations& locations_;
  Calendar calendar_;
  std::vector<ZoneSource> sources_;
  std::vector<Turn> turns_;
  std::vector<Moment> moments_;
  ServedView view_;
  const Rule* rule_ = nullptr;
  std::optional<Severity> severity_;
  sim::Time now_{};
  bool began_ = false;          ///< the plan has changed something
  std::set<std::string> said_;  ///< rule, subject, what: nothing is said twice
};

struct RuleCheck {
  const char* id;
  void (*check)(LintRun& run);
};

/// Checked once: they read the scenario and the text of its zones, or the plan as a whole.
std::vector<RuleCheck> text_rules();
std::vector<RuleCheck> ttl_rules();

/// Checked at time 0, and after each change of the plan.
std::vector<RuleCheck> delegation_rules();
std::vector<RuleCheck> circle_rules();
std::vector<RuleCheck> alias_rules();
std::vector<RuleCheck> exchanger_rules();
std::vector<RuleCheck> mail_domain_rules();

}  // namespace waypost::scenarios
