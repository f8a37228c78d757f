// SPDX-License-Identifier: Apache-2.0
// How a product resolves, as data: the machine in resolution.cpp reads these and never asks for a
// name. `unbound` is 1.17.1 and `bind` 9.18, both as packaged in Debian 12 and as recorded; the
// others are as their sources say (docs/models.md, "Resolver profiles"); `ideal` is what closed
// forms are tested on.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "models/dns/rate_limit.hpp"
#include "models/dns/record.hpp"
#include "sim/time.hpp"

namespace waypost::dns {

/// How long an entry of TTL T lives that was stored at fraction f of a second.
enum class CacheClock : std::uint8_t {
  exact,         ///< T; the TTL handed on has fractions too
  whole_after,   ///< T + 1 - f: good while floor(now) <= floor(stored) + T (Unbound)
  whole_before,  ///< T - f: good while floor(now) < floor(stored) + T (BIND)
};

/// Which of a zone's servers is asked next.
enum class ServerChoice : std::uint8_t {
  uniform,      ///< any of the addresses tried least
  band,         ///< any within `choice_band` of the shortest timeout (Unbound, RTT_BAND)
  lowest_srtt,  ///< the lowest smoothed round trip; each address once per round (BIND)
  explore,      ///< never asked, then fewest timeouts in a row, then the shortest timeout; any one
                ///< in `explore_percent` of all choices (Knot Resolver, selection.c)
  fastest,      ///< the lowest decaying average, never asked first (PowerDNS, shuffleInSpeedOrder)
};

/// How round trips become timeouts.
enum class TimeoutLaw : std::uint8_t {
  fixed,     ///< first_timeout, always
  jacobson,  ///< srtt + 4 var per (address, zone), doubled by each loss (Unbound, util/rtt.c)
  rounds,    ///< first_timeout, doubled by each round after the third (BIND, fctx_setretryinterval)
  rfc6298,   ///< srtt + max(4 var, 20 ms), doubled by each timeout in a row (Knot Resolver)
  average,   ///< first_timeout, always; a decaying average serves the choice (PowerDNS)
};

/// When the root's NS set is asked for (RFC 9609).
enum class Priming : std::uint8_t {
  first,     ///< before anything else: one round trip more
  parallel,  ///< beside the first query
  never,     ///< the hints are believed
};

enum class Minimisation : std::uint8_t { off, relaxed, strict };  ///< RFC 9156

/// Whether an NXDOMAIN denies the names below its own too (RFC 8020).
enum class NameErrorCut : std::uint8_t {
  none,
  secure,          ///< when it was validated (Unbound, harden-below-nxdomain)
  secure_or_root,  ///< ... and of top-level domains in any case (PowerDNS, root-nx-trust)
  all,
};

struct CachePolicy {
  CacheClock clock = CacheClock::exact;
  std::uint32_t max_ttl = UINT32_MAX;           ///< seconds
  std::uint32_t min_ttl = 0;                    ///< seconds
  std::uint32_t max_negative_ttl = UINT32_MAX;  ///< seconds
  std::uint32_t min_negative_ttl = 0;           ///< seconds
  sim::Duration failure_ttl = sim::seconds(1);  ///< SERVFAIL (RFC 9520); zero: none is kept
  /// A failure that follows on one not longer ago than this is remembered twice as long as that
  /// one was, up to this (RFC 9520 section 3.2). Zero: all equally long.
  sim::Duration max_failure_ttl{};
  sim::Duration bogus_ttl = sim::seconds(1);  ///< SERVFAIL for what does not validate
  NameErrorCut name_error_cut = NameErrorCut::none;
  /// An answer is asked for anew when the shortest record of its message ends, in any section
  /// (Unbound keeps messages beside record sets).
  bool message_ends_with_shortest = false;
  /// Data equal to what is cached, at equal rank, start a new life (else the old one runs on).
  bool equal_data_renew = true;
  std::uint32_t max_entries = 0;  ///< record sets kept, and messages; 0: no limit
  /// Whole messages are kept beside the record sets (message_cache.hpp), with the sections that the
  /// server sent; a question is answered by its message, never from loose sets but an alias.
  bool keeps_messages = false;
  /// A cached DNAME answers for all names below it. False: only a validated one does (Unbound).
  bool dname_answers = true;
  /// Entries stay this long after their end, for stale answers. Zero: they go at once.
  sim::Duration keep_expired{};
  /// An NS set that is kept though expired hides the delegations below it (ghost domains).
  bool expired_cut_hides = false;
  /// The parent's NS set of a zone is kept beside the child's, at least for this long, and is the
  /// one that leads to the zone (BIND 9.21, min-delegation-ttl). Zero: the better ranked one
  /// replaces it.
  sim::Duration parent_delegation{};
  bool original_ttl = false;  ///< clients get the TTL as stored, not what is left of it
};

/// Answers past their end (RFC 8767).
struct StalePolicy {
  /// A client_timeout: until there is no fresh answer to be had.
  static constexpr sim::Duration kUntilFailure{-1};

  bool enabled = false;
  /// Clients wait this long for a fresh answer first; zero: they get the stale one at once.
  sim::Duration client_timeout = sim::milliseconds(1800);
  sim::Duration max_age = sim::hours(24);   ///< beyond the end of life; zero: no limit
  std::uint32_t reply_ttl = 30;             ///< seconds, given to what is stale
  sim::Duration recheck = sim::seconds(5);  ///< no new attempt so long after one failed
  bool failure_restarts_age = false;        ///< a failed refresh grants max_age anew
  bool tells = false;  ///< extended error 3 to clients that sent EDNS (RFC 8914 section 4.4)
};

/// What of a response is thrown away before anything is made of it (Unbound, iter_scrub.c).
struct ScrubPolicy {
  /// Aliases are followed through the answer section while they stay in the zone asked. False: only
  /// what is at the name asked is believed, the rest of the chain is asked for.
  bool follows_chain = true;
  bool drops_needless_ns = false;   ///< NS sets beside an answer
  bool keeps_foreign_glue = false;  ///< addresses outside of the zone asked help on the way
  /// Glue outside of the delegated zone is looked up before it is used.
  bool verifies_glue = false;
  std::uint8_t ns_kept = UINT8_MAX;  ///< records of one NS set
};

/// Queries without RD from clients: what of the cache they may see.
enum class Snooping : std::uint8_t { as_recursion, refused, allowed };

/// What goes into answers to clients.
struct AnswerShape {
  bool minimal = true;  ///< positive answers without the server's authority and additional records
  /// Which record of a set comes first goes round by the query's ID and the clock (Unbound,
  /// rrset-roundrobin).
  bool rotates = false;
  Snooping snooping = Snooping::as_recursion;
};

/// How long a question is not put to a server that failed at it: for `time`, but for so many
/// occasions at most.
struct ThrottleRule {
  sim::Duration time{};  ///< zero: it is asked as before
  std::uint16_t queries = 0;
};

/// By what the server did (PowerDNS, syncres.cc, doResolveAtThisIP).
struct ThrottlePolicy {
  ThrottleRule timeout, failure, lame;  ///< lame: unreachable too
  std::uint8_t let_through = 0;         ///< one in so many is asked all the same; 0: none
};

struct ServerPolicy {
  ServerChoice choice = ServerChoice::uniform;
  TimeoutLaw timeout_law = TimeoutLaw::fixed;
  sim::Duration first_timeout = sim::seconds(1);  ///< of a server never heard from
  sim::Duration min_timeout = sim::milliseconds(50);
  sim::Duration max_timeout = sim::seconds(120);
  sim::Duration choice_band{};
  std::uint8_t explore_percent = 0;
  sim::Duration memory = sim::seconds(900);  ///< what is known of a server is forgotten after
  bool memory_per_zone = false;              ///< key (address, zone) instead of address
  /// Sends to one address per resolution (Unbound's outbound-msg-retry: a repeat of the same query
  /// counts with it). 0: no limit but time.
  std::uint8_t tries_per_address = 3;
  /// A query timing out is sent once more, with the same timeout, when that is shorter than this
  /// (Unbound 1.17 falls back to a smaller EDNS size). Zero: never.
  sim::Duration repeat_below{};
  /// Addresses whose timeout reached this are not asked at all. Zero: no such limit.
  sim::Duration dead_from{};
  /// Addresses whose timeout reached this are tried by one resolution at a time (Unbound,
  /// PROBE_MAXRTO). Zero: no such limit.
  sim::Duration probe_from{};
  sim::Duration tcp_timeout = sim::seconds(3);  ///< after a truncated response
  /// So many timeouts of one address in one resolution, and it is asked over TCP. 0: never.
  std::uint8_t tcp_after_timeouts = 0;
  bool only_tcp = false;      ///< no UDP at all (Unbound, tcp-upstream)
  sim::Duration tcp_above{};  ///< over TCP too when its timeout is longer; zero: never
  /// So many timeouts in a row, the last of them of `rests_above` at least, and an address is left
  /// alone for `rests`. 0: never.
  std::uint8_t rests_after = 0;
  sim::Duration rests_above{}, rests{};
  ThrottlePolicy throttle;
  bool heeds_icmp = true;  ///< port unreachable ends the wait
  /// One failure response (REFUSED, SERVFAIL, lame) and the address is not asked again.
  bool failure_excludes = true;
  /// When every server failed: the parent's NS set is asked for again, each server tried once more.
  bool parent_as_last_resort = false;
  /// Before SERVFAIL the parent's view of the zone is tried too: its NS names and its glue.
  bool parent_side_as_last_resort = false;
  bool remembers_lame = false;  ///< per (address, zone, type A or other), as long as round trips
  bool only_ipv4 = false;       ///< no query over IPv6 (PowerDNS, query-local-address 0.0.0.0)
  bool untimed = false;         ///< queries wait until they are told: a script holds the clock
  bool never_asks_localhost = false;  ///< 127/8 and ::1
};

struct WorkLimits {
  sim::Duration resolution_time{};  ///< then SERVFAIL (BIND: resolver-query-timeout); zero: none
  std::uint16_t queries = 200;      ///< upstream, per client query, children included
  std::uint16_t queries_per_name = 32;  ///< upstream, per resolution and zone cut
  std::uint8_t aliases = 11;            ///< CNAMEs followed, those within one reply included
  std::uint8_t referrals = 130;         ///< zone cuts followed
  std::uint8_t address_depth = 4;  ///< name servers whose address needs a name server whose ...
  std::uint16_t servers_per_zone = 20;  ///< NS records kept of a delegation
  std::uint16_t address_lookups = 16;   ///< NS addresses looked up per zone cut (NXNS, 2020)
  std::uint16_t tree_lookups = 64;      ///< ... per client query, children included
  /// Server names looked up ahead of need, by depth; -1: all (Unbound's target-fetch-policy).
  std::array<std::int8_t, 8> fetch_ahead{};
  /// Without any address to ask: all names are looked up at once. False: one after the other, and
  /// a name counts as unknown while one usable family is.
  bool looks_up_all = true;
  /// More server names than these lead nowhere, and the parent's view is tried.
  std::uint16_t failed_names = UINT16_MAX;
  std::uint16_t failed_names_end = UINT16_MAX;  ///< more than these, and it is over
  std::uint8_t timeouts =
      0;  ///< of one resolution, then SERVFAIL (Knot, KR_TIMEOUT_LIMIT); 0: none
  std::uint8_t validation_retries = 5;  ///< of a bogus answer, elsewhere (Unbound, val-max-restart)
};

/// What the resolver takes on at once.
struct LoadPolicy {
  std::uint32_t max_recursions = 0;  ///< open at once; 0: no limit. Above: the query is dropped,
  std::optional<sim::Duration> jostle{};   ///< unless one as old as this makes room; none: never
  bool half_is_kept = false;               ///< ... of those beyond half of the limit only (Unbound)
  std::uint32_t clients_per_question = 0;  ///< joined to one fetch; more are dropped; 0: no limit
  /// That limit grows by five with each fetch that it cut short and that brought an answer, up to
  /// this, and falls by one in 20 minutes (BIND, max-clients-per-query). 0: it stays.
  std::uint32_t most_clients_per_question = 0;
  /// Answers that one client address waits for; more are dropped; 0: no limit (Unbound,
  /// wait-limit).
  std::uint32_t waiting_per_client = 0;
  RateLimit per_client{0, 1, 10};  ///< queries of one address; those over it are dropped
  RateLimit per_zone{0, 1, 10};    ///< queries upstream to one zone's servers; over it: SERVFAIL
  sim::Duration discard_after{};   ///< answers older than this are not sent; zero: all are
};

struct PrefetchPolicy {
  bool enabled = false;
  std::uint8_t last_percent = 0;   ///< a hit in the last so many percent of the TTL fetches anew
  std::uint32_t last_seconds = 0;  ///< ... or with so many seconds left or fewer
  std::uint32_t min_original_ttl = 0;  ///< seconds; sets of a shorter TTL are left alone
};

struct ResolverProfile {
  std::string_view name;  ///< of static storage
  CachePolicy cache;
  ServerPolicy servers;
  WorkLimits limits;
  LoadPolicy load;
  PrefetchPolicy prefetch;
  StalePolicy stale;
  ScrubPolicy scrub;
  AnswerShape answers;
  Priming priming = Priming::never;
  Minimisation minimisation = Minimisation::off;
  RecordType probe_type = RecordType::a;  ///< asked for with a minimised name
  bool probes_whole_name = false;  ///< ... and with the whole one before another type is shown
  bool validates = false;          ///< DNSSEC (RFC 4035); sets DO in its queries
  /// After a referral the zone's servers are asked for its NS set too, for a better ranked copy
  /// than the parent's; nobody waits for it (Unbound, harden-referral-path).
  bool checks_referrals = false;
  /// Bits of a client's network that name servers are told (RFC 7871); 0: none.
  std::uint8_t client_subnet = 0;
  bool aggressive_nsec = false;  ///< validated denials answer for all they cover (RFC 8198)
};

/// Continuous clock, no caps, no prefetch, fixed one-second timeouts.
const ResolverProfile& ideal_profile();
/// Unbound 1.17.1-2+deb12u4.
const ResolverProfile& unbound_profile();
/// BIND 9.18.49.
const ResolverProfile& bind_profile();
/// Unbound of August 2026, as its source says (docs/models.md).
const ResolverProfile& unbound_2026_profile();

/// All names, the two recorded products first.
std::span<const std::string_view> profile_names();
/// nullptr when there is none of this name.
const ResolverProfile* find_profile(std::string_view name);

}  // namespace waypost::dns
