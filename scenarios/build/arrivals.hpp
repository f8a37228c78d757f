// SPDX-License-Identifier: Apache-2.0
// When things happen: an `arrivals` field, dealt out to the clients of a population. Rates split by
// users; single instants (at, every, recorded) go to one group of clients each, by quota.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "models/workload/arrivals.hpp"
#include "scenarios/build/problems.hpp"
#include "scenarios/build/recording.hpp"
#include "scenarios/load/calendar.hpp"
#include "scenarios/schema/workload.pb.h"

namespace waypost::scenarios {

/// A group of clients that gets a part of a population's demand.
struct Asking {
  std::uint64_t users = 0;
  std::string time_zone;  ///< IANA; empty = UTC
};

/// What an `arrivals` field means, before it is dealt out.
class ArrivalPlan {
 public:
  /// Reads the field at `path`. `folder`: where recorded files are looked for, whose rows pass
  /// `check`.
  ArrivalPlan(const schema::Arrivals& arrivals, const Calendar& calendar, sim::Time horizon,
              const std::string& folder, ColumnCheck check, const std::string& path,
              Problems& problems);

  /// The part of each group, in their order; the groups' users are not all zero.
  std::vector<workload::Arrivals> deal_out(const std::vector<Asking>& groups) const;

  /// The recorded rows of each group, by ordinal; empty unless `recorded` is used.
  std::vector<Recording> deal_recorded(const std::vector<Asking>& groups) const;

 private:
  void read_rate(const schema::Arrivals& arrivals, const std::string& path, Problems& problems);
  void read_instants(const schema::Arrivals& arrivals, const std::string& path, Problems& problems);
  void read_day(const schema::Arrivals::Day& day, const std::string& path, Problems& problems);
  void read_bursts(const schema::Arrivals& arrivals, const std::string& path, Problems& problems);
  sim::Time instant(const std::string& text, sim::Time fallback, const std::string& path,
                    Problems& problems) const;
  void check_volume(std::uint64_t all_users) const;
  workload::Arrivals rate_part(const Asking& group, std::uint64_t all_users) const;

  const Calendar& calendar_;
  Problems& problems_;
  std::string path_;
  sim::Time horizon_;
  double rate_ = 0, rate_per_user_ = 0;
  workload::RateCurve curve_;  ///< the shape; each group sets its own mean and offsets
  std::vector<sim::Time> instants_;
  Recording recorded_;
  sim::Time from_{}, until_ = sim::kNever;
  bool by_rate_ = false;
};

}  // namespace waypost::scenarios
