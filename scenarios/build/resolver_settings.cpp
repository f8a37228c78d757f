// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/resolver_settings.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/dns/client_subnet.hpp"
#include "scenarios/build/draft.hpp"
#include "scenarios/build/seconds.hpp"
#include "sim/expect.hpp"

namespace waypost::scenarios {
namespace {

void put_seconds(const std::string& text, std::uint32_t& seconds) {
  seconds = seconds_or(text, seconds);
}

void put(const std::string& text, sim::Duration& duration) {
  const auto read = parse_duration(text);
  if (!text.empty() && read) duration = *read;
}

/// The largest value of T stands for all beyond.
template <class T>
void put(bool given, std::uint32_t value, T& target) {
  if (given) target = static_cast<T>(std::min<std::uint32_t>(value, std::numeric_limits<T>::max()));
}

void set_cache(dns::CachePolicy& cache, const schema::ResolverSettings& settings) {
  put_seconds(settings.max_ttl(), cache.max_ttl);
  put_seconds(settings.min_ttl(), cache.min_ttl);
  put_seconds(settings.max_negative_ttl(), cache.max_negative_ttl);
  cache.min_negative_ttl = std::min(cache.min_negative_ttl, cache.max_negative_ttl);
  put(settings.failure_ttl(), cache.failure_ttl);
  put(settings.max_failure_ttl(), cache.max_failure_ttl);
  if (settings.has_parent_centric())
    cache.parent_delegation = settings.parent_centric()
                                  ? std::max(cache.parent_delegation, sim::seconds(1))
                                  : sim::Duration{};
  if (settings.has_name_error_cut())
    cache.name_error_cut =
        settings.name_error_cut() ? dns::NameErrorCut::all : dns::NameErrorCut::none;
  const auto size = parse_count(settings.cache_size());
  if (!settings.cache_size().empty() && size)
    cache.max_entries = static_cast<std::uint32_t>(std::min<std::uint64_t>(*size, UINT32_MAX));
  switch (settings.cache_clock()) {
    case schema::ResolverSettings::EXACT: cache.clock = dns::CacheClock::exact; break;
    case schema::ResolverSettings::WHOLE_SECONDS_UP:
      cache.clock = dns::CacheClock::whole_after;
      break;
    case schema::ResolverSettings::WHOLE_SECONDS_DOWN:
      cache.clock = dns::CacheClock::whole_before;
      break;
    default: break;  // left out: the profile's
  }
}

void set_stale(dns::ResolverProfile& profile, const schema::ResolverSettings& settings,
               const std::string& path, Problems& problems) {
  dns::StalePolicy& stale = profile.stale;
  sim::Duration age{};
  put(settings.serve_stale(), age);
  stale.enabled = age.ns > 0;
  const bool timers = !settings.stale_wait().empty() || !settings.stale_reply_ttl().empty() ||
                      !settings.stale_pause().empty();
  if (!stale.enabled && timers)
    problems.add(path + ".settings.serve_stale", "the stale_... fields go with it",
                 "Say how long past expiry an entry may be given: serve_stale: \"1d\"");
  if (!stale.enabled) return;
  stale.max_age = age;
  profile.cache.keep_expired = std::max(profile.cache.keep_expired, age);
  put(settings.stale_wait(), stale.client_timeout);
  put_seconds(settings.stale_reply_ttl(), stale.reply_ttl);
  put(settings.stale_pause(), stale.recheck);
}

void set_prefetch(dns::PrefetchPolicy& prefetch, const schema::ResolverSettings& settings) {
  constexpr std::uint8_t kUnboundPercent = 10;  // unbound.conf(5), prefetch
  const auto share = parse_share(settings.prefetch_share());
  if (!settings.prefetch_share().empty() && share)
    prefetch.last_percent = static_cast<std::uint8_t>(*share * 100 + 0.5);
  put_seconds(settings.prefetch_left(), prefetch.last_seconds);
  put_seconds(settings.prefetch_least_ttl(), prefetch.min_original_ttl);
  if (!settings.has_prefetch()) return;
  prefetch.enabled = settings.prefetch();
  if (prefetch.enabled && prefetch.last_percent == 0 && prefetch.last_seconds == 0)
    prefetch.last_percent = kUnboundPercent;
}

void set_minimisation(dns::ResolverProfile& profile, const schema::ResolverSettings& settings) {
  using enum dns::Minimisation;
  if (settings.has_minimise() && !settings.minimise()) profile.minimisation = off;
  if (settings.minimise() && profile.minimisation == off) profile.minimisation = relaxed;
  if (settings.minimise_strictly()) profile.minimisation = strict;
}

void set_client_subnet(dns::ResolverProfile& profile, const schema::ResolverSettings& settings,
                       const std::string& path, Problems& problems) {
  if (!settings.has_client_subnet()) return;
  const std::string at = path + ".settings.client_subnet";
  if (settings.client_subnet() > dns::kSubnetPrefix)
    problems.add(at, "tells too much: RFC 7871 section 11.1 says 24 bits at most", "Write 24");
  if (profile.cache.keeps_messages)
    problems.not_built(at, "client subnet with a cache of messages");
  profile.client_subnet = static_cast<std::uint8_t>(
      std::min<std::uint32_t>(settings.client_subnet(), dns::kSubnetPrefix));
}

void set_limits(dns::WorkLimits& limits, const schema::WorkLimits& wanted) {
  put(wanted.time(), limits.resolution_time);
  put(wanted.has_queries(), wanted.queries(), limits.queries);
  put(wanted.has_queries_per_zone(), wanted.queries_per_zone(), limits.queries_per_name);
  put(wanted.has_name_servers(), wanted.name_servers(), limits.servers_per_zone);
  put(wanted.has_address_lookups(), wanted.address_lookups(), limits.address_lookups);
  put(wanted.has_address_lookups_in_all(), wanted.address_lookups_in_all(), limits.tree_lookups);
  put(wanted.has_failed_name_servers(), wanted.failed_name_servers(), limits.failed_names);
  if (wanted.has_failed_name_servers())
    put(true, 2 * std::min(wanted.failed_name_servers(), 32767u), limits.failed_names_end);
  put(wanted.has_depth(), wanted.depth(), limits.address_depth);
  put(wanted.has_aliases(), wanted.aliases(), limits.aliases);
}

void set_load(dns::LoadPolicy& load, const schema::LoadLimits& wanted) {
  put(wanted.has_recursions(), wanted.recursions(), load.max_recursions);
  if (const auto age = parse_duration(wanted.jostle()); !wanted.jostle().empty() && age)
    load.jostle = age->ns > 0 ? std::optional(*age) : std::nullopt;
  if (wanted.has_clients_per_question()) {
    load.clients_per_question = wanted.clients_per_question();
    load.most_clients_per_question = 0;
  }
  put(wanted.discard_after(), load.discard_after);
  put(wanted.has_waiting_per_client(), wanted.waiting_per_client(), load.waiting_per_client);
}

}  // namespace

dns::ResolverProfile resolver_profile(const std::string& name,
                                      const schema::ResolverSettings& settings,
                                      const std::string& path, Problems& problems) {
  const dns::ResolverProfile* found = dns::find_profile(name.empty() ? "unbound" : name);
  WAYPOST_EXPECT(found != nullptr, "a resolver profile that the loader let pass");
  dns::ResolverProfile profile = *found;
  set_cache(profile.cache, settings);
  set_stale(profile, settings, path, problems);
  set_prefetch(profile.prefetch, settings);
  set_minimisation(profile, settings);
  set_client_subnet(profile, settings, path, problems);
  set_limits(profile.limits, settings.limits());
  set_load(profile.load, settings.load());
  put(settings.first_timeout(), profile.servers.first_timeout);
  put(settings.has_tries_per_server(), settings.tries_per_server(),
      profile.servers.tries_per_address);
  if (settings.has_asks_parent_again()) {
    profile.servers.parent_as_last_resort = settings.asks_parent_again();
    profile.servers.parent_side_as_last_resort = false;
  }
  if (settings.has_aggressive_nsec()) profile.aggressive_nsec = settings.aggressive_nsec();
  if (settings.has_client_limit()) profile.load.per_client.per_second = settings.client_limit();
  if (settings.has_zone_limit()) profile.load.per_zone.per_second = settings.zone_limit();
  return profile;
}

std::shared_ptr<const std::vector<dns::UpstreamZone>> configured_zones(
    Draft& draft, const schema::ResolverGroup& group, net::HostId host, const std::string& path) {
  if (group.zones_size() == 0) return nullptr;
  auto zones = std::make_shared<std::vector<dns::UpstreamZone>>();
  const net::Host& asker = draft.network().hosts[host];
  for (int i = 0; i < group.zones_size(); ++i) {
    const schema::ConfiguredZone& declared = group.zones(i);
    dns::UpstreamZone zone;
    zone.apex = draft.world.dns.names.intern(declared.name());
    zone.forward = declared.forwards_to_size() > 0;
    zone.falls_back = declared.falls_back();
    zone.keeps_answers = !declared.without_cache();
    if (declared.over_tcp()) zone.transport = dns::Transport::tcp;
    for (const std::string& name : declared.forwards_to())
      if (const net::AddressId address =
              nearest_member(draft.network(), asker, draft.groups[draft.group_index(name)]);
          address != net::kNone)
        zone.servers.push_back({dns::kRoot, address});
    for (const std::string& name : declared.name_servers()) {
      const NameServerId id = draft.name_servers.find(draft.world.dns.names.intern(name));
      if (id == NameServers::kNone) continue;
      const Machine& machine = draft.name_servers[id].machine;
      if (const net::AddressId address = address_for(asker, machine); address != net::kNone)
        zone.servers.push_back({draft.name_servers[id].name, address});
    }
    if (zone.servers.empty())
      draft.problems.add(fmt::format("{}.zones[{}]", path, i),
                         "no address family is shared with any of its servers");
    zones->push_back(std::move(zone));
  }
  return zones;
}

}  // namespace waypost::scenarios
