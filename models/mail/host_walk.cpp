// SPDX-License-Identifier: Apache-2.0
#include "models/mail/host_walk.hpp"

#include <utility>

namespace waypost::mail {
namespace {

WalkAction next_target(HostWalk& walk) {
  if (walk.next == walk.targets.size()) return Exhausted{walk.against_destination};
  return ConnectTo{walk.targets[walk.next++]};
}

}  // namespace

EnhancedCode status_of(const FailureMap& map, Failure failure, Reply reply) {
  const FailureRule& rule = map[failure];
  EnhancedCode code = rule.code.given() ? rule.code : reply.status();
  code.status_class = rule.bounces ? 5 : 4;
  return code;
}

WalkAction begin(HostWalk& walk, Targets targets) {
  walk = HostWalk{};
  walk.targets = std::move(targets);
  return next_target(walk);
}

WalkAction on_failure(HostWalk& walk, const FailureMap& map, WalkLimits limits, Failure failure) {
  const FailureRule& rule = map[failure];
  walk.against_destination = rule.against_destination;
  if (rule.uses_session) ++walk.sessions;
  const bool out_of_sessions = limits.sessions != 0 && walk.sessions >= limits.sessions;
  if (!rule.next_address || out_of_sessions) return Exhausted{rule.against_destination};
  return next_target(walk);
}

}  // namespace waypost::mail
