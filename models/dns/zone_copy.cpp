// SPDX-License-Identifier: Apache-2.0
#include "models/dns/zone_copy.hpp"

#include <algorithm>

#include "models/dns/zone_change.hpp"

namespace waypost::dns {
namespace {

// BIND 9.18, lib/dns/zone.c, soa_query: 5 s, sent three times; then the SOA's retry.
constexpr sim::Duration kAnswerTime = sim::seconds(5);
constexpr std::uint8_t kSends = 3;
// Longer than any transfer modelled here takes; what is lost is seen then.
constexpr sim::Duration kTransferTime = sim::seconds(120);

/// BIND spreads its looks: between three quarters and the whole of refresh and retry (zone.c,
/// DNS_ZONE_JITTER_ADD), so that secondaries of many zones do not come at once.
sim::Duration spread(std::uint32_t seconds, sim::Draw& draw) {
  const sim::Duration whole = sim::seconds(std::max(seconds, 1u));
  return sim::nanoseconds(
      whole.ns - static_cast<std::int64_t>(draw.uniform() * static_cast<double>(whole.ns / 4)));
}

CopyAction look(ZoneCopy& copy, sim::Time now) {
  copy.stage = ZoneCopy::Stage::asking;
  copy.told_again = false;
  ++copy.sends;
  copy.due = now + kAnswerTime;
  return AskSerial{};
}

CopyAction rest(ZoneCopy& copy, std::uint32_t seconds, sim::Time now, sim::Draw& draw) {
  copy.stage = ZoneCopy::Stage::resting;
  copy.sends = 0;
  if (copy.told_again) return look(copy, now);
  copy.due = now + spread(seconds, draw);
  return {};
}

void note_success(ZoneCopy& copy, sim::Time now) {
  copy.expires = now + sim::seconds(copy.soa.expire);
}

}  // namespace

ZoneCopy make_copy(Name apex, net::AddressId primary, net::AddressId self, const Soa& soa,
                   sim::Time now, sim::Draw& draw) {
  ZoneCopy copy{.apex = apex, .primary = primary, .self = self, .soa = soa};
  const sim::Duration refresh = spread(soa.refresh, draw);
  const auto ago = static_cast<std::int64_t>(draw.uniform() * static_cast<double>(refresh.ns));
  copy.due = now + refresh - sim::nanoseconds(ago);
  copy.expires = now + sim::seconds(soa.expire) - sim::nanoseconds(ago);
  return copy;
}

CopyAction on_due(ZoneCopy& copy, sim::Time now, sim::Draw& draw) {
  switch (copy.stage) {
    case ZoneCopy::Stage::resting: return look(copy, now);
    case ZoneCopy::Stage::asking:
      return copy.sends < kSends ? look(copy, now) : rest(copy, copy.soa.retry, now, draw);
    case ZoneCopy::Stage::transferring: return rest(copy, copy.soa.retry, now, draw);
  }
  return {};
}

CopyAction pause(ZoneCopy& copy, sim::Time now, sim::Draw& draw) {
  copy.told_again = false;
  return rest(copy, copy.soa.retry, now, draw);
}

CopyAction on_notify(ZoneCopy& copy, sim::Time now) {
  if (copy.stage == ZoneCopy::Stage::resting) return look(copy, now);
  copy.told_again = true;
  return {};
}

CopyAction on_serial(ZoneCopy& copy, std::uint32_t serial, bool usable, sim::Time now,
                     sim::Draw& draw) {
  if (copy.stage != ZoneCopy::Stage::asking) return {};
  if (usable && !newer_serial(serial, copy.soa.serial)) {
    note_success(copy, now);
    return rest(copy, copy.soa.refresh, now, draw);
  }
  if (copy.refused) return rest(copy, copy.soa.retry, now, draw);
  copy.stage = ZoneCopy::Stage::transferring;
  copy.due = now + kTransferTime;
  return AskZone{};
}

CopyAction on_zone(ZoneCopy& copy, const Soa& soa, sim::Time now, sim::Draw& draw) {
  copy.soa = soa;
  note_success(copy, now);
  return rest(copy, soa.refresh, now, draw);
}

CopyAction on_failure(ZoneCopy& copy, sim::Time now, sim::Draw& draw) {
  if (copy.stage == ZoneCopy::Stage::resting) return {};
  return rest(copy, copy.soa.retry, now, draw);
}

}  // namespace waypost::dns
