// SPDX-License-Identifier: Apache-2.0
#include "viz/live/configuration_values.hpp"

#include <fmt/format.h>

#include "scenarios/results/world_words.hpp"

namespace waypost::viz {
namespace {

/// Collects values that share their default's origin.
class Values {
 public:
  Values(std::vector<EffectiveValue>& all, std::string prefix, std::string otherwise)
      : all_(all), prefix_(std::move(prefix)), otherwise_(std::move(otherwise)) {}

  void add(const char* field, std::string value) {
    all_.push_back({prefix_ + field, std::move(value), otherwise_});
  }
  void add(const char* field, bool value) { add(field, std::string(value ? "true" : "false")); }
  void add(const char* field, sim::Duration value) { add(field, duration_words(value)); }
  /// `none`: the value that stands for "no limit".
  void limit(const char* field, std::uint64_t value, std::uint64_t none = 0) {
    add(field, value == none ? std::string("no limit") : fmt::format("{}", value));
  }
  void number(const char* field, std::uint64_t value) { add(field, fmt::format("{}", value)); }
  void seconds(const char* field, std::uint32_t value) {
    if (value == UINT32_MAX) return add(field, std::string("no limit"));
    add(field, sim::seconds(value));
  }

 private:
  std::vector<EffectiveValue>& all_;
  std::string prefix_, otherwise_;
};

std::string cut_words(dns::NameErrorCut cut) {
  switch (cut) {
    case dns::NameErrorCut::none: return "false";
    case dns::NameErrorCut::secure: return "when validated";
    case dns::NameErrorCut::secure_or_root: return "when validated, or of the root";
    case dns::NameErrorCut::all: return "true";
  }
  return "";
}

std::string clock_words(dns::CacheClock clock) {
  switch (clock) {
    case dns::CacheClock::exact: return "exact";
    case dns::CacheClock::whole_after: return "whole_seconds_up";
    case dns::CacheClock::whole_before: return "whole_seconds_down";
  }
  return "";
}

void add_cache(Values& v, const dns::CachePolicy& cache) {
  v.seconds("max_ttl", cache.max_ttl);
  v.seconds("min_ttl", cache.min_ttl);
  v.seconds("max_negative_ttl", cache.max_negative_ttl);
  v.add("failure_ttl", cache.failure_ttl);
  v.add("max_failure_ttl", cache.max_failure_ttl.ns > 0 ? duration_words(cache.max_failure_ttl)
                                                        : std::string("no longer"));
  v.add("name_error_cut", cut_words(cache.name_error_cut));
  v.add("parent_centric", cache.parent_delegation.ns > 0);
  v.limit("cache_size", cache.max_entries);
  v.add("cache_clock", clock_words(cache.clock));
}

void add_stale(Values& v, const dns::StalePolicy& stale) {
  v.add("serve_stale", stale.enabled ? duration_words(stale.max_age) : std::string("never"));
  if (!stale.enabled) return;
  v.add("stale_wait", stale.client_timeout == dns::StalePolicy::kUntilFailure
                          ? std::string("until there is no fresh answer")
                          : duration_words(stale.client_timeout));
  v.seconds("stale_reply_ttl", stale.reply_ttl);
  v.add("stale_pause", stale.recheck);
}

void add_limits(Values& v, const dns::WorkLimits& w, const dns::LoadPolicy& load) {
  v.add("limits.time",
        w.resolution_time.ns > 0 ? duration_words(w.resolution_time) : std::string("no limit"));
  v.number("limits.queries", w.queries);
  v.number("limits.queries_per_zone", w.queries_per_name);
  v.number("limits.name_servers", w.servers_per_zone);
  v.number("limits.address_lookups", w.address_lookups);
  v.number("limits.depth", w.address_depth);
  v.number("limits.aliases", w.aliases);
  v.limit("load.recursions", load.max_recursions);
  v.add("load.jostle", !load.jostle           ? std::string("of none")
                       : load.jostle->ns == 0 ? std::string("of the oldest")
                                              : duration_words(*load.jostle));
  v.limit("load.clients_per_question", load.clients_per_question);
  v.limit("load.waiting_per_client", load.waiting_per_client);
  v.add("load.discard_after",
        load.discard_after.ns > 0 ? duration_words(load.discard_after) : std::string("never"));
}

void add_resolver(std::vector<EffectiveValue>& all, const dns::ResolverProfile& p) {
  Values plain(all, "", "default of resolvers");
  plain.add("profile", std::string(p.name));
  plain.add("validating", p.validates);
  Values v(all, "settings.", fmt::format("default of profile {}", p.name));
  add_cache(v, p.cache);
  v.add("prefetch", p.prefetch.enabled);
  v.add("minimise", p.minimisation != dns::Minimisation::off);
  v.add("minimise_strictly", p.minimisation == dns::Minimisation::strict);
  add_stale(v, p.stale);
  v.add("aggressive_nsec", p.aggressive_nsec);
  v.add("first_timeout", p.servers.first_timeout);
  v.limit("tries_per_server", p.servers.tries_per_address);
  v.limit("client_limit", p.load.per_client.per_second);
  v.limit("zone_limit", p.load.per_zone.per_second);
  v.number("client_subnet", p.client_subnet);
  add_limits(v, p.limits, p.load);
}

std::string order_words(mail::EqualPreference equal) {
  switch (equal) {
    case mail::EqualPreference::shuffled: return "random";
    case mail::EqualPreference::hosts_shuffled: return "random, host by host";
    case mail::EqualPreference::round_robin: return "round_robin";
    case mail::EqualPreference::least_connections: return "fewest connections";
  }
  return "";
}

void add_retry(Values& v, const mail::RetryProfile& retry) {
  if (const auto* age = std::get_if<mail::BackoffByAge>(&retry.backoff)) {
    v.add("minimal_backoff", age->minimal);
    v.add("maximal_backoff", age->maximal);
  }
  if (const auto* listed = std::get_if<mail::RetryAges>(&retry.backoff)) {
    std::string ages;
    for (const sim::Duration age : listed->ages)
      ages += (ages.empty() ? "" : ", ") + duration_words(age);
    v.add("retry_ages", ages);
  }
  v.add("queue_run_delay", retry.scan_period);
  v.add("maximal_queue_lifetime", retry.lifetime);
  v.add("bounce_queue_lifetime", retry.bounce_lifetime);
  v.add("delay_warning",
        retry.delay_warning.ns > 0 ? duration_words(retry.delay_warning) : std::string("never"));
}

/// `prefix`: "sends.settings." of a host, with the words of another entry elsewhere.
void add_sender(std::vector<EffectiveValue>& all, const mail::SenderProfile& p) {
  Values(all, "sends.", "default of mail hosts").add("profile", std::string(p.name));
  Values v(all, "sends.settings.", fmt::format("default of profile {}", p.name));
  add_retry(v, p.queue.retry);
  v.add("connect_timeout", p.smtp.timeouts.connect);
  v.limit("mx_address_limit", p.routing.address_limit);
  v.limit("mx_session_limit", p.limits.sessions);
  v.number("destination_concurrency", static_cast<std::uint64_t>(p.queue.concurrency.limit));
  v.number("process_limit", p.queue.process_limit);
  v.add("equal_mx", order_words(p.routing.equal));
  v.add("implicit_mx", p.routing.implicit_mx);
  v.add("destination_rate_delay", p.queue.rate_delay);
  v.add("process_start", p.queue.process_start);
  v.limit("active_limit", p.queue.active_limit, UINT32_MAX);
}

void add_receiver(std::vector<EffectiveValue>& all, const mail::ReceivingProfile& r) {
  Values v(all, "receives.", "default of mail hosts");
  v.number("connection_limit", r.connection_limit);
  v.limit("client_connections", r.client_connections);
  v.add("tarpit", r.tarpit);
  v.number("service.workers", r.workers);
}

void add_station(std::vector<EffectiveValue>& all, const net::Station& station,
                 const char* otherwise) {
  Values v(all, "service.", otherwise);
  std::string time =
      fmt::format("mean {}", duration_words(sim::from_seconds(station.service_seconds.mean())));
  if (station.slowdown > 1) time += fmt::format(", slowed x{:g} by a fault", station.slowdown);
  if (station.slow_extra.ns > 0)
    time += fmt::format(", lengthened by {} by a fault", duration_words(station.slow_extra));
  v.add("time", time);
  v.number("workers", station.workers());
  v.limit("queue_limit", station.queue_places, net::kUnlimited);
}

void add_host(std::vector<EffectiveValue>& all, const net::Host& host) {
  Values v(all, "access.", "default of profile datacentre");
  v.add("delay", host.access * 2);
  v.add("families", std::string(!host.reaches_ipv6   ? "ipv4_only"
                                : !host.reaches_ipv4 ? "ipv6_only"
                                                     : "ipv4_and_ipv6"));
}

}  // namespace

std::string duration_words(sim::Duration d) {
  if (d.ns == 0) return "0s";
  if (d.ns < 1'000'000'000 || d.ns % 1'000'000 != 0) {
    const double ms = static_cast<double>(d.ns) / 1e6;
    return ms < 1000 ? fmt::format("{:.4g}ms", ms) : fmt::format("{:.6g}s", ms / 1000);
  }
  const std::string text = scenarios::since_start(sim::Time{} + d);
  return text.substr(text.find_first_not_of('+'));
}

std::vector<EffectiveValue> effective_values(const world::World& world, const SceneServer& server) {
  std::vector<EffectiveValue> all;
  switch (server.kind()) {
    case ServerKind::authoritative:
      add_station(all, world.dns.authority.servers[server.index].station,
                  "default of name servers");
      break;
    case ServerKind::resolver: {
      const dns::RecursiveResolver& r = world.dns.resolvers[server.index];
      add_resolver(all, r.profile);
      add_station(all, r.station, "default of resolvers");
      break;
    }
    case ServerKind::forwarder:
      add_station(all, world.dns.forwarders[server.index].station, "default of forwarders");
      break;
    case ServerKind::mail_host: {
      const mail::MailHost& host = world.mail.hosts[server.index];
      if (host.sends) add_sender(all, *host.sends);
      if (!host.domains.empty()) add_receiver(all, host.receives);
      break;
    }
  }
  add_host(all, world.network.hosts[server.host]);
  return all;
}

}  // namespace waypost::viz
