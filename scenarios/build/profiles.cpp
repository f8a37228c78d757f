// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/profiles.hpp"

#include <algorithm>

#include "scenarios/load/units.hpp"

namespace waypost::scenarios {
namespace {

/// Sets `seconds` from a text such as "1h"; nothing when it is empty. Caches count whole seconds.
void put_seconds(const std::string& text, std::uint32_t& seconds) {
  const auto read = parse_duration(text);
  if (text.empty() || !read) return;
  seconds = static_cast<std::uint32_t>(
      std::min<std::int64_t>(read->ns / 1'000'000'000, UINT32_MAX));
}

void set_cache(dns::CachePolicy& cache, const schema::ResolverSettings& settings) {
  put_seconds(settings.max_ttl(), cache.max_ttl);
  put_seconds(settings.min_ttl(), cache.min_ttl);
  put_seconds(settings.max_negative_ttl(), cache.max_negative_ttl);
  const auto failure = parse_duration(settings.failure_ttl());
  if (!settings.failure_ttl().empty() && failure) cache.failure_ttl = *failure;
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

void set_prefetch(dns::PrefetchPolicy& prefetch, const schema::ResolverSettings& settings) {
  constexpr std::uint8_t kUnboundPercent = 10;  // unbound.conf(5), prefetch
  if (!settings.has_prefetch()) return;
  prefetch.enabled = settings.prefetch();
  if (prefetch.enabled && prefetch.last_percent == 0 && prefetch.last_seconds == 0)
    prefetch.last_percent = kUnboundPercent;
}

}  // namespace

dns::ResolverProfile resolver_profile(const std::string& name,
                                      const schema::ResolverSettings& settings,
                                      const std::string& path, Problems& problems) {
  const dns::ResolverProfile* found = dns::find_profile(name.empty() ? "unbound" : name);
  if (found == nullptr) {
    problems.not_built(path + ".profile", "the resolver profile \"" + name + "\"");
    found = &dns::ideal_profile();
  }
  dns::ResolverProfile profile = *found;
  set_cache(profile.cache, settings);
  set_prefetch(profile.prefetch, settings);
  if (settings.has_minimise() && !settings.minimise())
    profile.minimisation = dns::Minimisation::off;
  if (settings.minimise() && profile.minimisation == dns::Minimisation::off)
    profile.minimisation = dns::Minimisation::relaxed;
  const auto stale = parse_duration(settings.serve_stale());
  if (!settings.serve_stale().empty() && stale && stale->ns > 0)
    problems.not_built(path + ".settings.serve_stale", "serving stale answers");
  return profile;
}

}  // namespace waypost::scenarios
