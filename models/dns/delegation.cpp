// SPDX-License-Identifier: Apache-2.0
#include "models/dns/delegation.hpp"

#include <algorithm>

namespace waypost::dns {
namespace {

constexpr RecordType kFamilies[] = {RecordType::a, RecordType::aaaa};

bool& family(ServerName& server, RecordType type) {
  return type == RecordType::a ? server.v4 : server.v6;
}

/// Adds one address unless it is there already; what the child says too is no longer the parent's
/// alone.
bool add_address(Candidates& out, Name server, net::AddressId address, bool parent_side) {
  for (Candidate& c : out) {
    if (c.address != address) continue;
    c.parent_side = c.parent_side && parent_side;
    return false;
  }
  if (out.size() >= UINT8_MAX) return false;
  out.push_back({server, address, 0, false, parent_side});
  return true;
}

int add_set(const Knowledge& k, ServerName& server, const SetView& view, Candidates& out,
            bool parent_side) {
  int added = 0;
  for_each_record(k.records, view, [&](const Rdata& rdata) {
    added += add_address(out, server.name, rdata.address, parent_side);
  });
  family(server, k.records.set(view.set).type) = true;
  return added;
}

/// True when it is known that the server has no address of this type.
bool is_absent(const Knowledge& k, Name server, RecordType type) {
  if (!k.profile.cache.keeps_messages) return false;
  const KeptMessage* kept = k.messages.find({server, type});
  if (kept == nullptr || kept->expires <= k.now || kept->is_failure()) return false;
  return std::none_of(kept->sets.begin(), kept->sets.end(),
                      [](const KeptSet& s) { return s.section == 0; });
}

int add_cached(const Knowledge& k, ServerName& server, Candidates& out) {
  int added = 0;
  for (const RecordType type : kFamilies) {
    if (!can_use(k, type) || family(server, type)) continue;
    const CacheEntry* entry = k.cache.find(server.name, type, k.now);
    if (entry != nullptr && entry->kind == CacheEntry::Kind::records)
      added += add_set(k, server, k.cache.view(k.records, *entry, Section::additional, k.now), out,
                       server.parent_side);
    else if (is_absent(k, server.name, type))
      family(server, type) = true;
  }
  return added;
}

/// Glue of the response itself: what its TTL of 0 kept out of the cache still serves this once.
void add_glue(const Knowledge& k, ServerName& server, Name asked_zone, Name cut,
              const Message& response, Candidates& out) {
  if (!k.names.is_at_or_below(server.name, asked_zone)) return;
  if (k.profile.scrub.verifies_glue && !k.names.is_at_or_below(server.name, cut)) return;
  for (const SetView& view : response.sets)
    if (view.section != Section::authority && view.owner == server.name &&
        can_use(k, k.records.set(view.set).type))
      add_set(k, server, view, out, false);
}

/// No address, and none to be had but from these very servers; or the question is for the address
/// of one of them (Unbound, iter_dp_is_useless).
bool is_useful(const Knowledge& k, const Delegation& d, const Question& question) {
  if (!d.candidates.empty()) return true;
  if (can_use(k, question.qtype) && k.names.is_at_or_below(question.qname, d.zone))
    for (const ServerName& server : d.servers)
      if (server.name == question.qname) return false;
  for (const ServerName& server : d.servers)
    if (!k.names.is_at_or_below(server.name, d.zone)) return true;
  return false;
}

/// The addresses of a zone's servers lie anywhere in the cache: asked for together, they come
/// together.
void prefetch_addresses(const Knowledge& k, const SetView& ns) {
  for_each_record(k.records, ns, [&](const Rdata& server) {
    for (const RecordType type : kFamilies) k.cache.prefetch_place(server.name, type);
  });
  for_each_record(k.records, ns, [&](const Rdata& server) {
    for (const RecordType type : kFamilies) k.cache.prefetch_entry(server.name, type);
  });
}

Delegation from_cache(const Knowledge& k, const CacheEntry& ns) {
  Delegation d;
  d.zone = ns.name;
  const SetView view = k.cache.view(k.records, ns, Section::authority, k.now);
  prefetch_addresses(k, view);
  for_each_record(k.records, view, [&](const Rdata& rdata) {
    if (d.servers.size() >= k.profile.limits.servers_per_zone) return;
    d.servers.push_back({rdata.name});
    add_cached(k, d.servers.back(), d.candidates);
  });
  return d;
}

}  // namespace

bool can_use(const Knowledge& k, RecordType type) {
  return (type == RecordType::a && k.ipv4) || (type == RecordType::aaaa && k.ipv6);
}

bool is_missing(const Knowledge& k, const ServerName& server) {
  if (server.looked_up) return false;
  if (k.profile.limits.looks_up_all) return !server.v4 && !server.v6;
  return (k.ipv4 && !server.v4) || (k.ipv6 && !server.v6);
}

Delegation closest_delegation(const Knowledge& k, Name name, const Question& question) {
  while (const CacheEntry* ns = k.cache.closest_zone_cut(k.names, name, k.now)) {
    Delegation d = from_cache(k, *ns);
    if (is_useful(k, d, question)) return d;
    if (d.zone == kRoot) break;
    name = k.names.parent(d.zone);
  }
  return {};
}

bool cached_referral(const Knowledge& k, Name name, SetViews& out) {
  const CacheEntry* ns = k.cache.closest_zone_cut(k.names, name, k.now);
  if (ns == nullptr) return false;
  out.push_back(k.cache.view(k.records, *ns, Section::authority, k.now));
  boost::container::small_vector<Name, 8> servers;
  for_each_record(k.records, out.back(),
                  [&](const Rdata& rdata) { servers.push_back(rdata.name); });
  for (const Name server : servers)
    for (const RecordType type : kFamilies) {
      const CacheEntry* entry = k.cache.find(server, type, k.now);
      if (entry != nullptr && entry->kind == CacheEntry::Kind::records)
        out.push_back(k.cache.view(k.records, *entry, Section::additional, k.now));
    }
  return true;
}

Delegation from_referral(const Knowledge& k, Name asked_zone, Name cut, const Message& response) {
  Delegation d;
  d.zone = cut;
  for (const SetView& view : response.sets) {
    if (view.section == Section::additional || view.owner != cut ||
        k.records.set(view.set).type != RecordType::ns)
      continue;
    for_each_record(k.records, view, [&](const Rdata& rdata) {
      if (d.servers.size() >= k.profile.limits.servers_per_zone) return;
      d.servers.push_back({rdata.name});
    });
    break;
  }
  for (ServerName& server : d.servers) {
    add_glue(k, server, asked_zone, cut, response, d.candidates);
    add_cached(k, server, d.candidates);
  }
  return d;
}

Delegation from_hints(const Knowledge& k) {
  Delegation d;
  for (const RootHint& hint : k.hints) {
    if (d.servers.empty() || d.servers.back().name != hint.name)
      d.servers.push_back({hint.name, true, true, true});
    add_address(d.candidates, hint.name, hint.address, false);
  }
  return d;
}

Delegation from_upstream_zone(const Knowledge& k, std::size_t which) {
  const UpstreamZone& zone = k.upstream_zones[which];
  Delegation d;
  d.zone = zone.apex;
  d.upstream = static_cast<std::int8_t>(which);
  for (const RootHint& server : zone.servers)
    add_address(d.candidates, server.name, server.address, false);
  for (const Name name : zone.server_names) {
    d.servers.push_back({name});
    add_cached(k, d.servers.back(), d.candidates);
  }
  return d;
}

int add_addresses(Resolution& r, const Knowledge& k, Name name, const SetViews& answer,
                  bool parent_side) {
  int added = 0;
  for (ServerName& server : r.servers) {
    if (server.name != name) continue;
    for (const SetView& view : answer)
      if (view.section != Section::authority && !view.synthesised &&
          can_use(k, k.records.set(view.set).type))
        added += add_set(k, server, view, r.candidates, parent_side || server.parent_side);
  }
  return added;
}

bool add_parent_names(Resolution& r, const Knowledge& k) {
  const CacheEntry* ns = k.cache.find_parent_side(r.zone, RecordType::ns, k.now);
  if (ns == nullptr) return false;
  for_each_record(k.records, k.cache.view(k.records, *ns, Section::authority, k.now),
                  [&](const Rdata& rdata) {
                    for (const ServerName& server : r.servers)
                      if (server.name == rdata.name) return;
                    ServerName added{rdata.name};
                    added.parent_side = true;
                    r.servers.push_back(added);
                  });
  return true;
}

bool add_parent_addresses(Resolution& r, const Knowledge& k) {
  int added = 0;
  for (ServerName& server : r.servers)
    for (const RecordType type : kFamilies) {
      const CacheEntry* entry =
          can_use(k, type) ? k.cache.find_parent_side(server.name, type, k.now) : nullptr;
      if (entry == nullptr || entry->kind != CacheEntry::Kind::records) continue;
      added += add_set(k, server, k.cache.view(k.records, *entry, Section::additional, k.now),
                       r.candidates, true);
      server.parent_looked_up = true;
    }
  return added > 0;
}

bool add_cached_addresses(Resolution& r, const Knowledge& k) {
  int added = 0;
  for (ServerName& server : r.servers) added += add_cached(k, server, r.candidates);
  return added > 0;
}

}  // namespace waypost::dns
