// SPDX-License-Identifier: Apache-2.0
// What a resolver remembers of the servers it asked: round-trip estimates and how to wait
// (Unbound's infra cache, util/rtt.c; BIND's address database, lib/dns/adb.c; Knot Resolver,
// lib/selection.c; PowerDNS's speeds, here per address, there per server name). One record per
// address, or per (address, zone), forgotten after the profile's time.
#pragma once

#include <vector>

#include "models/dns/flat_index.hpp"
#include "models/dns/name.hpp"
#include "models/dns/profile.hpp"
#include "models/dns/throttle.hpp"
#include "models/net/ids.hpp"
#include "sim/random.hpp"

namespace waypost::dns {

struct ServerRecord {
  net::AddressId address = net::kNone;
  Name zone{};
  sim::Time forgotten_at{};
  sim::Time probed_until{};  ///< a hopeless server: somebody is trying it until then
  sim::Time aged_at{};       ///< `rounds`: last time that the estimate was aged
  // `jacobson`, in whole milliseconds as Unbound counts them.
  std::int32_t srtt_ms = 0;
  std::int32_t variance_ms = 0;
  std::int32_t timeout_ms = 0;
  // `rounds`, in microseconds as BIND counts them; `average` likewise.
  std::int32_t srtt_us = 0;
  // `rfc6298` and resting: timeouts in a row, and until when the server is left alone.
  std::uint8_t timeouts = 0;
  sim::Time rests_until{};
  bool heard = false;  ///< a response came
  // What the server was found to be for the zone (ServerPolicy::remembers_lame).
  bool lame_for_a = false, lame_for_others = false;
  bool wants_recursion = false;
  bool without_edns = false;  ///< it met EDNS with an error

  bool lame_for(RecordType type) const {
    return type == RecordType::a ? lame_for_a : lame_for_others;
  }
};

class ServerMemory {
 public:
  ServerMemory() = default;
  explicit ServerMemory(const ServerPolicy& policy) : policy_(policy) {}

  /// How long to wait for a response now. `round`: times that all the zone's servers were tried.
  sim::Duration timeout(net::AddressId server, Name zone, int round, sim::Time now) const;

  /// What is remembered of the server for the zone, good until the next note; nullptr: nothing.
  const ServerRecord* find(net::AddressId server, Name zone, sim::Time now) const;

  /// As Cache's: for those who will look many servers up at once.
  void prefetch_place(net::AddressId server, Name zone) const;
  void prefetch_record(net::AddressId server, Name zone) const;

  /// What the choice compares, in microseconds: less is better. A server never asked (nullptr) gets
  /// the first timeout (`jacobson`), or 1 to 31 from `draw` (BIND: unknown servers are tried
  /// first).
  std::int64_t cost(const ServerRecord* known, sim::Time now, sim::Draw& draw) const;

  /// False when the server is known as dead, or another resolution is probing it just now.
  bool worth_asking(const ServerRecord* known, sim::Time now) const;

  void note_sent(net::AddressId server, Name zone, sim::Duration timeout, sim::Time now);
  void note_reply(net::AddressId server, Name zone, sim::Duration rtt, sim::Time now);
  /// `waited`: the timeout that ran out.
  void note_loss(net::AddressId server, Name zone, sim::Duration waited, sim::Time now,
                 sim::Draw& draw);
  /// The server was passed over in favour of a better one that answered (BIND's DNS_ADB_RTTADJAGE).
  void note_passed_over(net::AddressId server, Name zone, sim::Time now);

  /// The server does not serve the zone; kept as long as its round trips.
  void note_lame(net::AddressId server, Name zone, RecordType type, sim::Time now);
  /// It is a recursive server, of use only when asked with RD.
  void note_wants_recursion(net::AddressId server, Name zone, sim::Time now);
  bool wants_recursion(net::AddressId server, Name zone, sim::Time now) const;

  /// It answers only what comes without EDNS (RFC 6891 section 7); kept as long as its round trips.
  void note_without_edns(net::AddressId server, Name zone, sim::Time now);
  bool takes_edns(net::AddressId server, Name zone, sim::Time now) const;

  std::size_t size() const { return records_.size(); }

  Throttle throttle;  ///< questions that a server failed at (ServerPolicy::throttle)

 private:
  ServerRecord& record(net::AddressId server, Name zone, sim::Time now);
  void note_timeout_in_a_row(ServerRecord& r, sim::Duration waited, sim::Time now);
  Name key_zone(Name zone) const { return policy_.memory_per_zone ? zone : kRoot; }

  ServerPolicy policy_{};
  FlatIndex index_;
  std::vector<ServerRecord> records_;  ///< one per server ever asked: bounded by the scenario
};

}  // namespace waypost::dns
