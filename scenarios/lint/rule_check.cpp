// SPDX-License-Identifier: Apache-2.0
#include "scenarios/lint/rule_check.hpp"

#include <fmt/format.h>

#include <variant>

#include "scenarios/build/problems.hpp"

namespace waypost::scenarios {
namespace {

std::vector<ZoneSource> read_sources(const Loaded& loaded) {
  std::vector<ZoneSource> sources;
  for (int i = 0; i < loaded.scenario->zones_size(); ++i) sources.emplace_back(loaded, i);
  return sources;
}

/// The plan is built, so its instants are right.
std::vector<Turn> turns_of(const Loaded& loaded, const Calendar& calendar) {
  Problems none(*loaded.locations);
  return lay_out_plan(*loaded.scenario, calendar, none);
}

std::vector<Moment> moments_of(const plan::Plan& plan) {
  std::vector<Moment> moments;
  for (const plan::Step& step : plan.steps)
    for (const plan::Action& action : step.actions) {
      const auto* change = std::get_if<plan::PublishZone>(&action);
      if (change == nullptr) continue;
      if (moments.empty() || moments.back().at != step.at) moments.push_back({step.at, {}});
      moments.back().changes.push_back(*change);
    }
  return moments;
}

/// The zone that a step changes; empty: none.
std::string zone_of(const schema::Step& step) {
  switch (step.action_case()) {
    case schema::Step::kChangeRecords: return step.change_records().zone();
    case schema::Step::kChangeTtl: return step.change_ttl().zone();
    case schema::Step::kChangeNameServers: return step.change_name_servers().zone();
    case schema::Step::kChangeDelegation: return step.change_delegation().zone();
    default: return {};
  }
}

std::string named(const schema::Step& step) {
  return step.name().empty() ? "this step" : fmt::format("\"{}\"", step.name());
}

}  // namespace

LintRun::LintRun(const Loaded& loaded, const Built& built)
    : scenario(*loaded.scenario),
      world(built.world),
      locations_(*loaded.locations),
      calendar_(*Calendar::from(loaded.scenario->start())),
      sources_(read_sources(loaded)),
      turns_(turns_of(loaded, calendar_)),
      moments_(moments_of(built.world.plan)),
      view_(built.world) {}

dns::Name LintRun::apex(const ZoneSource& source) const {
  dns::Name name;
  world.dns.names.find(source.origin(), name);
  return name;
}

void LintRun::advance(const Moment& moment) {
  for (const plan::PublishZone& change : moment.changes) view_.apply(change);
  now_ = moment.at;
  began_ = true;
}

/// The last step until `at` that changes `zone`; if there is none, the last that changes any.
const Turn* LintRun::turn(sim::Time at, const std::string& zone) const {
  const Turn* any = nullptr;
  const Turn* exact = nullptr;
  for (const Turn& turn : turns_) {
    if (turn.at > at) break;
    const std::string changed = zone_of(scenario.plan(turn.step));
    if (changed.empty()) continue;
    any = &turn;
    if (absolute_name(changed) == absolute_name(zone)) exact = &turn;
  }
  return exact != nullptr ? exact : any;
}

ScenarioError LintRun::place_of_step(const Turn& turn) const {
  return locations_.error(fmt::format("plan[{}]", turn.named_by), {}, {});
}

void LintRun::add(ScenarioError place, Remark remark) {
  const Severity severity = severity_.value_or(rule_->severity);
  severity_.reset();
  if (!said_.insert(fmt::format("{} {} {}", rule_->id, remark.subject, remark.what)).second) return;
  if (began_) {
    if (const Turn* step = turn(now_, remark.subject)) {
      place = place_of_step(*step);
      remark.what = fmt::format("{} {}: {}", step->undo ? "when it is undone," : "after",
                                named(scenario.plan(step->named_by)), remark.what);
    }
  }
  place.what = std::move(remark.what);
  place.hint = std::move(remark.hint);
  findings.push_back({rule_, severity, std::move(remark.subject), std::move(place)});
}

void LintRun::fire(const std::string& path, Remark remark) {
  add(locations_.error(path, {}, {}), std::move(remark));
}

void LintRun::fire_at_record(const ZoneSource& zone, dns::Name owner, dns::RecordType type,
                             const std::string& target, Remark remark) {
  if (const MasterRecord* record = zone.find(world.dns.names.text(owner), type, target))
    return fire_at_record(zone, *record, std::move(remark));
  fire(fmt::format("zones[{}]", zone.index()), std::move(remark));
}

void LintRun::fire_at_record(const ZoneSource& zone, const MasterRecord& record, Remark remark) {
  add(zone.place_of(record), std::move(remark));
}

void LintRun::fire_at_finding(const ZoneSource& zone, const ZoneFinding& finding) {
  const std::string subject = zone.origin().substr(0, zone.origin().size() - 1);
  add(zone.place_of(finding), {subject, finding.what, finding.mend});
}

void LintRun::fire_at_step(sim::Time at, const std::string& zone, Remark remark) {
  const Turn* step = turn(at, zone);
  add(step == nullptr ? locations_.error("plan", {}, {}) : place_of_step(*step), std::move(remark));
}

}  // namespace waypost::scenarios
