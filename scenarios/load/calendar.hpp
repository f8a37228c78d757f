// SPDX-License-Identifier: Apache-2.0
// Dates and simulated time: what date time 0 is, and what instant a text such as
// "2026-03-10 09:00 Europe/Paris" means. IANA zones through Howard Hinnant's date library (tzdata
// of the system). Leap seconds are not counted, as in POSIX time.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scenarios/load/parsed.hpp"
#include "sim/time.hpp"

namespace waypost::scenarios {

/// An instant read from a text. `note` says so when the local time was skipped or doubled by a
/// clock change.
struct ReadInstant {
  sim::Time time;
  std::string note;
};

/// From `since` on, local time = UTC + `offset`.
struct UtcOffset {
  sim::Time since;
  sim::Duration offset;
};

/// Maps simulated time 0 to a date.
class Calendar {
 public:
  static constexpr std::string_view kDefaultStart = "2026-01-05 00:00 UTC";

  /// Reads "2026-01-05 00:00 UTC"; an empty text means the default.
  static Parsed<Calendar> from(std::string_view start);

  /// Time 0, in seconds since 1970-01-01 00:00 UTC.
  std::int64_t start_unix_seconds() const { return start_; }

  /// "+48h"; "2026-03-10 09:00 Europe/Paris"; "Mon 09:00 Europe/Paris" (the first at or after time
  /// 0). A skipped local time means the end of the gap; of a doubled one the first is taken.
  Parsed<ReadInstant> instant(std::string_view text) const;

  /// "2026-03-10 09:00:00 CET"; `zone` must exist.
  std::string format(sim::Time time, const std::string& zone = "UTC") const;

  /// The zone's offsets from time 0 (first entry) until `end`, for models that need local time.
  std::vector<UtcOffset> utc_offsets(const std::string& zone, sim::Time end) const;

  /// Day of the week of time 0 in UTC: 0 = Sunday ... 6 = Saturday.
  int start_weekday_utc() const;

 private:
  explicit Calendar(std::int64_t start) : start_(start) {}
  std::int64_t start_;
};

bool is_time_zone(const std::string& name);

/// "Did you mean" for a zone.
std::string time_zone_hint(const std::string& name);

}  // namespace waypost::scenarios
