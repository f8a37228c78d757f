// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/profiles.hpp"

#include <algorithm>

#include "scenarios/load/units.hpp"
#include "sim/expect.hpp"

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

void put(const std::string& text, sim::Duration& duration) {
  const auto read = parse_duration(text);
  if (!text.empty() && read) duration = *read;
}

void set_retry(mail::RetryProfile& retry, const schema::SenderSettings& settings) {
  if (auto* backoff = std::get_if<mail::BackoffByAge>(&retry.backoff)) {
    put(settings.minimal_backoff(), backoff->minimal);
    put(settings.maximal_backoff(), backoff->maximal);
  }
  put(settings.queue_run_delay(), retry.scan_period);
  put(settings.maximal_queue_lifetime(), retry.lifetime);
  put(settings.bounce_queue_lifetime(), retry.bounce_lifetime);
}

void set_limits(mail::SenderProfile& profile, const schema::SenderSettings& settings) {
  static constexpr std::uint32_t kMost = 255;
  const auto capped = [](std::uint32_t n) { return static_cast<std::uint8_t>(std::min(n, kMost)); };
  if (settings.has_mx_address_limit())
    profile.routing.address_limit = capped(settings.mx_address_limit());
  if (settings.has_mx_session_limit())
    profile.limits.sessions = capped(settings.mx_session_limit());
  if (settings.has_destination_concurrency()) {
    auto& concurrency = profile.queue.concurrency;
    concurrency.limit = static_cast<int>(settings.destination_concurrency());
    concurrency.initial = std::min(concurrency.initial, concurrency.limit);
  }
  if (settings.has_process_limit()) profile.queue.process_limit = settings.process_limit();
  if (settings.has_implicit_mx()) profile.routing.implicit_mx = settings.implicit_mx();
  if (settings.equal_mx() == schema::SenderSettings::ROUND_ROBIN)
    profile.routing.equal = mail::EqualPreference::round_robin;
  if (settings.equal_mx() == schema::SenderSettings::RANDOM)
    profile.routing.equal = mail::EqualPreference::shuffled;
}

}  // namespace

mail::SenderProfile sender_profile(const schema::Sending& sends, const std::string& path,
                                   Problems& problems) {
  const schema::SenderSettings& settings = sends.settings();
  const mail::SenderProfile* found =
      mail::find_sender_profile(sends.profile().empty() ? "postfix" : sends.profile());
  WAYPOST_EXPECT(found != nullptr, "a mail profile that the loader let pass");
  mail::SenderProfile profile = *found;
  set_retry(profile.queue.retry, settings);
  set_limits(profile, settings);
  put(settings.connect_timeout(), profile.smtp.timeouts.connect);
  const auto warning = parse_duration(settings.delay_warning());
  if (!settings.delay_warning().empty() && warning && warning->ns > 0)
    problems.not_built(path + ".settings.delay_warning", "telling the sender of a delay");
  return profile;
}

dns::ResolverProfile resolver_profile(const std::string& name,
                                      const schema::ResolverSettings& settings,
                                      const std::string& path, Problems& problems) {
  const dns::ResolverProfile* found = dns::find_profile(name.empty() ? "unbound" : name);
  WAYPOST_EXPECT(found != nullptr, "a resolver profile that the loader let pass");
  dns::ResolverProfile profile = *found;
  set_cache(profile.cache, settings);
  set_prefetch(profile.prefetch, settings);
  if (settings.has_minimise() && !settings.minimise())
    profile.minimisation = dns::Minimisation::off;
  if (settings.minimise() && profile.minimisation == dns::Minimisation::off)
    profile.minimisation = dns::Minimisation::relaxed;
  if (settings.has_client_limit()) profile.load.per_client.per_second = settings.client_limit();
  if (settings.has_zone_limit()) profile.load.per_zone.per_second = settings.zone_limit();
  const auto stale = parse_duration(settings.serve_stale());
  if (!settings.serve_stale().empty() && stale && stale->ns > 0)
    problems.not_built(path + ".settings.serve_stale", "serving stale answers");
  return profile;
}

}  // namespace waypost::scenarios
