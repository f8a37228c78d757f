// SPDX-License-Identifier: Apache-2.0
#include "models/dns/cached_answer.hpp"

#include <algorithm>

namespace waypost::dns {
namespace {

using Kind = CachedAnswer::Kind;

void weigh(const CacheEntry& entry, CachedAnswer& found) {
  found.security = std::min(found.security, entry.security);
}

/// The data or its absence at `name` itself.
bool find_data(const RecordStore& records, Cache& cache, Name name, RecordType type, sim::Time now,
               SetViews& sets, CachedAnswer& found) {
  const CacheEntry* entry = cache.find(name, type, now);
  if (entry == nullptr || !may_answer(entry->rank) || entry->answers_until <= now) return false;
  const bool negative = entry->kind == CacheEntry::Kind::no_data;
  found.kind = negative ? Kind::no_data : Kind::answer;
  found.ttl = entry->ttl;
  found.seconds_left = cache.seconds_left(*entry, now);
  weigh(*entry, found);
  if (entry->set != kNoRecordSet)
    sets.push_back(
        cache.view(records, *entry, negative ? Section::authority : Section::answer, now));
  return true;
}

/// A CNAME at the name reached, or one made of a DNAME above it (RFC 6672); moves on to its target.
bool follow_alias(const NameTable& names, const RecordStore& records, Cache& cache,
                  CachedAnswer& found, sim::Time now, SetViews& sets) {
  Name& name = found.reached;
  const CacheEntry* cname = cache.find(name, RecordType::cname, now);
  if (cname != nullptr && cname->kind == CacheEntry::Kind::records && may_answer(cname->rank)) {
    sets.push_back(cache.view(records, *cname, Section::answer, now));
    weigh(*cname, found);
    name = records.data(cname->set)[0].name;
    return true;
  }
  const CacheEntry* dname = cache.closest_dname(names, name, now);
  Name target;
  if (dname == nullptr || !may_answer(dname->rank) ||
      !names.rewrite(name, dname->name, records.data(dname->set)[0].name, target))
    return false;
  SetView view = cache.view(records, *dname, Section::answer, now);
  weigh(*dname, found);
  sets.push_back(view);
  view.owner = name;
  view.synthesised = true;
  sets.push_back(view);
  name = target;
  return true;
}

bool find_name_error(const RecordStore& records, Cache& cache, sim::Time now, SetViews& sets,
                     CachedAnswer& found) {
  const CacheEntry* entry = cache.find_name_error(found.reached, now);
  if (entry == nullptr) return false;
  weigh(*entry, found);
  if (entry->set != kNoRecordSet)
    sets.push_back(cache.view(records, *entry, Section::authority, now));
  return true;
}

}  // namespace

CachedAnswer find_in_cache(const NameTable& names, const RecordStore& records, Cache& cache,
                           const Question& question, int max_aliases, sim::Time now,
                           SetViews& sets) {
  CachedAnswer found;
  found.reached = question.qname;
  for (;;) {
    if (find_data(records, cache, found.reached, question.qtype, now, sets, found)) return found;
    if (question.qtype == RecordType::cname ||
        !follow_alias(names, records, cache, found, now, sets))
      break;
    if (++found.aliases > max_aliases) {
      found.kind = Kind::failure;
      return found;
    }
  }
  if (find_name_error(records, cache, now, sets, found))
    found.kind = Kind::name_error;
  else if (cache.find_failure({found.reached, question.qtype, question.qclass}, now) != nullptr)
    found.kind = Kind::failure;
  return found;
}

Rcode rcode_of(CachedAnswer::Kind kind) {
  switch (kind) {
    case Kind::answer:
    case Kind::no_data: return Rcode::no_error;
    case Kind::name_error: return Rcode::nx_domain;
    case Kind::nothing:
    case Kind::failure: return Rcode::serv_fail;
  }
  return Rcode::serv_fail;
}

}  // namespace waypost::dns
