// SPDX-License-Identifier: Apache-2.0
// What became of every user's message of a run, read from its trace: at the first attempt, and in
// the end.
#pragma once

#include <map>
#include <unordered_map>

#include "models/mail/trace_kinds.hpp"
#include "sim/trace.hpp"

namespace waypost::validation {

struct Fate {
  std::int64_t sent = 0, ended = -1;  ///< nanoseconds; ended: in a mailbox, or returned
  std::uint32_t domain = sim::kNoId;  ///< of the recipient
  std::uint32_t owner = sim::kNoId;   ///< the host that took it from its user
  bool failed_first = false, deferred = false, delivered = false, bounced = false;
  std::uint16_t code = 0, status = 0;  ///< of the first failure
};

/// Messages of one recipient, sent by people.
class Fates : public sim::TraceSink {
 public:
  void record(const sim::TraceRecord& r) override {
    if (r.kind == mail::kTraceSubmitted) {
      Fate& fate = all[r.object];
      fate.sent = r.start;
      fate.owner = r.entity;
      return;
    }
    if (r.kind < mail::kTraceSubmitted || r.kind > mail::kTraceContentRefused) return;
    const auto found = all.find(r.object);
    if (found == all.end()) return;  // a notification
    Fate& fate = found->second;
    switch (r.kind) {
      case mail::kTraceQueued: fate.domain = r.name; break;
      case mail::kTraceDeferred:
        note_failure(fate, r);
        fate.deferred = true;
        break;
      case mail::kTraceBounced:
        note_failure(fate, r);
        fate.bounced = true;
        fate.ended = r.time;
        break;
      case mail::kTraceDelivered:
        if (fate.domain == sim::kNoId) fate.domain = r.name;  // it never left its host
        fate.delivered = true;
        fate.ended = r.time;
        break;
      default: break;
    }
  }
  std::unordered_map<std::uint64_t, Fate> all;  ///< by message

 private:
  static void note_failure(Fate& fate, const sim::TraceRecord& r) {
    if (r.attempt != 1 || fate.failed_first) return;
    fate.failed_first = true;
    fate.code = r.code;
    fate.status = r.type;
  }
};

}  // namespace waypost::validation
