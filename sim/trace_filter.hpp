// SPDX-License-Identifier: Apache-2.0
// Chooses which records of a trace are kept, at their source: "all", "none", or terms separated by
// commas or spaces: kind:GLOB entity:GLOB from:TIME to:TIME. Terms of one sort are alternatives;
// a record must satisfy every sort that occurs. Example:
// "kind:dns.*,entity:resolvers/paris*,to:2h".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/time.hpp"
#include "sim/trace.hpp"

namespace waypost::sim {

/// True if `text` matches `pattern`, where * stands for any run of characters and ? for one.
bool glob_matches(std::string_view pattern, std::string_view text);

struct TraceFilter {
  bool nothing = false;               ///< "none"
  std::vector<std::string> kinds;     ///< globs on the kind's word; empty: every kind
  std::vector<std::string> entities;  ///< globs on the reporting entity's path; empty: every one
  Time from{INT64_MIN};
  Time to{INT64_MAX};  ///< inclusive

  /// Throws std::invalid_argument that says which term is wrong and what to write instead.
  static TraceFilter parse(std::string_view text);
  /// True if any of `kinds`, respectively `entities`, matches.
  bool wants_kind(std::string_view kind) const;
  bool wants_entity(std::string_view path) const;
  bool wants_time(Time t) const { return !nothing && from <= t && t <= to; }
};

/// Passes to `next` what `filter` wants. Words are matched once per kind and entity.
class FilteredTrace : public TraceSink {
 public:
  /// `next` and `legend` must outlive it.
  FilteredTrace(TraceFilter filter, TraceSink& next, const TraceLegend& legend)
      : filter_(std::move(filter)), next_(next), legend_(legend) {}
  void record(const TraceRecord& record) override;

 private:
  enum class Verdict : std::uint8_t { kUnknown, kNo, kYes };
  template <class Decide>
  static bool remembered(std::vector<Verdict>& verdicts, std::size_t id, Decide&& decide);

  TraceFilter filter_;
  TraceSink& next_;
  const TraceLegend& legend_;
  std::vector<Verdict> kinds_, entities_;
};

}  // namespace waypost::sim
