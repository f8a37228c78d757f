// SPDX-License-Identifier: Apache-2.0
#include "models/dns/profile.hpp"

#include <array>

namespace waypost::dns {
namespace {

ResolverProfile make_ideal() {
  ResolverProfile p;
  p.name = "ideal";
  p.limits.aliases = 16;
  return p;
}

ResolverProfile make_unbound() {
  ResolverProfile p;
  p.name = "unbound";
  p.cache.clock = CacheClock::whole_after;
  p.cache.max_ttl = 86'400;
  p.cache.max_negative_ttl = 3'600;
  p.cache.failure_ttl = sim::seconds(5);          // NORR_TTL
  p.cache.bogus_ttl = sim::seconds(60);           // val-bogus-ttl
  p.cache.name_error_cut = NameErrorCut::secure;  // harden-below-nxdomain
  p.cache.message_ends_with_shortest = true;
  p.cache.equal_data_renew = false;
  p.servers.choice = ServerChoice::band;
  p.servers.choice_band = sim::milliseconds(400);  // RTT_BAND
  p.servers.timeout_law = TimeoutLaw::jacobson;
  p.servers.first_timeout = sim::milliseconds(376);  // srtt 0 + 4 x var 94
  p.servers.memory_per_zone = true;
  p.servers.tries_per_address = 5;
  p.servers.repeat_below = sim::seconds(5);
  p.servers.dead_from = sim::seconds(120);
  p.servers.probe_from = sim::seconds(12);
  p.servers.heeds_icmp = false;
  p.servers.failure_excludes = false;
  p.servers.parent_side_as_last_resort = true;
  p.limits.fetch_ahead = {3, 2, 1, 0, 0, 0, 0, 0};  // target-fetch-policy
  p.load.max_recursions = 2048;
  p.load.jostle = sim::milliseconds(200);
  p.load.half_is_kept = true;
  p.answers.rotates = true;
  p.load.discard_after = sim::milliseconds(1900);
  p.aggressive_nsec = true;
  p.prefetch = {false, 10, 0, 0};
  p.stale.client_timeout = {};  // serve-expired-client-timeout 0
  p.priming = Priming::first;
  p.minimisation = Minimisation::relaxed;
  return p;
}

ResolverProfile make_bind() {
  ResolverProfile p;
  p.name = "bind";
  p.cache.clock = CacheClock::whole_before;
  p.cache.max_ttl = 604'800;
  p.cache.max_negative_ttl = 10'800;
  p.cache.failure_ttl = sim::seconds(1);
  p.servers.choice = ServerChoice::lowest_srtt;
  p.servers.timeout_law = TimeoutLaw::rounds;
  p.servers.first_timeout = sim::milliseconds(800);
  p.servers.max_timeout = sim::seconds(9);
  p.servers.memory = sim::seconds(1800);
  p.servers.tries_per_address = 0;
  p.limits.resolution_time = sim::seconds(10);
  p.limits.queries_per_name = 50;
  p.limits.address_depth = 7;
  p.limits.servers_per_zone = 13;
  p.load.max_recursions = 900;      // recursive-clients 1000: from 90 % on the oldest goes,
  p.load.jostle = sim::Duration{};  // however old
  p.load.clients_per_question = 10;
  p.load.most_clients_per_question = 100;
  p.stale.client_timeout = StalePolicy::kUntilFailure;  // stale-answer-client-timeout off
  p.stale.recheck = sim::seconds(30);                   // stale-refresh-time
  p.prefetch = {true, 0, 2, 9};
  p.aggressive_nsec = true;  // synth-from-dnssec
  p.priming = Priming::parallel;
  p.minimisation = Minimisation::relaxed;
  p.probe_type = RecordType::ns;
  return p;
}

/// What differs from 9.18, as the source of 9.21.26-dev says.
ResolverProfile make_bind_9_21() {
  ResolverProfile p = make_bind();
  p.name = "bind_9_21";
  p.cache.parent_delegation = sim::seconds(60);  // min-delegation-ttl
  p.servers.memory = sim::seconds(60);           // dns_adb_entrywindow
  p.servers.tcp_after_timeouts = 2;
  p.limits.queries = 200;                           // max-query-count
  p.limits.queries_per_name = 50;                   // max-recursion-queries
  p.limits.fetch_ahead = {3, 2, 1, 0, 0, 0, 0, 0};  // fctx_getaddresses_allowed
  p.limits.looks_up_all = false;
  return p;
}

/// Knot Resolver of August 2026: lib/selection.c, selection_iter.c, lib/defines.h.
ResolverProfile make_knot() {
  ResolverProfile p;
  p.name = "knot";
  p.cache.clock = CacheClock::whole_after;  // lib/cache/api.c, get_new_ttl: expired below 0
  p.cache.max_ttl = p.cache.max_negative_ttl = 86'400;
  p.cache.min_ttl = p.cache.min_negative_ttl = 5;
  p.cache.failure_ttl = p.cache.bogus_ttl = sim::seconds(5);
  p.servers.choice = ServerChoice::explore;
  p.servers.explore_percent = 5;
  p.servers.timeout_law = TimeoutLaw::rfc6298;
  p.servers.first_timeout = sim::milliseconds(400);  // DEFAULT_TIMEOUT
  p.servers.max_timeout = sim::seconds(10);
  p.servers.tries_per_address = 0;
  p.servers.tcp_after_timeouts = 2;
  p.servers.tcp_above = sim::seconds(2);
  p.servers.rests_after = 4;
  p.servers.rests_above = sim::milliseconds(800);
  p.servers.rests = sim::seconds(1);
  p.servers.failure_excludes = true;
  p.limits.resolution_time = sim::seconds(10);  // KR_RESOLVE_TIME_LIMIT
  p.limits.queries = 100;                       // KR_ITER_LIMIT
  p.limits.queries_per_name = 100;
  p.limits.timeouts = 10;  // KR_TIMEOUT_LIMIT
  p.limits.aliases = 12;   // KR_CNAME_CHAIN_LIMIT 13, counted from 1
  p.limits.looks_up_all = false;
  p.limits.failed_names_end = 5;  // KR_COUNT_NO_NSADDR_LIMIT
  p.stale.client_timeout = sim::seconds(3);
  p.stale.reply_ttl = 1;
  p.aggressive_nsec = true;
  p.priming = Priming::parallel;
  p.minimisation = Minimisation::relaxed;
  p.probe_type = RecordType::ns;
  return p;
}

/// PowerDNS Recursor of August 2026: syncres.cc and its default settings.
ResolverProfile make_pdns() {
  ResolverProfile p;
  p.name = "pdns";
  p.cache.clock = CacheClock::whole_before;
  p.cache.max_ttl = 86'400;
  p.cache.min_ttl = 1;
  p.cache.max_negative_ttl = 3'600;
  p.cache.failure_ttl = p.cache.bogus_ttl = sim::seconds(60);  // packetcache.servfail_ttl
  p.cache.name_error_cut = NameErrorCut::secure_or_root;  // nothing_below_nxdomain, root_nx_trust
  p.servers.choice = ServerChoice::fastest;
  p.servers.timeout_law = TimeoutLaw::average;
  p.servers.first_timeout = sim::milliseconds(1500);  // outgoing.network_timeout
  p.servers.tries_per_address = 1;
  p.servers.rests_after = 64;  // server-down-max-fails
  p.servers.rests = sim::seconds(60);
  p.servers.throttle.timeout = {sim::seconds(10), 5};
  p.servers.throttle.failure = {sim::seconds(60), 3};
  p.servers.throttle.lame = {sim::seconds(60), 100};
  p.servers.throttle.let_through = 25;         // bypass_server_throttling_probability
  p.limits.resolution_time = sim::seconds(7);  // max_total_msec
  p.limits.queries = p.limits.queries_per_name = 50;
  p.limits.aliases = 10;
  p.limits.address_depth = 16;
  p.limits.servers_per_zone = 13;
  p.limits.address_lookups = 10;  // max_ns_address_qperq
  p.limits.looks_up_all = false;
  p.servers.only_ipv4 = true;
  p.load.max_recursions = 2048;  // max_mthreads
  p.stale.client_timeout = StalePolicy::kUntilFailure;
  p.stale.recheck = sim::seconds(60);
  p.prefetch = {false, 10, 0, 0};  // refresh_on_ttl_perc
  p.aggressive_nsec = true;        // aggressive_nsec_cache_size
  p.priming = Priming::parallel;
  p.minimisation = Minimisation::relaxed;
  return p;
}

/// Nobody's product: what the standards ask for.
ResolverProfile make_rfc() {
  ResolverProfile p;
  p.name = "rfc";
  p.cache.max_ttl = 604'800;              // RFC 8767 section 4
  p.cache.max_negative_ttl = 10'800;      // RFC 2308 section 5
  p.cache.failure_ttl = sim::seconds(5);  // RFC 9520 section 3.2, and the longest that it allows
  p.cache.max_failure_ttl = sim::minutes(5);
  p.cache.name_error_cut = NameErrorCut::all;  // RFC 8020 section 2
  p.servers.timeout_law = TimeoutLaw::rfc6298;
  p.servers.tries_per_address = 3;         // RFC 9520 section 3.1
  p.stale.recheck = sim::seconds(30);      // RFC 8767 section 5, with its other timers
  p.priming = Priming::first;              // RFC 9609
  p.minimisation = Minimisation::relaxed;  // RFC 9156
  return p;
}

ResolverProfile make_unbound_2026() {
  ResolverProfile p = make_unbound();
  p.name = "unbound_2026";
  p.cache.clock = CacheClock::whole_before;
  p.cache.message_ends_with_shortest = false;
  p.cache.keeps_messages = true;
  p.cache.dname_answers = false;
  p.cache.keep_expired = sim::hours(24);
  p.cache.expired_cut_hides = true;
  p.stale.client_timeout = sim::milliseconds(1800);
  p.scrub.follows_chain = false;
  p.scrub.drops_needless_ns = true;
  p.scrub.ns_kept = 20;  // iter-scrub-ns
  p.servers.repeat_below = {};
  p.probes_whole_name = true;
  p.servers.remembers_lame = true;
  p.servers.never_asks_localhost = true;
  p.limits.fetch_ahead = {3, 2, 1, 0, 0, 0, 0, 0};
  p.limits.looks_up_all = false;
  p.limits.failed_names = 5;       // MAX_TARGET_NX
  p.limits.failed_names_end = 10;  // ... twice that
  p.answers.snooping = Snooping::refused;
  p.load.waiting_per_client = 1000;  // wait-limit, since 1.20
  return p;
}

const std::array<ResolverProfile, 8>& profiles() {
  static const std::array<ResolverProfile, 8> all{
      make_unbound(),      make_bind(),      make_knot(), make_pdns(),
      make_unbound_2026(), make_bind_9_21(), make_rfc(),  make_ideal()};
  return all;
}

}  // namespace

const ResolverProfile& ideal_profile() { return profiles()[7]; }
const ResolverProfile& unbound_profile() { return profiles()[0]; }
const ResolverProfile& bind_profile() { return profiles()[1]; }
const ResolverProfile& unbound_2026_profile() { return profiles()[4]; }

std::span<const std::string_view> profile_names() {
  static const auto names = [] {
    std::array<std::string_view, 8> all;
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = profiles()[i].name;
    return all;
  }();
  return names;
}

const ResolverProfile* find_profile(std::string_view name) {
  for (const ResolverProfile& p : profiles())
    if (p.name == name) return &p;
  return nullptr;
}

}  // namespace waypost::dns
