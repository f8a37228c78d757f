// SPDX-License-Identifier: Apache-2.0
// Step 2 of RFC 1034 section 5.3.3: the servers nearest to the name, out of the cache, out of the
// configuration, or, when nothing is known, the hints and what priming makes of them (RFC 9609).
#include <utility>

#include "models/dns/query_minimisation.hpp"
#include "models/dns/resolution_steps.hpp"

namespace waypost::dns {
namespace {

/// Nothing is known but the hints: the root's NS set is asked for (RFC 9609).
Action prime(Resolution& r, Knowledge& k) {
  enter_zone(r, k, from_hints(k));
  const Question root_ns{kRoot, RecordType::ns};
  if (r.question == root_ns || k.profile.priming == Priming::never) return ask_next_server(r, k);
  r.stage = k.profile.priming == Priming::first ? Stage::priming : Stage::asking;
  return StartChildren{{root_ns}};
}

/// The servers configured for a stub zone are asked for its NS set, which is then used (Unbound,
/// stub-prime).
Action prime_stub(Resolution& r, Knowledge& k, std::size_t which) {
  enter_zone(r, k, from_upstream_zone(k, which));
  r.stage = Stage::priming;
  return StartChildren{{{k.upstream_zones[which].apex, RecordType::ns}}};
}

/// Where the search for a delegation begins: DS lives on the parent's side of the cut (RFC 4035
/// section 4.2), and so does an NS set that is to be learnt anew before it ends.
Name search_from(const Resolution& r, const Knowledge& k) {
  Name name = r.above ? r.zone : r.qname;
  const bool parents =
      r.question.qtype == RecordType::ds || r.above ||
      (r.question.qtype == RecordType::ns && r.refresh && k.profile.cache.keeps_messages);
  return parents && name != kRoot ? k.names.parent(name) : name;
}

/// Index of the configured zone for `name`; -1: none.
int configured_zone(const Knowledge& k, Name name) {
  const UpstreamZone* zone = nullptr;
  for (const UpstreamZone& z : k.upstream_zones)
    if (k.names.is_at_or_below(name, z.apex) &&
        (zone == nullptr || k.names.depth(z.apex) > k.names.depth(zone->apex)))
      zone = &z;
  return zone == nullptr ? -1 : static_cast<int>(zone - k.upstream_zones.data());
}

/// ... and if they did not tell, the way is lost.
Action begin_stub_primed(Resolution& r, Knowledge& k) {
  Delegation best = closest_delegation(k, search_from(r, k), r.question);
  if (best.empty() || k.names.depth(best.zone) < k.names.depth(r.zone))
    return fail(r, k, Failure::no_answer);
  enter_zone(r, k, std::move(best));
  return ask_next_server(r, k);
}

}  // namespace

Action find_servers(Resolution& r, Knowledge& k) {
  const Name from = search_from(r, k);
  const int configured = r.by_delegation ? -1 : configured_zone(k, from);
  const bool forward =
      configured >= 0 && k.upstream_zones[static_cast<std::size_t>(configured)].forward;
  if (forward) {
    enter_zone(r, k, from_upstream_zone(k, static_cast<std::size_t>(configured)));
    return ask_next_server(r, k);
  }
  Knowledge later = k;
  later.now = k.now + r.leeway;
  Delegation best = closest_delegation(later, from, r.question);
  if (configured >= 0) {
    const UpstreamZone& stub = k.upstream_zones[static_cast<std::size_t>(configured)];
    const bool deeper = best.empty() || k.names.depth(stub.apex) > k.names.depth(best.zone);
    if (deeper && stub.primes && r.question != Question{stub.apex, RecordType::ns})
      return prime_stub(r, k, static_cast<std::size_t>(configured));
    if (deeper || (stub.apex == best.zone && !stub.primes))
      best = from_upstream_zone(k, static_cast<std::size_t>(configured));
  }
  // A root without a usable server is reached by the hints, its safety belt (RFC 1034: SBELT).
  if (best.empty() && k.cache.find(kRoot, RecordType::ns, k.now) != nullptr) best = from_hints(k);
  if (best.empty()) return prime(r, k);
  if (!r.recursive && best.upstream < 0) {
    r.answer.clear();
    cached_referral(k, from, r.answer);
    return finish(r, k, Rcode::no_error);
  }
  enter_zone(r, k, std::move(best));
  return ask_next_server(r, k);
}

void enter_zone(Resolution& r, const Knowledge& k, Delegation&& delegation) {
  ++r.zones;
  r.children = 0;  // what they find does not concern this zone
  r.zone = delegation.zone;
  r.upstream = delegation.upstream;
  r.servers = std::move(delegation.servers);
  r.candidates = std::move(delegation.candidates);
  r.zone_queries = r.lookups = 0;
  r.rounds = r.probe_timeouts = 0;
  r.parent_names = false;
  r.labels = static_cast<std::uint8_t>(k.names.depth(r.zone));
  extend_question(r, k);
}

Action begin_primed(Resolution& r, Knowledge& k) {
  if (r.upstream >= 0) return begin_stub_primed(r, k);
  SetViews root_ns;
  if (!cached_referral(k, kRoot, root_ns)) return fail(r, k, Failure::no_answer);
  if (!r.recursive) {  // as a client without RD gets it: what was asked for its sake
    r.answer = root_ns;
    for (SetView& view : r.answer)
      if (view.section == Section::authority) view.section = Section::answer;
    return finish(r, k, Rcode::no_error);
  }
  Delegation best = closest_delegation(k, search_from(r, k), r.question);
  enter_zone(r, k, best.empty() ? from_hints(k) : std::move(best));
  return ask_next_server(r, k);
}

bool is_forwarded(const Resolution& r, const Knowledge& k) {
  return r.upstream >= 0 && k.upstream_zones[static_cast<std::size_t>(r.upstream)].forward;
}

}  // namespace waypost::dns
