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
  p.cache.failure_ttl = sim::seconds(5);  // NORR_TTL
  p.cache.bogus_ttl = sim::seconds(60);   // val-bogus-ttl
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
  p.servers.parent_as_last_resort = true;
  p.load.max_recursions = 2048;
  p.load.jostle = sim::milliseconds(200);
  p.load.discard_after = sim::milliseconds(1900);
  p.prefetch = {false, 10, 0, 0};
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
  p.load.max_recursions = 1000;
  p.load.clients_per_question = 100;
  p.prefetch = {true, 0, 2, 9};
  p.priming = Priming::parallel;
  p.minimisation = Minimisation::relaxed;
  p.probe_type = RecordType::ns;
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
  p.scrub.follows_chain = false;
  p.scrub.drops_needless_ns = true;
  p.scrub.ns_kept = 20;  // iter-scrub-ns
  p.servers.repeat_below = {};
  p.load.half_is_kept = true;
  p.probes_whole_name = true;
  p.servers.parent_side_as_last_resort = true;
  p.servers.remembers_lame = true;
  p.servers.never_asks_localhost = true;
  p.limits.fetch_ahead = {3, 2, 1, 0, 0, 0, 0, 0};
  p.limits.looks_up_all = false;
  p.limits.failed_names = 5;  // MAX_TARGET_NX
  p.answers.snooping = Snooping::refused;
  return p;
}

const std::array<ResolverProfile, 4>& profiles() {
  static const std::array<ResolverProfile, 4> all{make_ideal(), make_unbound(), make_bind(),
                                                  make_unbound_2026()};
  return all;
}

}  // namespace

const ResolverProfile& ideal_profile() { return profiles()[0]; }
const ResolverProfile& unbound_profile() { return profiles()[1]; }
const ResolverProfile& bind_profile() { return profiles()[2]; }
const ResolverProfile& unbound_2026_profile() { return profiles()[3]; }

const ResolverProfile* find_profile(std::string_view name) {
  for (const ResolverProfile& p : profiles())
    if (p.name == name) return &p;
  return nullptr;
}

}  // namespace waypost::dns
