// SPDX-License-Identifier: Apache-2.0
// Figures of one run as rows of a result: a mean of n = 1, without an interval.
#pragma once

#include "scenarios/schema/result.pb.h"
#include "sim/histogram.hpp"

namespace waypost::scenarios {

inline schema::Estimate single(double value) {
  schema::Estimate estimate;
  estimate.set_mean(value);
  estimate.set_n(1);
  return estimate;
}
inline schema::Estimate single(std::uint64_t value) { return single(static_cast<double>(value)); }

inline void count(google::protobuf::RepeatedPtrField<schema::Counted>& rows, const char* what,
                  std::uint64_t n) {
  schema::Counted& row = *rows.Add();
  row.set_what(what);
  *row.mutable_count() = single(n);
}

/// `unit`: nanoseconds in one unit of the report.
inline void distribution(const sim::Histogram& h, double unit, schema::Distribution& out) {
  const auto value = [unit](std::int64_t ns) { return single(static_cast<double>(ns) / unit); };
  *out.mutable_count() = single(h.count());
  *out.mutable_mean() = single(h.mean() / unit);
  *out.mutable_p50() = value(h.quantile(0.50));
  *out.mutable_p90() = value(h.quantile(0.90));
  *out.mutable_p95() = value(h.quantile(0.95));
  *out.mutable_p99() = value(h.quantile(0.99));
  *out.mutable_p99_9() = value(h.quantile(0.999));
  *out.mutable_max() = value(h.max());
}

}  // namespace waypost::scenarios
