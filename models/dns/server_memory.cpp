// SPDX-License-Identifier: Apache-2.0
#include "models/dns/server_memory.hpp"

#include <algorithm>
#include <cstdlib>

#include "sim/hash.hpp"
#include "sim/portable_math.hpp"

namespace waypost::dns {
namespace {

constexpr std::int32_t kFirstVarianceMs = 94;  // util/rtt.c: 4 x 94 = 376 ms, the first timeout

std::int32_t to_ms(sim::Duration d) { return static_cast<std::int32_t>(d.ns / 1'000'000); }

std::uint64_t hash(net::AddressId server, Name zone) {
  return sim::mix(std::uint64_t{server} << 32 | zone.node, zone.ordinal);
}

void restart(ServerRecord& r, const ServerPolicy& policy) {
  r.srtt_ms = 0;
  r.variance_ms = kFirstVarianceMs;
  r.timeout_ms = to_ms(policy.first_timeout);
}

/// util/rtt.c, rtt_update: gains 1/8 and 1/4 (Jacobson 1988), integer milliseconds.
void update_jacobson(ServerRecord& r, std::int32_t sample_ms, const ServerPolicy& policy) {
  const std::int32_t delta = sample_ms - r.srtt_ms;
  r.srtt_ms += delta / 8;
  r.variance_ms += (std::abs(delta) - r.variance_ms) / 4;
  r.timeout_ms = std::clamp(r.srtt_ms + 4 * r.variance_ms, to_ms(policy.min_timeout),
                            to_ms(policy.max_timeout));
}

/// RFC 6298 section 2: gains 1/8 and 1/4, the first sample halved into the variance.
void update_rfc6298(ServerRecord& r, std::int32_t sample_ms) {
  if (!r.heard) {
    r.srtt_ms = sample_ms;
    r.variance_ms = sample_ms / 2;
    return;
  }
  r.variance_ms += (std::abs(r.srtt_ms - sample_ms) - r.variance_ms) / 4;
  r.srtt_ms += (sample_ms - r.srtt_ms) / 8;
}

/// Doubled by each timeout in a row, at most 2^8 times (lib/selection.c, calc_timeout).
sim::Duration rfc6298_timeout(const ServerRecord* r, const ServerPolicy& policy) {
  if (r == nullptr) return policy.first_timeout;
  constexpr std::int32_t kGranularity = 20;  // ms
  constexpr int kMostDoublings = 8;
  const sim::Duration base =
      r->heard ? sim::milliseconds(r->srtt_ms + std::max(4 * r->variance_ms, kGranularity))
               : policy.first_timeout;
  const int shift = std::min<int>(r->timeouts, kMostDoublings);
  return std::min(base * (std::int64_t{1} << shift), policy.max_timeout);
}

/// syncres.hh, DecayingEwma: the old average weighs e^-t / 2, t the seconds since it was updated.
void update_average(ServerRecord& r, double sample_us, sim::Time now) {
  const double old =
      r.heard || r.timeouts > 0 ? sim::portable::exp(-(now - r.aged_at).seconds()) / 2 : 0;
  r.srtt_us = static_cast<std::int32_t>(r.srtt_us * old + sample_us * (1 - old));
  r.aged_at = now;
}

/// ... and when it is read it has decayed by e^(-t / 60).
std::int64_t decayed_average(const ServerRecord& r, sim::Time now) {
  constexpr double kSeconds = 60;
  return 1 + static_cast<std::int64_t>(r.srtt_us *
                                       sim::portable::exp(-(now - r.aged_at).seconds() / kSeconds));
}

/// lib/dns/resolver.c, fctx_cancelquery: the worse the record, the smaller the further penalty.
std::int32_t bind_penalty_us(std::int32_t srtt_us, sim::Draw& draw) {
  std::uint32_t mask = 0xFFFFF;  // about 1 s
  for (const std::int32_t limit : {25'000, 50'000, 100'000, 200'000, 400'000, 800'000})
    if (srtt_us > limit) mask >>= 1;
  return static_cast<std::int32_t>(draw.u32() & mask);
}

}  // namespace

sim::Duration ServerMemory::timeout(net::AddressId server, Name zone, int round,
                                    sim::Time now) const {
  const ServerRecord* r = find(server, zone, now);
  switch (policy_.timeout_law) {
    case TimeoutLaw::fixed: break;
    case TimeoutLaw::jacobson:
      return r == nullptr ? policy_.first_timeout : sim::milliseconds(r->timeout_ms);
    case TimeoutLaw::rounds: {
      // fctx_setretryinterval: 800 ms for three rounds, then doubling; never less than the expected
      // round trip with a margin of 50, 100 or 200 ms.
      const int shift = round < 3 ? 0 : std::min(round - 2, 6);
      sim::Duration wait = policy_.first_timeout * (std::int64_t{1} << shift);
      const std::int64_t srtt = r == nullptr ? 0 : r->srtt_us;
      const std::int64_t margin = srtt < 50'000 ? 50'000 : srtt < 100'000 ? 100'000 : 200'000;
      wait = std::max(wait, sim::microseconds(srtt + margin));
      return std::min(wait, policy_.max_timeout);
    }
    case TimeoutLaw::rfc6298: return rfc6298_timeout(r, policy_);
    case TimeoutLaw::average: break;
  }
  return policy_.first_timeout;
}

std::int64_t ServerMemory::cost(const ServerRecord* known, sim::Time now, sim::Draw& draw) const {
  switch (policy_.timeout_law) {
    case TimeoutLaw::fixed: break;
    case TimeoutLaw::jacobson:
      return known == nullptr ? policy_.first_timeout.ns / 1000
                              : std::int64_t{known->timeout_ms} * 1000;
    case TimeoutLaw::rounds: return known == nullptr ? 1 + draw.below(31) : known->srtt_us;
    case TimeoutLaw::rfc6298: {
      if (known == nullptr || (!known->heard && known->timeouts == 0)) return 0;
      constexpr std::int64_t kTimeout = 3'600'000'000;  // more than any timeout
      return known->timeouts * kTimeout + rfc6298_timeout(known, policy_).ns / 1000;
    }
    case TimeoutLaw::average: return known == nullptr ? 0 : decayed_average(*known, now);
  }
  return 0;
}

bool ServerMemory::worth_asking(const ServerRecord* known, sim::Time now) const {
  if (known == nullptr) return true;
  if (now < known->rests_until) return false;
  const sim::Duration timeout = sim::milliseconds(known->timeout_ms);
  if (policy_.dead_from.ns > 0 && timeout >= policy_.dead_from) return false;
  return policy_.probe_from.ns == 0 || timeout < policy_.probe_from || now >= known->probed_until;
}

void ServerMemory::note_sent(net::AddressId server, Name zone, sim::Duration timeout,
                             sim::Time now) {
  if (policy_.probe_from.ns == 0 || timeout < policy_.probe_from) return;
  record(server, zone, now).probed_until = now + timeout;
}

void ServerMemory::note_reply(net::AddressId server, Name zone, sim::Duration rtt, sim::Time now) {
  switch (policy_.timeout_law) {
    case TimeoutLaw::fixed: return;
    case TimeoutLaw::jacobson: {
      ServerRecord& r = record(server, zone, now);
      if (policy_.dead_from.ns > 0 && r.timeout_ms >= to_ms(policy_.dead_from)) restart(r, policy_);
      return update_jacobson(r, to_ms(rtt), policy_);
    }
    case TimeoutLaw::rounds: {
      const bool first = find(server, zone, now) == nullptr;
      ServerRecord& r = record(server, zone, now);
      const auto sample = static_cast<std::int32_t>(rtt.ns / 1000);
      // DNS_ADB_RTTADJDEFAULT 7: seven tenths of the old, which for a new server is next to
      // nothing.
      r.srtt_us = (first ? 0 : r.srtt_us / 10 * 7) + sample / 10 * 3;
      return;
    }
    case TimeoutLaw::rfc6298: {
      ServerRecord& r = record(server, zone, now);
      update_rfc6298(r, to_ms(rtt));
      r.timeouts = 0;
      r.heard = true;
      return;
    }
    case TimeoutLaw::average: {
      ServerRecord& r = record(server, zone, now);
      update_average(r, static_cast<double>(rtt.ns) / 1000, now);
      r.timeouts = 0;
      r.heard = true;
      return;
    }
  }
}

void ServerMemory::note_loss(net::AddressId server, Name zone, sim::Duration waited, sim::Time now,
                             sim::Draw& draw) {
  switch (policy_.timeout_law) {
    case TimeoutLaw::fixed: return;
    case TimeoutLaw::jacobson: {
      // rtt_lost: doubles the timeout that ran out, unless it was put down meanwhile.
      ServerRecord& r = record(server, zone, now);
      if (r.timeout_ms < to_ms(waited)) return;
      r.timeout_ms =
          std::min(std::max(r.timeout_ms, 2 * to_ms(waited)), to_ms(policy_.max_timeout));
      return;
    }
    case TimeoutLaw::rounds: {
      ServerRecord& r = record(server, zone, now);
      r.srtt_us = std::min(r.srtt_us + bind_penalty_us(r.srtt_us, draw), 9'000'000);
      return;
    }
    case TimeoutLaw::rfc6298: return note_timeout_in_a_row(record(server, zone, now), waited, now);
    case TimeoutLaw::average: {
      ServerRecord& r = record(server, zone, now);
      update_average(r, 1'000'000, now);
      return note_timeout_in_a_row(r, waited, now);
    }
  }
}

void ServerMemory::note_timeout_in_a_row(ServerRecord& r, sim::Duration waited, sim::Time now) {
  if (r.timeouts < UINT8_MAX) ++r.timeouts;
  if (policy_.rests_after > 0 && r.timeouts >= policy_.rests_after && waited >= policy_.rests_above)
    r.rests_until = now + policy_.rests;
}

void ServerMemory::note_passed_over(net::AddressId server, Name zone, sim::Time now) {
  if (policy_.timeout_law != TimeoutLaw::rounds || find(server, zone, now) == nullptr) return;
  ServerRecord& r = record(server, zone, now);
  if (now - r.aged_at < sim::seconds(1)) return;
  r.aged_at = now;
  r.srtt_us = static_cast<std::int32_t>(std::int64_t{r.srtt_us} * 98 / 100);
}

void ServerMemory::note_lame(net::AddressId server, Name zone, RecordType type, sim::Time now) {
  if (!policy_.remembers_lame) return;
  ServerRecord& r = record(server, zone, now);
  (type == RecordType::a ? r.lame_for_a : r.lame_for_others) = true;
}

void ServerMemory::note_wants_recursion(net::AddressId server, Name zone, sim::Time now) {
  if (policy_.remembers_lame) record(server, zone, now).wants_recursion = true;
}

bool ServerMemory::wants_recursion(net::AddressId server, Name zone, sim::Time now) const {
  if (!policy_.remembers_lame) return false;
  const ServerRecord* r = find(server, zone, now);
  return r != nullptr && r->wants_recursion;
}

void ServerMemory::note_without_edns(net::AddressId server, Name zone, sim::Time now) {
  record(server, zone, now).without_edns = true;
}

bool ServerMemory::takes_edns(net::AddressId server, Name zone, sim::Time now) const {
  const ServerRecord* r = find(server, zone, now);
  return r == nullptr || !r->without_edns;
}

void ServerMemory::prefetch_place(net::AddressId server, Name zone) const {
  index_.prefetch(hash(server, key_zone(zone)));
}

void ServerMemory::prefetch_record(net::AddressId server, Name zone) const {
  const std::uint32_t at = index_.first_like(hash(server, key_zone(zone)));
  if (at != FlatIndex::kAbsent) sim::prefetch(&records_[at]);
}

const ServerRecord* ServerMemory::find(net::AddressId server, Name zone, sim::Time now) const {
  const Name key = key_zone(zone);
  const std::uint32_t at = index_.find(hash(server, key), [&](std::uint32_t i) {
    return records_[i].address == server && records_[i].zone == key;
  });
  if (at == FlatIndex::kAbsent || records_[at].forgotten_at <= now) return nullptr;
  return &records_[at];
}

/// The record of the server, fresh when there is none or its time is over.
ServerRecord& ServerMemory::record(net::AddressId server, Name zone, sim::Time now) {
  const Name key = key_zone(zone);
  std::uint32_t at = index_.find(hash(server, key), [&](std::uint32_t i) {
    return records_[i].address == server && records_[i].zone == key;
  });
  if (at == FlatIndex::kAbsent) {
    at = static_cast<std::uint32_t>(records_.size());
    records_.emplace_back();
    index_.insert(hash(server, key), at);
  }
  ServerRecord& r = records_[at];
  if (r.forgotten_at <= now) {
    r = {};
    r.address = server;
    r.zone = key;
    r.forgotten_at = now + policy_.memory;
    restart(r, policy_);
  }
  return r;
}

}  // namespace waypost::dns
