// SPDX-License-Identifier: Apache-2.0
#include "scenarios/results/measure_unanswered.hpp"

#include "scenarios/results/single_run.hpp"

namespace waypost::scenarios {

void measure_unanswered(const world::World& world, schema::DnsReport& report) {
  dns::ResolverCounters resolvers;
  for (const dns::RecursiveResolver& resolver : world.dns.resolvers) {
    resolvers.dropped += resolver.counters.dropped;
    resolvers.limited += resolver.counters.limited;
    resolvers.crowded_out += resolver.counters.crowded_out;
    resolvers.discarded += resolver.counters.discarded;
    resolvers.turned_away += resolver.counters.turned_away;
  }
  for (const dns::Forwarder& forwarder : world.dns.forwarders)
    resolvers.dropped += forwarder.counters.dropped;
  dns::ServerCounters servers;
  std::uint64_t silent = 0;
  for (const dns::AuthoritativeServer& server : world.dns.authority.servers) {
    servers.dropped += server.counters.dropped;
    servers.withheld += server.counters.withheld;
    servers.slipped += server.counters.slipped;
    servers.turned_away += server.counters.turned_away;
    servers.filtered += server.counters.filtered;
    servers.lost_large += server.counters.lost_large;
    silent += server.counters.count(dns::Outcome::silence);
  }
  const auto row = [&](const char* what, std::uint64_t n) {
    if (n > 0) count(*report.mutable_unanswered(), what, n);
  };
  row("queue_full", resolvers.dropped + servers.dropped);
  row("over_client_limit", resolvers.limited);
  row("crowded_out", resolvers.crowded_out);
  row("too_late", resolvers.discarded);
  row("port_closed", resolvers.turned_away + servers.turned_away);
  row("rate_limited", servers.withheld);
  row("truncated_by_rate_limit", servers.slipped);
  row("edns_filtered", servers.filtered);
  row("fragments_lost", servers.lost_large);
  row("silent_by_choice", silent);
}

}  // namespace waypost::scenarios
