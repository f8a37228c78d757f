// SPDX-License-Identifier: Apache-2.0
#include "models/mail/host_memory.hpp"

#include <algorithm>

namespace waypost::mail {
namespace {

sim::Time whole(sim::Time t) { return {t.ns - t.ns % sim::seconds(1).ns}; }

}  // namespace

/// How long a host rests after the failure that `record` has just counted.
struct HostMemory::Rest {
  Record& record;
  sim::Time now;

  sim::Duration operator()(const NoMemory&) const { return {}; }
  sim::Duration operator()(const HostStatus& law) const { return law.kept; }
  sim::Duration operator()(const RoutePenalty& law) const {
    if (record.errors <= law.errors) return {};
    ++record.penalty;
    const std::int64_t p = std::min(record.penalty, 1'000u);
    return std::min(law.unit * (p * p), law.longest);
  }
  sim::Duration operator()(const RetryRules& law) const {
    const sim::Duration failing = now - record.first_failed;
    record.given_up = rules_are_over(law, failing);
    // The lesser of the wait that was planned and the one there was (retry.c, retry_update).
    const sim::Duration last_gap =
        record.errors == 1
            ? sim::Duration{}
            : std::min(record.next_try - record.last_failed, now - record.last_failed);
    return gap_by_rules(law, failing, last_gap);
  }
};

void HostMemory::note_failure(net::AddressId address, sim::Time now, bool fresh_mail) {
  if (std::holds_alternative<NoMemory>(profile_.law)) return;
  if (fresh_mail && !profile_.serves_new_mail) return;
  now = whole(now);
  const auto [found, made] = records_.try_emplace(address);
  Record& record = found->second;
  const bool fresh = made || is_void(record, now);
  if (fresh) record = {};
  if (fresh) record.first_failed = now;
  // Deliveries begun together fail together: one failure, not many.
  if (!fresh && record.next_try > now && std::holds_alternative<RetryRules>(profile_.law)) return;
  ++record.errors;
  const sim::Duration rest = std::visit(Rest{record, now}, profile_.law);
  record.last_failed = now;
  record.next_try = whole(now + rest);
}

void HostMemory::note_success(net::AddressId address) {
  const auto found = records_.find(address);
  if (found == records_.end()) return;
  Record& record = found->second;
  record.errors = 0;
  if (record.penalty > 0) --record.penalty;
  record.next_try = {};
  const bool penalised = std::holds_alternative<RoutePenalty>(profile_.law) && record.penalty > 0;
  if (!penalised) records_.erase(found);
}

bool HostMemory::is_usable(net::AddressId address, sim::Time now, bool fresh) const {
  if (fresh && !profile_.serves_new_mail) return true;
  return now >= next_try(address, now);
}

sim::Time HostMemory::next_try(net::AddressId address, sim::Time now) const {
  const Record* record = find(address, now);
  return record == nullptr ? sim::Time{} : record->next_try;
}

bool HostMemory::has_given_up(net::AddressId address, sim::Time now) const {
  const Record* record = find(address, now);
  return record != nullptr && record->given_up;
}

bool HostMemory::is_void(const Record& record, sim::Time now) const {
  return profile_.kept.ns > 0 && now - record.last_failed > profile_.kept;
}

const HostMemory::Record* HostMemory::find(net::AddressId address, sim::Time now) const {
  const auto found = records_.find(address);
  return found == records_.end() || is_void(found->second, now) ? nullptr : &found->second;
}

}  // namespace waypost::mail
