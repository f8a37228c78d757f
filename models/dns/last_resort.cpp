// SPDX-License-Identifier: Apache-2.0
#include "models/dns/last_resort.hpp"

#include <algorithm>

#include "models/dns/delegation.hpp"
#include "models/dns/resolution_steps.hpp"
#include "models/dns/server_selection.hpp"

namespace waypost::dns {
namespace {

Action give_up(Resolution& r, Knowledge& k) {
  return fail(r, k, r.zone_queries > 0 ? Failure::no_answer : Failure::no_address);
}

/// All servers failed: ask the zone above for them once more, each is then tried once.
Action ask_parent_once(Resolution& r, Knowledge& k) {
  if (!k.profile.servers.parent_as_last_resort || r.last_resort || r.zone == kRoot)
    return give_up(r, k);
  r.last_resort = true;
  Delegation above = closest_delegation(k, k.names.parent(r.zone), r.question);
  if (above.empty()) above = from_hints(k);
  enter_zone(r, k, std::move(above));
  return ask_next_server(r, k);
}

/// The root's own last resort, and that of a forwarder for everything: the hints.
void add_hints(Resolution& r, const Knowledge& k) {
  Delegation hints = from_hints(k);
  for (const Candidate& hint : hints.candidates) {
    const bool known = std::any_of(r.candidates.begin(), r.candidates.end(),
                                   [&](const Candidate& c) { return c.address == hint.address; });
    if (!known) r.candidates.push_back(hint);
  }
  for (const ServerName& s : hints.servers) r.servers.push_back(s);
  r.upstream = -1;  // authorities from here on
}

Action go_above(Resolution& r, Knowledge& k) {
  r.refetched = r.zone;
  r.tried = r.candidates;
  r.above = true;
  r.zone_queries = 0;
  r.minimising = true;
  return find_servers(r, k);
}

/// The parent has just named the servers with their addresses, and all of these answer, if with
/// failures: it is not asked for the glue of each (recorded; of silent servers it is).
bool has_asked_its_glue(const Resolution& r, const Knowledge& k) {
  return r.refetched == r.zone && r.timeouts == 0 &&
         std::all_of(r.servers.begin(), r.servers.end(),
                     [&](const ServerName& s) { return k.names.is_at_or_below(s.name, r.zone); });
}

/// Children that look for the parent's glue of servers not asked about yet.
StartChildren parent_glue_lookups(Resolution& r, const Knowledge& k) {
  StartChildren children;
  children.parent_glue = true;
  for (ServerName& s : r.servers) {
    if (s.parent_looked_up) continue;
    s.parent_looked_up = true;
    if (k.ipv6) children.questions.push_back({s.name, RecordType::aaaa});
    if (k.ipv4) children.questions.push_back({s.name, RecordType::a});
    if (!children.questions.empty()) break;
  }
  return children;
}

Action try_parent_side(Resolution& r, Knowledge& k) {
  if (add_cached_addresses(r, k) && has_server(r, k)) return ask_next_server(r, k);
  if (add_parent_addresses(r, k) && has_server(r, k)) return ask_next_server(r, k);
  r.stage = Stage::addresses;
  if (has_missing(r, k)) return ask_next_server(r, k);
  if (!has_asked_its_glue(r, k) && r.depth < k.profile.limits.address_depth) {
    StartChildren children = parent_glue_lookups(r, k);
    if (!children.questions.empty()) return children;
  }
  return give_up(r, k);
}

}  // namespace

Action last_resort(Resolution& r, Knowledge& k) {
  const bool configured = r.upstream >= 0;
  if (configured && !k.upstream_zones[static_cast<std::size_t>(r.upstream)].falls_back)
    return give_up(r, k);
  if (!k.profile.servers.parent_side_as_last_resort) {
    if (!configured) return ask_parent_once(r, k);
    r.by_delegation = true;
    return find_servers(r, k);
  }
  if (!r.parent_names) {
    if (r.zone == kRoot) {
      add_hints(r, k);
      r.parent_names = true;
      if (has_server(r, k)) return ask_next_server(r, k);
    } else if (add_parent_names(r, k)) {
      r.parent_names = true;
    } else if (r.refetched != r.zone) {
      return go_above(r, k);
    } else {
      r.parent_names = true;
    }
  }
  return try_parent_side(r, k);
}

void note_parent_side(Resolution& r, const Knowledge& k, Name cut, const Message& response) {
  if (!k.profile.servers.parent_side_as_last_resort) return;
  const bool again = r.refetched != kRoot;
  for (const SetView& view : response.sets) {
    const RecordType type = k.records.set(view.set).type;
    if (again && view.owner == cut && type == RecordType::ns)
      k.cache.store_parent_side(k.records, view, k.now);
    if (r.for_parent_glue && r.parent_glue.empty() && view.owner == r.question.qname &&
        type == r.question.qtype) {
      k.cache.store_parent_side(k.records, view, k.now);
      r.parent_glue.push_back(view);
    }
  }
}

void merge_tries(Resolution& r, const ServerPolicy& policy) {
  for (Candidate& c : r.candidates)
    for (const Candidate& before : r.tried)
      if (before.address == c.address && policy.tries_per_address > 0)
        c.tries = std::min<std::uint8_t>(before.tries,
                                         static_cast<std::uint8_t>(policy.tries_per_address - 1));
}

}  // namespace waypost::dns
