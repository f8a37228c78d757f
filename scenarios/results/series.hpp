// SPDX-License-Identifier: Apache-2.0
// Time series of a run, taken from outside: the runner stops at each window's end, and what the
// counters gained is one value. Nothing is recorded on any hot path.
#pragma once

#include <string>
#include <vector>

#include "models/world/world.hpp"
#include "scenarios/schema/result.pb.h"

namespace waypost::scenarios {

class SeriesRecorder {
 public:
  explicit SeriesRecorder(sim::Duration window) : window_(window) {}

  sim::Duration window() const { return window_; }
  /// Adds one value per series for the window that ends now.
  void end_window(const world::World& world);
  void write(schema::Result& result) const;

 private:
  struct Line {
    const char* key;
    const char* unit;
    bool level;         ///< a state at the window's end, not what was gained in it
    double before = 0;  ///< the counter at the last window's end
    std::vector<double> values{};
  };
  sim::Duration window_;
  std::vector<Line> lines_{
      {"dns.stub_queries", "queries", false},     {"dns.stub_failures", "lookups", false},
      {"dns.resolver_queries", "queries", false}, {"dns.resolver_hits", "queries", false},
      {"dns.upstream_queries", "queries", false}, {"mail.submitted", "recipients", false},
      {"mail.delivered", "recipients", false},    {"mail.bounced", "recipients", false},
      {"mail.queued", "recipients", true},
  };
};

}  // namespace waypost::scenarios
