// SPDX-License-Identifier: Apache-2.0
// The stub resolver of a host or of a population of hosts: asks the configured resolvers in turn,
// with the timers of glibc 2.36 (resolv/res_send.c: RES_TIMEOUT 5 s, RES_DFLRETRY 2). A component
// of its owner: the owner's entity passes datagrams and kStubTimer events in, and gets finished
// lookups back. It may keep a cache of its own (stub_cache.hpp). Leaves out search lists,
// /etc/hosts and TCP.
#pragma once

#include <array>
#include <boost/container/small_vector.hpp>
#include <boost/container/static_vector.hpp>
#include <cstdint>
#include <optional>
#include <span>

#include "models/dns/client_subnet.hpp"
#include "models/dns/context.hpp"
#include "models/dns/encryption.hpp"
#include "models/dns/lookup_result.hpp"
#include "models/dns/stub_cache.hpp"
#include "sim/due_index.hpp"
#include "sim/random.hpp"
#include "sim/slots.hpp"

namespace waypost::dns {

/// resolv.conf(5): at most three name servers.
inline constexpr std::size_t kMaxStubServers = 3;

/// The servers that a part of the users asks, in this order.
struct StubPart {
  double upto = 1;  ///< users whose point in 0..1 lies below, and not below that of the part before
  boost::container::static_vector<net::AddressId, kMaxStubServers> servers;
};

struct StubOptions {
  sim::Duration timeout = sim::seconds(5);  ///< of the first server; see timeout_of for the others
  int attempts = 2;                         ///< rounds over all servers
  bool caches = false;                      ///< answers are kept for their TTL, per user
};

/// How a lookup ended, without its data: all that a population's statistics need.
struct LookupEnd {
  std::uint64_t token = 0;
  Question question{};
  LookupStatus status = LookupStatus::timed_out;
  Rcode rcode = Rcode::serv_fail;
  std::uint8_t sends = 0;  ///< queries sent; 0: the machine's own cache answered
  sim::Duration elapsed{};
};

class StubResolver {
 public:
  struct Finished {
    std::uint64_t token = 0;
    LookupResult result;
  };

  StubResolver() = default;
  /// `host` sends from `source`; `luck` keys the draws of its datagrams (loss, jitter).
  StubResolver(net::HostId host, net::AddressId source, sim::Stream luck, StubOptions options = {})
      : host_(host), source_(source), luck_(luck), options_(options) {}

  /// Adds a resolver to ask; the first added is asked first.
  void add_server(net::AddressId address) { parts_.front().servers.push_back(address); }
  /// From now on the users ask these (a change of resolv.conf); open lookups go on with them. The
  /// last part goes up to 1.
  void use_parts(std::span<const StubPart> parts) { parts_.assign(parts.begin(), parts.end()); }

  /// From now on queries go over encrypted connections; of `users` machines, each with its own.
  void encrypt(const Encryption& how, std::uint64_t users) { encrypted_ = {how, users}; }
  /// Its users are in so many networks (client_subnet.hpp).
  void set_subnets(std::uint32_t count) { subnets_ = count; }
  EncryptedConnections& encrypted() { return encrypted_; }
  const EncryptedConnections& encrypted() const { return encrypted_; }

  /// Starts a lookup: sends the first query now. It ends, later, in on_datagram or on_timer, which
  /// hand back `token`. `object` is the caller's stable number of this lookup: its luck. `user`: a
  /// hash of who asks; it decides in which part.
  void lookup(Context& context, sim::EntityId self, const Question& question, std::uint64_t token,
              std::uint64_t object, std::uint64_t user = 0);

  /// Takes a datagram that arrived for the owner. The lookup that it ends, if any; responses to
  /// lookups over and done with are ignored.
  std::optional<Finished> on_datagram(Context& context, sim::EntityId self,
                                      const Datagram& datagram);
  /// The same without copying the answer; for populations.
  std::optional<LookupEnd> on_datagram_brief(Context& context, sim::EntityId self,
                                             const Datagram& datagram);

  /// Takes a kStubTimer event. Retries what is due; returns a lookup that gave up. Call it again
  /// until it returns nothing: `while (auto end = stub.on_timer(context, self)) ...`.
  std::optional<LookupEnd> on_timer(Context& context, sim::EntityId self);

  /// Of the first part, in the order asked.
  std::span<const net::AddressId> servers() const {
    return {parts_.front().servers.data(), parts_.front().servers.size()};
  }
  std::size_t open() const { return lookups_.size(); }
  std::uint64_t queries_sent() const { return queries_sent_; }
  std::uint64_t cache_hits() const { return cache_hits_; }

 private:
  struct Lookup {
    Question question{};
    std::uint64_t token = 0;
    std::uint64_t object = 0;
    sim::Time started{};
    sim::Time due{};         ///< when the last query sent is given up
    std::uint32_t user = 0;  ///< the point of who asks, in units of 2^-32
    std::uint8_t sends = 0;  ///< queries sent so far; also which server is next
    Rcode rcode = Rcode::serv_fail;
  };
  using Servers = boost::container::static_vector<net::AddressId, kMaxStubServers>;

  sim::SlotRef find(const Datagram& response) const;
  bool is_stale(const sim::DueEntry& entry) const;
  const Servers& servers_of(const Lookup& lookup) const;
  sim::Duration timeout_of(std::size_t server, std::size_t servers) const;
  bool answer_from_cache(Context& context, sim::EntityId self, sim::SlotRef ref);
  bool ask_next_server(Context& context, sim::EntityId self, sim::SlotRef ref);
  bool send_query(Context& context, sim::EntityId self, sim::SlotRef ref, const Lookup& lookup,
                  net::AddressId server);
  net::AddressId last_asked(const Lookup& lookup) const;
  std::optional<LookupEnd> ask_or_end(Context& context, sim::EntityId self, sim::SlotRef ref,
                                      LookupStatus otherwise);
  LookupEnd end(Context& context, sim::EntityId self, sim::SlotRef ref, LookupStatus status);
  void report_timeout(const Context& context, sim::EntityId self, const Lookup& lookup) const;
  void arm(Context& context, sim::EntityId self);

  net::HostId host_ = net::kNone;
  net::AddressId source_ = net::kNone;
  sim::Stream luck_{};
  StubOptions options_{};
  StubCache cache_;
  EncryptedConnections encrypted_;
  std::uint32_t subnets_ = 1;
  boost::container::small_vector<StubPart, 1> parts_{StubPart{}};  ///< at least one
  sim::Slots<Lookup> lookups_;
  std::array<sim::DueRing, 4> due_;  ///< one per timeout that occurs: ring_of()
  sim::DueRing unsent_;              ///< lookups that found no route to any server
  sim::Time armed_ = sim::kNever;    ///< when the pending kStubTimer event comes
  std::uint64_t queries_sent_ = 0;
  std::uint64_t cache_hits_ = 0;
};

/// The full result of a lookup that gave up.
LookupResult to_result(const LookupEnd& end);

}  // namespace waypost::dns
