// SPDX-License-Identifier: Apache-2.0
// What faults do to their targets, with what undoes it.
#pragma once

#include <string>
#include <vector>

#include "scenarios/build/targets.hpp"
#include "scenarios/schema/plan.pb.h"

namespace waypost::scenarios {

struct Change {
  std::vector<plan::Action> apply, undo;

  void add(plan::Action action, plan::Action inverse) {
    apply.push_back(std::move(action));
    undo.push_back(std::move(inverse));
  }
};

/// Service times of hosts, or delays one way: multiplied, then lengthened.
struct Slowness {
  double factor = 1;
  sim::Duration extra{};
};

struct Junk {
  double rate_per_second = 0;
  double octets = 60;  ///< of a packet
  std::vector<net::SiteId> from{};
};

// Each adds to `change` what happens to one target; a combination that no model knows is a mistake
// of the field at `path`.
void take_down(Draft& draft, const Target& target, schema::Down::How how, const std::string& path,
               Change& change);
void bring_up(Draft& draft, const Target& target, Change& change);
void slow_down(Draft& draft, const Target& target, const Slowness& slowness, Change& change);
void lose_packets(Draft& draft, const Target& target, double loss, Change& change);
/// At the target as a whole: from the places given, as anycast routes them, or (none given) in
/// equal parts at its hosts.
void attack(Draft& draft, const Target& target, const Junk& junk, const std::string& path,
            Change& change);

}  // namespace waypost::scenarios
