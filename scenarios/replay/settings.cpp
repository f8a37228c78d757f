// SPDX-License-Identifier: Apache-2.0
#include "scenarios/replay/settings.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <sstream>

#include "scenarios/replay/lines.hpp"

namespace waypost::replay {
namespace {

using dns::ResolverProfile;

bool to_flag(const Option& o) {
  if (o.value == "yes" || o.value == "on") return true;
  if (o.value != "no" && o.value != "off")
    malformed(o.line, o.key + " is \"yes\" or \"no\", not \"" + o.value + "\"");
  return false;
}

std::uint32_t to_number(const Option& o, std::uint32_t most) {
  const int value = to_int(o.value, o.line, o.key.c_str());
  if (value < 0 || static_cast<std::uint32_t>(value) > most)
    malformed(o.line, o.key + " \"" + o.value + "\" is not from 0 to " + std::to_string(most));
  return static_cast<std::uint32_t>(value);
}

sim::Duration to_ms(const Option& o) { return sim::milliseconds(to_number(o, 1'000'000'000)); }

/// One number per depth of dependence; their count less one is the deepest.
void read_fetch_policy(const Option& o, ResolverProfile& p) {
  std::istringstream in(o.value);
  std::vector<int> values;
  for (int v = 0; in >> v;) values.push_back(v);
  dns::WorkLimits& limits = p.limits;
  if (values.empty() || values.size() > limits.fetch_ahead.size() || !in.eof())
    malformed(o.line, "target-fetch-policy is one to eight numbers");
  limits.fetch_ahead.fill(0);
  for (std::size_t i = 0; i < values.size(); ++i)
    limits.fetch_ahead[i] = static_cast<std::int8_t>(std::clamp(values[i], -1, 100));
  limits.address_depth = static_cast<std::uint8_t>(values.size() - 1);
}

/// The options of the server clause that say something about resolution.
const auto& server_options() {
  using Set = std::function<void(const Option&, Settings&)>;
  constexpr std::uint32_t kMostSeconds = 0x7FFFFFFF;
  static const std::vector<std::pair<std::string, Set>> all{
      {"target-fetch-policy",
       [](const Option& o, Settings& s) { read_fetch_policy(o, s.profile); }},
      {"minimal-responses",
       [](const Option& o, Settings& s) { s.profile.answers.minimal = to_flag(o); }},
      {"iter-scrub-promiscuous",
       [](const Option& o, Settings& s) { s.profile.scrub.drops_needless_ns = to_flag(o); }},
      {"iter-scrub-ns",
       [](const Option& o, Settings& s) {
         s.profile.scrub.ns_kept = static_cast<std::uint8_t>(to_number(o, 255));
       }},
      {"harden-glue",
       [](const Option& o, Settings& s) { s.profile.scrub.keeps_foreign_glue = !to_flag(o); }},
      {"harden-unverified-glue",
       [](const Option& o, Settings& s) { s.profile.scrub.verifies_glue = to_flag(o); }},
      {"qname-minimisation",
       [](const Option& o, Settings& s) {
         if (!to_flag(o)) s.profile.minimisation = dns::Minimisation::off;
       }},
      {"qname-minimisation-strict",
       [](const Option& o, Settings& s) {
         if (to_flag(o)) s.profile.minimisation = dns::Minimisation::strict;
       }},
      {"do-ip6", [](const Option& o, Settings& s) { s.ipv6 = to_flag(o); }},
      {"do-ip4", [](const Option& o, Settings& s) { s.ipv4 = to_flag(o); }},
      {"serve-expired", [](const Option& o, Settings& s) { s.profile.stale.enabled = to_flag(o); }},
      {"serve-expired-client-timeout",
       [](const Option& o, Settings& s) { s.profile.stale.client_timeout = to_ms(o); }},
      {"serve-expired-reply-ttl",
       [](const Option& o, Settings& s) {
         s.profile.stale.reply_ttl = to_number(o, kMostSeconds);
       }},
      {"serve-expired-ttl",
       [](const Option& o, Settings& s) {
         s.profile.stale.max_age = sim::seconds(to_number(o, kMostSeconds));
       }},
      {"serve-expired-ttl-reset",
       [](const Option& o, Settings& s) { s.profile.stale.failure_restarts_age = to_flag(o); }},
      {"ede-serve-expired",
       [](const Option& o, Settings& s) { s.profile.stale.tells = to_flag(o); }},
      {"serve-original-ttl",
       [](const Option& o, Settings& s) { s.profile.cache.original_ttl = to_flag(o); }},
      {"cache-max-ttl",
       [](const Option& o, Settings& s) { s.profile.cache.max_ttl = to_number(o, kMostSeconds); }},
      {"cache-min-ttl",
       [](const Option& o, Settings& s) { s.profile.cache.min_ttl = to_number(o, kMostSeconds); }},
      {"cache-max-negative-ttl",
       [](const Option& o, Settings& s) {
         s.profile.cache.max_negative_ttl = to_number(o, kMostSeconds);
       }},
      {"cache-min-negative-ttl",
       [](const Option& o, Settings& s) {
         s.profile.cache.min_negative_ttl = to_number(o, kMostSeconds);
       }},
      {"prefetch", [](const Option& o, Settings& s) { s.profile.prefetch.enabled = to_flag(o); }},
      {"num-queries-per-thread",
       [](const Option& o, Settings& s) { s.profile.load.max_recursions = to_number(o, 1 << 20); }},
      {"jostle-timeout", [](const Option& o, Settings& s) { s.profile.load.jostle = to_ms(o); }},
      {"discard-timeout",
       [](const Option& o, Settings& s) { s.profile.load.discard_after = to_ms(o); }},
      {"outbound-msg-retry",
       [](const Option& o, Settings& s) {
         s.profile.servers.tries_per_address =
             static_cast<std::uint8_t>(std::max(1u, to_number(o, 255)));
       }},
      {"max-sent-count",
       [](const Option& o, Settings& s) {
         s.profile.limits.queries_per_name = static_cast<std::uint8_t>(to_number(o, 255));
       }},
      {"max-global-quota",
       [](const Option& o, Settings& s) {
         s.profile.limits.queries = static_cast<std::uint16_t>(to_number(o, 65535));
       }},
      {"max-query-restarts",
       [](const Option& o, Settings& s) {
         s.profile.limits.aliases = static_cast<std::uint8_t>(to_number(o, 255));
       }},
      {"do-not-query-localhost",
       [](const Option& o, Settings& s) { s.profile.servers.never_asks_localhost = to_flag(o); }},
      {"access-control",
       [](const Option& o, Settings& s) {
         if (o.value.ends_with("allow_snoop")) s.profile.answers.snooping = dns::Snooping::allowed;
       }},
      {"tcp-upstream",
       [](const Option& o, Settings& s) { s.profile.servers.only_tcp = to_flag(o); }},
      {"harden-referral-path",
       [](const Option& o, Settings& s) { s.profile.checks_referrals = to_flag(o); }},
      // Deckard
      {"query-minimization",
       [](const Option& o, Settings& s) {
         if (!to_flag(o)) s.profile.minimisation = dns::Minimisation::off;
       }},
  };
  return all;
}

/// Options without a say in what these scenarios look at: validation (no trust anchors), logs, the
/// order of records (compared as sets), whether extended errors are sent at all.
bool is_silent(const std::string& key) {
  constexpr std::array<const char*, 22> kSilent{"module-config",
                                                "trust-anchor-signaling",
                                                "log-servfail",
                                                "verbosity",
                                                "aggressive-nsec",
                                                "local-zone",
                                                "rrset-roundrobin",
                                                "ede",
                                                "val-override-date",
                                                "fake-sha1",
                                                "chroot",
                                                "username",
                                                "directory",
                                                "use-syslog",
                                                "pidfile",
                                                "msg-cache-size",
                                                "rrset-cache-size",
                                                "infra-cache-numhosts",
                                                "log-time-ascii",
                                                "identity",
                                                "root-key-sentinel",
                                                "harden-below-nxdomain"};
  return std::find_if(kSilent.begin(), kSilent.end(), [&](const char* s) { return key == s; }) !=
         kSilent.end();
}

/// Deckard: "features: min_ttl = 5".
bool take_feature(const Option& o, Settings& s) {
  if (o.key != "features") return false;
  std::istringstream in(o.value);
  std::string name, equals;
  std::uint32_t value = 0;
  in >> name >> equals >> value;
  if (name == "min_ttl" && in)
    s.profile.cache.min_ttl = value;
  else if (name == "max_ttl" && in)
    s.profile.cache.max_ttl = value;
  else
    unsupported(o.line, "features: " + o.value);
  return true;
}

void take_server_option(const Option& o, Settings& s) {
  if (take_feature(o, s) || is_silent(o.key)) return;
  for (const auto& [key, set] : server_options())
    if (o.key == key) return set(o, s);
  unsupported(o.line, "the option " + o.key);
}

struct ZoneOptions {
  dns::UpstreamZone zone;
  bool named = false;
  int line = 0;
};

dns::Name name_of(Stage& stage, const Option& o) {
  try {
    return stage.dns.names.intern(o.value);
  } catch (const std::invalid_argument& fault) {
    malformed(o.line, o.key + " \"" + o.value + "\": " + fault.what());
  }
}

void take_zone_option(Stage& stage, const Option& o, ZoneOptions& z) {
  const std::string kind = o.key.substr(0, o.key.find('-'));
  const std::string rest = o.key.substr(std::min(o.key.size(), kind.size() + 1));
  z.zone.forward = o.clause == "forward-zone";
  z.line = o.line;
  if (o.key == "name") {
    z.zone.apex = name_of(stage, o);
    z.named = true;
  } else if (rest == "addr") {
    z.zone.servers.push_back({dns::kRoot, stage.address(to_address(o.value, o.line))});
  } else if (rest == "host") {
    z.zone.server_names.push_back(name_of(stage, o));
  } else if (rest == "first") {
    z.zone.falls_back = to_flag(o);
  } else if (rest == "no-cache") {
    z.zone.keeps_answers = !to_flag(o);
  } else if (rest == "prime") {
    z.zone.primes = to_flag(o);
  } else if (rest == "tcp-upstream") {
    z.zone.transport = to_flag(o) ? dns::Transport::tcp : dns::Transport::udp;
  } else {
    unsupported(o.line, "the option " + o.key + " of a " + o.clause);
  }
}

void read_options(Stage& stage, const Script& script, Settings& s) {
  std::vector<dns::RootHint> hints;
  std::vector<dns::UpstreamZone> zones;
  std::vector<ZoneOptions> declared;
  int section = -1;
  for (const Option& o : script.options) {
    if (o.clause.empty() && o.key == "stub-addr") {
      hints.push_back({dns::kRoot, stage.address(to_address(o.value, o.line))});
    } else if (o.clause.empty() || o.clause == "server") {
      take_server_option(o, s);
    } else if (o.clause == "stub-zone" || o.clause == "forward-zone") {
      if (o.section != section) declared.emplace_back();
      section = o.section;
      take_zone_option(stage, o, declared.back());
    } else if (o.clause != "remote-control") {
      unsupported(o.line, "the clause " + o.clause);
    }
  }
  for (ZoneOptions& z : declared) {
    if (!z.named) malformed(z.line, "a zone without a name");
    if (!z.zone.forward && z.zone.apex == dns::kRoot)
      hints.insert(hints.end(), z.zone.servers.begin(), z.zone.servers.end());
    else
      zones.push_back(std::move(z.zone));
  }
  s.hints = std::make_shared<const std::vector<dns::RootHint>>(std::move(hints));
  s.upstream_zones = std::make_shared<const std::vector<dns::UpstreamZone>>(std::move(zones));
}

}  // namespace

Settings read_settings(Stage& stage, const Script& script) {
  Settings s;
  s.profile = dns::unbound_2026_profile();
  s.profile.servers.untimed = true;
  s.profile.answers.rotates = false;  // the order of a set's records is not compared
  read_options(stage, script, s);
  if (script.dialect == Dialect::deckard) {  // written for Knot Resolver
    s.profile.probe_type = dns::RecordType::ns;
    s.profile.probes_whole_name = false;
    s.profile.priming = dns::Priming::never;
  }
  return s;
}

}  // namespace waypost::replay
