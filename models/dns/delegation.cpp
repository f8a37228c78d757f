// SPDX-License-Identifier: Apache-2.0
#include "models/dns/delegation.hpp"

namespace waypost::dns {
namespace {

using Candidates = decltype(Resolution::candidates);

bool can_use(const Knowledge& k, RecordType type) {
  return (type == RecordType::a && k.ipv4) || (type == RecordType::aaaa && k.ipv6);
}

void add_set(const Knowledge& k, Name server, const SetView& view, Candidates& out) {
  for_each_record(k.records, view, [&](const Rdata& rdata) {
    if (out.size() < UINT8_MAX) out.push_back({server, rdata.address});
  });
}

void add_cached(const Knowledge& k, Name server, Candidates& out) {
  for (const RecordType type : {RecordType::a, RecordType::aaaa}) {
    if (!can_use(k, type)) continue;
    const CacheEntry* entry = k.cache.find(server, type, k.now);
    if (entry != nullptr && entry->kind == CacheEntry::Kind::records)
      add_set(k, server, k.cache.view(k.records, *entry, Section::additional, k.now), out);
  }
}

/// Glue of the response itself: what its TTL of 0 kept out of the cache still serves this once.
void add_glue(const Knowledge& k, Name server, Name asked_zone, const Message& response,
              Candidates& out) {
  if (!k.names.is_at_or_below(server, asked_zone)) return;
  for (const SetView& view : response.sets)
    if (view.section == Section::additional && view.owner == server &&
        can_use(k, k.records.set(view.set).type))
      add_set(k, server, view, out);
}

bool is_useful(const Knowledge& k, const Delegation& d) {
  for (const Candidate& c : d.candidates)
    if (c.address != net::kNone || !k.names.is_at_or_below(c.name, d.zone)) return true;
  return false;
}

Delegation from_cache(const Knowledge& k, const CacheEntry& ns) {
  Delegation d{ns.name, {}};
  const SetView view = k.cache.view(k.records, ns, Section::authority, k.now);
  int kept = 0;
  for_each_record(k.records, view, [&](const Rdata& rdata) {
    if (kept++ >= k.profile.limits.servers_per_zone) return;
    const std::size_t before = d.candidates.size();
    add_cached(k, rdata.name, d.candidates);
    if (d.candidates.size() == before) d.candidates.push_back({rdata.name});
  });
  return d;
}

}  // namespace

Delegation closest_delegation(const Knowledge& k, Name qname, RecordType qtype) {
  // DS lives on the parent's side of the cut (RFC 4035 section 4.2).
  Name name = qtype == RecordType::ds && qname != kRoot ? k.names.parent(qname) : qname;
  while (const CacheEntry* ns = k.cache.closest_zone_cut(k.names, name, k.now)) {
    Delegation d = from_cache(k, *ns);
    if (is_useful(k, d)) return d;
    if (d.zone == kRoot) break;
    name = k.names.parent(d.zone);
  }
  return {};
}

Delegation from_referral(const Knowledge& k, Name asked_zone, Name cut, const Message& response) {
  Delegation d{cut, {}};
  int kept = 0;
  for (const SetView& view : response.sets) {
    if (view.section != Section::authority || view.owner != cut ||
        k.records.set(view.set).type != RecordType::ns)
      continue;
    for_each_record(k.records, view, [&](const Rdata& rdata) {
      if (kept++ >= k.profile.limits.servers_per_zone) return;
      const std::size_t before = d.candidates.size();
      add_cached(k, rdata.name, d.candidates);
      if (d.candidates.size() == before)
        add_glue(k, rdata.name, asked_zone, response, d.candidates);
      if (d.candidates.size() == before) d.candidates.push_back({rdata.name});
    });
  }
  return d;
}

Delegation from_hints(const Knowledge& k) {
  Delegation d{kRoot, {}};
  for (const RootHint& hint : k.hints) d.candidates.push_back({hint.name, hint.address});
  return d;
}

void add_addresses(Resolution& r, const Knowledge& k, Name server, const SetViews& answer) {
  Candidates found;
  for (const SetView& view : answer)
    if (!view.synthesised && can_use(k, k.records.set(view.set).type))
      add_set(k, server, view, found);
  if (found.empty()) return;
  // The place of the name without an address is taken by the first address found.
  for (Candidate& c : r.candidates) {
    if (c.name != server || c.address != net::kNone || found.empty()) continue;
    c.address = found.front().address;
    found.erase(found.begin());
    for (const Candidate& more : found) r.candidates.push_back(more);
    return;
  }
}

}  // namespace waypost::dns
