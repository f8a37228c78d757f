// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/timeline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "scenarios/load/check_plan.hpp"
#include "scenarios/load/units.hpp"

namespace waypost::scenarios {
namespace {

class Dates {
 public:
  Dates(const schema::Scenario& scenario, const Calendar& calendar, Problems& problems)
      : scenario_(scenario), calendar_(calendar), problems_(problems) {
    dates_.resize(static_cast<std::size_t>(scenario.plan_size()));
    for (int i = 0; i < scenario.plan_size(); ++i) by_name_.emplace(scenario.plan(i).name(), i);
  }

  int step(const std::string& name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? -1 : found->second;
  }

  /// The loader has seen to it that chains of `after` end.
  sim::Time of(int i) {
    auto& date = dates_[static_cast<std::size_t>(i)];
    if (!date) date = read(i);
    return *date;
  }

 private:
  sim::Time read(int i) {
    const schema::Step& step = scenario_.plan(i);
    if (!step.after().empty()) {
      const auto after = parse_after(step.after());
      return after ? of(this->step(after->step)) + after->offset : sim::Time{};
    }
    const auto read = calendar_.instant(step.at());
    if (read) return read->time;
    problems_.add(fmt::format("plan[{}].at", i), read.wrong().what, read.wrong().hint);
    return {};
  }

  const schema::Scenario& scenario_;
  const Calendar& calendar_;
  Problems& problems_;
  std::map<std::string, int> by_name_;
  std::vector<std::optional<sim::Time>> dates_;
};

/// A change at the parent shows when registrar and registry have published it.
sim::Duration registry_delay(const schema::Step& step) {
  const std::string& text = step.has_change_ds() ? step.change_ds().publication_delay()
                                                 : step.change_delegation().publication_delay();
  const auto delay = parse_duration(text);
  return text.empty() || !delay ? sim::Duration{} : *delay;
}

/// What a rollback comes down to: a step undone or, when it rolls a rollback back, done again.
struct Undone {
  int step;
  bool undo;
};

std::optional<Undone> undone_by(const schema::Scenario& scenario, Dates& dates, int rollback,
                                Problems& problems) {
  Undone found{rollback, false};
  for (int hops = 0; !scenario.plan(found.step).rollback().empty(); ++hops) {
    const int before = dates.step(scenario.plan(found.step).rollback());
    const std::string path = fmt::format("plan[{}].rollback", found.step);
    if (hops > scenario.plan_size()) {
      problems.add(path, "the steps roll each other back in a circle");
      return std::nullopt;
    }
    if (dates.of(before) > dates.of(found.step)) {
      problems.add(path, fmt::format("\"{}\" comes later than its rollback",
                                     scenario.plan(found.step).rollback()));
      return std::nullopt;
    }
    found = {before, !found.undo};
  }
  return found;
}

}  // namespace

std::vector<Turn> lay_out_plan(const schema::Scenario& scenario, const Calendar& calendar,
                               Problems& problems) {
  Dates dates(scenario, calendar, problems);
  std::vector<Turn> turns;
  for (int i = 0; i < scenario.plan_size(); ++i) {
    const schema::Step& step = scenario.plan(i);
    const sim::Time at = dates.of(i) + registry_delay(step);
    if (step.rollback().empty()) {
      turns.push_back({at, i, false, i});
      const auto lasting = parse_duration(step.lasting());
      if (!step.lasting().empty() && lasting) turns.push_back({at + *lasting, i, true, i});
      continue;
    }
    if (const auto undone = undone_by(scenario, dates, i, problems))
      turns.push_back(
          {at + registry_delay(scenario.plan(undone->step)), undone->step, undone->undo, i});
  }
  std::stable_sort(turns.begin(), turns.end(),
                   [](const Turn& a, const Turn& b) { return a.at < b.at; });
  return turns;
}

}  // namespace waypost::scenarios
