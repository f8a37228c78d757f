// SPDX-License-Identifier: Apache-2.0
#include "models/dns/validation.hpp"

#include <algorithm>

#include "models/dns/resolution.hpp"

namespace waypost::dns {
namespace {

/// The zone that the walk has come to, and the keys of it that are trusted.
struct Trust {
  Name zone{};
  const CacheEntry* keys = nullptr;  ///< its DNSKEY set
};

bool holds_tag(const RecordStore& records, RecordSetId set, std::uint16_t tag) {
  for (const Rdata& data : records.data(set))
    if (data.preference == tag) return true;
  return false;
}

/// The set is signed by a trusted key of the zone, and the signature is good now.
bool verifies(const Knowledge& k, const Trust& trust, RecordSetId set) {
  if (set == kNoRecordSet) return false;
  const Signing& signing = k.records.signing(set);
  return signing.signer == trust.zone && signing.key_tag != 0 && signing.from <= k.now &&
         k.now < signing.expires && holds_tag(k.records, trust.keys->set, signing.key_tag);
}

Judgement needs(Name name, RecordType type) { return {Security::unchecked, {name, type}}; }

/// The DNSKEY set of `zone` becomes trusted if one of its keys is one of `vouched` (a DS set, or
/// the trust anchor at the root).
template <class Vouched>
Judgement enter(const Knowledge& k, Trust& trust, Name zone, Vouched&& vouched) {
  const CacheEntry* keys = k.cache.find(zone, RecordType::dnskey, k.now);
  if (keys == nullptr) return needs(zone, RecordType::dnskey);
  const Question asked{zone, RecordType::dnskey};
  if (keys->kind != CacheEntry::Kind::records) return {Security::bogus, asked};
  const auto data = k.records.data(keys->set);
  const bool known = std::any_of(data.begin(), data.end(),
                                 [&](const Rdata& key) { return vouched(key.preference); });
  trust = {zone, keys};
  return {known && verifies(k, trust, keys->set) ? Security::secure : Security::bogus, asked};
}

/// Across the zone cut at `cut`: what the parent says of the child's keys.
Judgement cross(const Knowledge& k, Trust& trust, Name cut) {
  const CacheEntry* ds = k.cache.find(cut, RecordType::ds, k.now);
  if (ds == nullptr) ds = k.cache.find_name_error(cut, k.now);
  if (ds == nullptr) return needs(cut, RecordType::ds);
  if (!verifies(k, trust, ds->set)) return {Security::bogus, {cut, RecordType::ds}};
  if (ds->kind != CacheEntry::Kind::records) return {Security::insecure};
  const RecordSetId set = ds->set;
  return enter(k, trust, cut, [&](std::uint16_t tag) { return holds_tag(k.records, set, tag); });
}

bool is_cut(const Knowledge& k, Name name) {
  const CacheEntry* ns = k.cache.find(name, RecordType::ns, k.now);
  return ns != nullptr && ns->kind == CacheEntry::Kind::records;
}

/// From the root to the zone that `owner` is in, or that signed its set; a DS set is its parent's.
Judgement walk(const Knowledge& k, Name owner, bool at_parent, Name signer, Trust& trust) {
  Judgement step = enter(k, trust, kRoot, [&](std::uint16_t tag) { return tag == k.trust_anchor; });
  const int last = k.names.depth(owner) - (at_parent ? 1 : 0);
  for (int labels = 1; labels <= last && step.security == Security::secure; ++labels) {
    const Name name = k.names.ancestor(owner, labels);
    if (name == signer || is_cut(k, name)) step = cross(k, trust, name);
  }
  return step;
}

Judgement judge_set(const Knowledge& k, Name owner, RecordSetId set) {
  const Name signer = set == kNoRecordSet ? Name{} : k.records.signing(set).signer;
  const bool at_parent = set != kNoRecordSet && k.records.set(set).type == RecordType::ds;
  Trust trust;
  const Judgement zone = walk(k, owner, at_parent, signer, trust);
  if (zone.security != Security::secure) return zone;
  return {verifies(k, trust, set) ? Security::secure : Security::bogus};
}

}  // namespace

Judgement judge(const Knowledge& k, const Question& asked, const SetViews& sets) {
  if (k.trust_anchor == 0) return {Security::insecure};
  if (sets.empty()) return judge_set(k, asked.qname, kNoRecordSet);
  Judgement all{Security::secure};
  for (const SetView& view : sets) {
    const Name owner = view.section == Section::answer && !view.synthesised
                           ? view.owner
                           : k.records.set(view.set).owner;
    const Judgement one = judge_set(k, owner, view.set);
    if (one.security == Security::unchecked || one.security == Security::bogus) return one;
    if (one.security == Security::insecure) all = one;
  }
  return all;
}

void mark_in_cache(const Knowledge& k, const Question& asked, const SetViews& sets,
                   Security security) {
  for (const SetView& view : sets) {
    if (view.section != Section::answer) continue;
    const RecordSet& set = k.records.set(view.set);
    k.cache.mark(view.synthesised ? set.owner : view.owner, set.type, security,
                 k.records.signing(view.set).expires);
  }
  const Name reached = asked.qname;
  k.cache.mark(reached, asked.qtype, security, sim::kNever);
  k.cache.mark_name_error(reached, security);
}

}  // namespace waypost::dns
