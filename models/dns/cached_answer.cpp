// SPDX-License-Identifier: Apache-2.0
#include "models/dns/cached_answer.hpp"

#include <algorithm>

namespace waypost::dns {
namespace {

using Kind = CachedAnswer::Kind;

void weigh(const CacheEntry& entry, CachedAnswer& found) {
  found.security = std::min(found.security, entry.security);
}

/// One reading of the cache.
struct Reader {
  const NameTable& names;
  const RecordStore& records;
  Cache& cache;
  sim::Time now{};
  sim::Time since{};  ///< what ended after this counts: now, or earlier where stale data do
  std::uint32_t stale_ttl = 0;
  SetViews& sets;

  void take(const CacheEntry& entry, Section section) const {
    sets.push_back(cache.view(records, entry, section, now));
    if (entry.expires <= now) sets.back().ttl = stale_ttl;
  }
  bool find_data(Name name, RecordType type, CachedAnswer& found) const;
  bool follow_alias(CachedAnswer& found) const;
  bool find_name_error(CachedAnswer& found) const;
  CachedAnswer find(const Question& question, int max_aliases) const;
};

/// The data or its absence at `name` itself.
bool Reader::find_data(Name name, RecordType type, CachedAnswer& found) const {
  const CacheEntry* entry = cache.find(name, type, since);
  if (entry == nullptr || !may_answer(entry->rank) || entry->answers_until <= since) return false;
  const bool negative = entry->kind == CacheEntry::Kind::no_data;
  found.kind = negative ? Kind::no_data : Kind::answer;
  found.ttl = entry->ttl;
  found.seconds_left = entry->expires > now ? cache.seconds_left(*entry, now) : 0;
  weigh(*entry, found);
  if (entry->set != kNoRecordSet) take(*entry, negative ? Section::authority : Section::answer);
  return true;
}

/// A CNAME at the name reached, or one made of a DNAME above it (RFC 6672); moves on to its target.
bool Reader::follow_alias(CachedAnswer& found) const {
  Name& name = found.reached;
  const CacheEntry* cname = cache.find(name, RecordType::cname, since);
  if (cname != nullptr && cname->kind == CacheEntry::Kind::records && may_answer(cname->rank)) {
    take(*cname, Section::answer);
    weigh(*cname, found);
    name = records.data(cname->set)[0].name;
    return true;
  }
  const CacheEntry* dname = cache.closest_dname(names, name, since);
  Name target;
  if (dname == nullptr || !may_answer(dname->rank) ||
      !names.rewrite(name, dname->name, records.data(dname->set)[0].name, target))
    return false;
  weigh(*dname, found);
  take(*dname, Section::answer);
  SetView view = sets.back();
  view.owner = name;
  view.synthesised = true;
  sets.push_back(view);
  name = target;
  return true;
}

bool Reader::find_name_error(CachedAnswer& found) const {
  const CacheEntry* entry = cache.find_name_error(found.reached, since);
  if (entry == nullptr) entry = cache.find_name_error_above(names, found.reached, since);
  if (entry == nullptr) return false;
  weigh(*entry, found);
  if (entry->set != kNoRecordSet) take(*entry, Section::authority);
  return true;
}

CachedAnswer Reader::find(const Question& question, int max_aliases) const {
  CachedAnswer found;
  found.reached = question.qname;
  for (;;) {
    if (find_data(found.reached, question.qtype, found)) return found;
    if (question.qtype == RecordType::cname || !follow_alias(found)) break;
    if (++found.aliases > max_aliases) {
      found.kind = Kind::failure;
      return found;
    }
  }
  if (find_name_error(found)) found.kind = Kind::name_error;
  return found;
}

}  // namespace

CachedAnswer find_in_cache(const NameTable& names, const RecordStore& records, Cache& cache,
                           const Question& question, int max_aliases, sim::Time now,
                           SetViews& sets) {
  const Reader reader{names, records, cache, now, now, 0, sets};
  CachedAnswer found = reader.find(question, max_aliases);
  if (found.kind == Kind::nothing &&
      cache.find_failure({found.reached, question.qtype, question.qclass}, now) != nullptr)
    found.kind = Kind::failure;
  return found;
}

CachedAnswer find_stale_in_cache(const NameTable& names, const RecordStore& records, Cache& cache,
                                 const Question& question, int max_aliases, sim::Time now,
                                 sim::Time since, std::uint32_t reply_ttl, SetViews& sets) {
  const Reader reader{names, records, cache, now, since, reply_ttl, sets};
  return reader.find(question, max_aliases);
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
