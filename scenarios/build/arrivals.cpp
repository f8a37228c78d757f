// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/arrivals.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/build/shares.hpp"
#include "scenarios/load/suggest.hpp"
#include "scenarios/load/units.hpp"

namespace waypost::scenarios {
namespace {

constexpr std::size_t kMostInstants = 10'000'000;
// Each arrival of a rate is an event: more than these no computer gets through, or holds when they
// are not answered (a stub resolver holds 2^22 open lookups).
constexpr double kMostArrivals = 1e9, kMostPerSecond = 4e6;

struct DayProfile {
  const char* name;
  double trough_to_peak, peak_hour, weekend;
};
constexpr DayProfile kDays[] = {{"residential", 0.5, 21, 1.0}, {"office", 0.2, 14, 0.4}};

std::vector<double> users_of(const std::vector<Asking>& groups) {
  std::vector<double> users;
  double sum = 0;
  for (const Asking& group : groups) sum += static_cast<double>(group.users);
  for (const Asking& group : groups) users.push_back(static_cast<double>(group.users) / sum);
  return users;
}

}  // namespace

ArrivalPlan::ArrivalPlan(const schema::Arrivals& arrivals, const Calendar& calendar,
                         sim::Time horizon, const std::string& folder, ColumnCheck check,
                         const std::string& path, Problems& problems)
    : calendar_(calendar), problems_(problems), path_(path), horizon_(horizon) {
  from_ = instant(arrivals.from(), sim::Time{}, path + ".from", problems);
  until_ = instant(arrivals.until(), sim::kNever, path + ".until", problems);
  if (until_ <= from_) problems.add(path + ".until", "is not after `from`");
  by_rate_ = !arrivals.rate().empty() || !arrivals.rate_per_user().empty();
  if (by_rate_) {
    read_rate(arrivals, path, problems);
  } else {
    if (arrivals.has_day()) problems.add(path + ".day", "multiplies a rate, but there is none");
    if (arrivals.bursts_size() > 0)
      problems.add(path + ".bursts", "multiply a rate, but there is none");
    if (arrivals.recorded().empty()) read_instants(arrivals, path, problems);
    if (arrivals.recorded().empty()) return;
    recorded_ =
        read_recording(folder + "/" + arrivals.recorded(), check, path + ".recorded", problems);
    std::erase_if(recorded_,
                  [this](const RecordedRow& row) { return row.at < from_ || row.at >= until_; });
    for (const RecordedRow& row : recorded_) instants_.push_back(row.at);
  }
}

sim::Time ArrivalPlan::instant(const std::string& text, sim::Time fallback, const std::string& path,
                               Problems& problems) const {
  if (text.empty()) return fallback;
  const auto read = calendar_.instant(text);
  if (read) return read->time;
  problems.add(path, read.wrong().what, read.wrong().hint);
  return fallback;
}

void ArrivalPlan::read_rate(const schema::Arrivals& arrivals, const std::string& path,
                            Problems& problems) {
  const bool each = arrivals.rate().empty();
  const auto rate = parse_rate_per_second(each ? arrivals.rate_per_user() : arrivals.rate());
  if (!rate) return;
  (each ? rate_per_user_ : rate_) = *rate;
  curve_.start_unix_seconds = calendar_.start_unix_seconds();
  if (arrivals.has_day()) read_day(arrivals.day(), path + ".day", problems);
  read_bursts(arrivals, path + ".bursts", problems);
}

void ArrivalPlan::read_day(const schema::Arrivals::Day& day, const std::string& path,
                           Problems& problems) {
  DayProfile shape{"", 0.5, 21, 1.0};
  if (!day.profile().empty()) {
    const auto known = std::find_if(std::begin(kDays), std::end(kDays),
                                    [&](const DayProfile& d) { return day.profile() == d.name; });
    if (known == std::end(kDays))
      problems.add(path + ".profile", fmt::format("unknown day \"{}\"", day.profile()),
                   did_you_mean(day.profile(), {"residential", "office"}));
    else
      shape = *known;
  }
  if (const auto ratio = parse_share(day.trough_to_peak()); !day.trough_to_peak().empty() && ratio)
    shape.trough_to_peak = *ratio;
  if (const auto weekend = parse_share(day.weekend()); !day.weekend().empty() && weekend)
    shape.weekend = *weekend;
  if (day.has_peak_hour()) shape.peak_hour = day.peak_hour();
  if (shape.trough_to_peak <= 0) problems.add(path + ".trough_to_peak", "must be above zero");
  if (!(shape.peak_hour >= 0 && shape.peak_hour <= 24))
    problems.add(path + ".peak_hour", "must lie between 0 and 24");
  curve_.day = workload::cosine_day(shape.peak_hour, std::max(shape.trough_to_peak, 1e-6));
  curve_.weekend_factor = shape.weekend;
}

void ArrivalPlan::read_bursts(const schema::Arrivals& arrivals, const std::string& path,
                              Problems& problems) {
  for (int i = 0; i < arrivals.bursts_size(); ++i) {
    const auto& burst = arrivals.bursts(i);
    const std::string at = fmt::format("{}[{}]", path, i);
    const sim::Time start = instant(burst.from(), sim::Time{}, at + ".from", problems);
    const auto lasting = parse_duration(burst.lasting());
    if (!(burst.factor() >= 0 && burst.factor() <= 1e9))
      problems.add(at + ".factor", "must lie between 0 and 1e9");
    if (lasting) curve_.bursts.push_back({start, start + *lasting, burst.factor()});
  }
}

void ArrivalPlan::read_instants(const schema::Arrivals& arrivals, const std::string& path,
                                Problems& problems) {
  for (int i = 0; i < arrivals.at_size(); ++i)
    instants_.push_back(
        instant(arrivals.at(i), sim::Time{}, fmt::format("{}.at[{}]", path, i), problems));
  if (const auto every = parse_duration(arrivals.every()); !arrivals.every().empty() && every) {
    const sim::Time end = std::min(until_, horizon_);
    if (every->ns <= 0 || (end - from_).ns / every->ns > static_cast<std::int64_t>(kMostInstants))
      problems.add(path + ".every", "comes more than 10 million times", "Use `rate`");
    else
      for (sim::Time t = from_; t < end; t += *every) instants_.push_back(t);
  }
  std::sort(instants_.begin(), instants_.end());
  std::erase_if(instants_, [&](sim::Time t) { return t < from_ || t >= until_; });
}

/// Of all groups together, from the mean and the bursts; the day's shape has mean 1.
void ArrivalPlan::check_volume(std::uint64_t all_users) const {
  const double mean = rate_ + rate_per_user_ * static_cast<double>(all_users);
  double all = mean * (std::min(until_, horizon_) - from_).seconds(), peak = mean;
  for (const workload::Burst& burst : curve_.bursts) {
    const sim::Time end = std::min({burst.end, until_, horizon_});
    peak = std::max(peak, mean * burst.factor);
    if (end > burst.start) all += mean * burst.factor * (end - burst.start).seconds();
  }
  const std::string path = path_ + (rate_ > 0 ? ".rate" : ".rate_per_user");
  if (peak > kMostPerSecond)
    problems_.add(
        path,
        fmt::format("comes to {:.3g} a second, more than the 4 million that can be simulated",
                    peak),
        "For a flood write a step `attack`: its packets are no events");
  else if (all > kMostArrivals)
    problems_.add(
        path,
        fmt::format("comes {:.3g} times, more than the thousand million that can be simulated",
                    all),
        "Shorten the horizon, or write a lower rate");
}

workload::Arrivals ArrivalPlan::rate_part(const Asking& group, std::uint64_t all_users) const {
  workload::Arrivals part;
  part.curve = curve_;
  const auto users = static_cast<double>(group.users);
  part.curve.mean_per_second =
      rate_per_user_ * users + rate_ * (users / static_cast<double>(all_users));
  const std::string zone = group.time_zone.empty() ? "UTC" : group.time_zone;
  for (const UtcOffset& offset : calendar_.utc_offsets(zone, horizon_))
    part.curve.offsets.push_back({offset.since, offset.offset});
  part.from = from_;
  part.until = until_;
  return part;
}

std::vector<workload::Arrivals> ArrivalPlan::deal_out(const std::vector<Asking>& groups) const {
  std::vector<workload::Arrivals> parts;
  std::uint64_t all_users = 0;
  for (const Asking& group : groups) all_users += group.users;
  if (by_rate_) check_volume(all_users);
  for (const Asking& group : groups) {
    if (by_rate_) {
      parts.push_back(rate_part(group, all_users));
    } else {
      workload::Arrivals none;
      none.kind = workload::Arrivals::Kind::at_instants;
      none.from = from_;
      none.until = until_;
      parts.push_back(std::move(none));
    }
  }
  const std::vector<std::uint32_t> whose = deal(instants_.size(), users_of(groups));
  for (std::size_t i = 0; i < instants_.size(); ++i)
    parts[whose[i]].instants.push_back(instants_[i]);
  return parts;
}

std::vector<Recording> ArrivalPlan::deal_recorded(const std::vector<Asking>& groups) const {
  std::vector<Recording> parts(groups.size());
  const std::vector<std::uint32_t> whose = deal(recorded_.size(), users_of(groups));
  for (std::size_t i = 0; i < recorded_.size(); ++i) parts[whose[i]].push_back(recorded_[i]);
  return parts;
}

}  // namespace waypost::scenarios
