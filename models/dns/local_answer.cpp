// SPDX-License-Identifier: Apache-2.0
#include "models/dns/local_answer.hpp"

#include <algorithm>

#include "models/dns/scrub.hpp"

namespace waypost::dns {
namespace {

using Kind = CachedAnswer::Kind;

Kind kind_of(const KeptMessage& kept, const SetViews& sets, std::size_t from) {
  if (kept.is_failure()) return Kind::failure;
  if (kept.rcode != Rcode::no_error) return Kind::name_error;
  for (std::size_t i = from; i < sets.size(); ++i)
    if (sets[i].section == Section::answer) return Kind::answer;
  return Kind::no_data;
}

/// The sets at the name that an ANY question gets without asking anybody (RFC 8482 leaves it to
/// the resolver; Unbound, fill_any).
bool fill_any(const Knowledge& k, Name name, SetViews& sets) {
  const std::size_t before = sets.size();
  for (const RecordType type : {RecordType::a, RecordType::aaaa, RecordType::mx, RecordType::soa,
                                RecordType::ns, RecordType::dname}) {
    const CacheEntry* entry = k.cache.find(name, type, k.now);
    if (entry != nullptr && entry->kind == CacheEntry::Kind::records)
      sets.push_back(k.cache.view(k.records, *entry, Section::answer, k.now));
  }
  return sets.size() > before;
}

/// One alias from the record sets; moves `name`.
bool follow(const Knowledge& k, Name& name, SetViews& sets) {
  const CacheEntry* cname = k.cache.find(name, RecordType::cname, k.now);
  if (cname == nullptr || cname->kind != CacheEntry::Kind::records) return false;
  SetView view = k.cache.view(k.records, *cname, Section::answer, k.now);
  if (view.synthesised) {
    const CacheEntry* dname = k.cache.find(k.records.set(view.set).owner, RecordType::dname, k.now);
    if (dname != nullptr) sets.push_back(k.cache.view(k.records, *dname, Section::answer, k.now));
  }
  if (!alias_target(k.names, k.records, view, name)) return false;
  sets.push_back(view);
  return true;
}

CachedAnswer find_message(const Knowledge& k, const Question& question, int max_aliases,
                          SetViews& sets) {
  CachedAnswer found;
  found.reached = question.qname;
  found.security = Security::unchecked;
  for (;;) {
    const KeptMessage* kept = k.messages.find({found.reached, question.qtype, question.qclass});
    const std::size_t before = sets.size();
    if (kept != nullptr && kept->expires > k.now &&
        k.messages.assemble(k.records, k.cache, *kept, k.now, false, sets)) {
      found.kind = kind_of(*kept, sets, before);
      return found;
    }
    if (question.qtype == RecordType::any) {
      if (fill_any(k, found.reached, sets)) found.kind = Kind::answer;
      return found;
    }
    if (question.qtype == RecordType::cname || question.qtype == RecordType::ds ||
        !follow(k, found.reached, sets))
      return found;
    if (++found.aliases > max_aliases) {
      found.kind = Kind::failure;
      return found;
    }
  }
}

/// What the cache made of a set goes to the client: the TTL of a set that was there before runs on.
void as_cached(const Knowledge& k, SetView& view) {
  const CacheEntry* kept = k.cache.find(view.owner, Cache::key_of(k.records, view), k.now);
  if (kept != nullptr && kept->set == view.set && kept->kind == CacheEntry::Kind::records &&
      kept->synthesised == view.synthesised)
    view = k.cache.view(k.records, *kept, view.section, k.now);
}

/// A message is kept of a probe too: it answers who asks just that.
void keep_probe(const Knowledge& k, const Question& asked, const Message& response) {
  SetViews sets(response.sets.begin(), response.sets.end());
  keep_message(k, asked, response.header.rcode, sets);
}

bool keeps_answers(const Resolution& r, const Knowledge& k) {
  return r.upstream < 0 || k.upstream_zones[static_cast<std::size_t>(r.upstream)].keeps_answers;
}

/// Of what was kept for the client's network, and of what is for everybody: an alias in the one may
/// lead to data in the other.
CachedAnswer find_for_subnet(const Knowledge& k, Cache& own, Question question, int max_aliases,
                             SetViews& sets) {
  int aliases = 0;
  for (;;) {
    const int before = aliases;
    for (Cache* cache : {&own, &k.cache}) {
      CachedAnswer found =
          find_in_cache(k.names, k.records, *cache, question, max_aliases - aliases, k.now, sets);
      aliases += found.aliases;
      found.aliases = static_cast<std::uint8_t>(aliases);
      question.qname = found.reached;
      const bool last = cache == &k.cache && aliases == before;
      if (found.kind != CachedAnswer::Kind::nothing || last) return found;
    }
  }
}

/// A denial of other names that covers this one too.
void find_denial(const Knowledge& k, RecordType type, CachedAnswer& found, SetViews& sets) {
  if (k.denials == nullptr) return;
  Rcode rcode{};
  SetView soa;
  if (!k.denials->find(k.names, k.records, *k.zones, {found.reached, type}, k.now, rcode, soa))
    return;
  found.kind = rcode == Rcode::nx_domain ? Kind::name_error : Kind::no_data;
  sets.push_back(soa);
}

}  // namespace

CachedAnswer find_local_answer(const Knowledge& k, const Question& question, int max_aliases,
                               SetViews& sets, Subnet subnet) {
  Cache* own = subnet != 0 && k.scoped != nullptr ? k.scoped->find(subnet) : nullptr;
  if (own != nullptr) return find_for_subnet(k, *own, question, max_aliases, sets);
  if (k.profile.cache.keeps_messages) return find_message(k, question, max_aliases, sets);
  CachedAnswer found =
      find_in_cache(k.names, k.records, k.cache, question, max_aliases, k.now, sets);
  if (found.kind == Kind::nothing) find_denial(k, question.qtype, found, sets);
  return found;
}

CachedAnswer find_stale_answer(const Knowledge& k, const Question& question, SetViews& sets) {
  const StalePolicy& stale = k.profile.stale;
  CachedAnswer found;
  found.reached = question.qname;
  if (!stale.enabled) return found;
  if (!k.profile.cache.keeps_messages) {
    const sim::Time since = stale.max_age.ns > 0 ? k.now - stale.max_age : sim::Time{INT64_MIN + 1};
    SetViews read;
    found = find_stale_in_cache(k.names, k.records, k.cache, question, k.profile.limits.aliases,
                                k.now, since, stale.reply_ttl, read);
    if (found.kind == Kind::failure) found.kind = Kind::nothing;
    if (found.kind != Kind::nothing) sets.insert(sets.end(), read.begin(), read.end());
    return found;
  }
  const KeptMessage* kept = k.messages.find(question);
  const std::size_t before = sets.size();
  if (kept == nullptr || kept->is_failure() || kept->stale_until <= k.now ||
      !k.messages.assemble(k.records, k.cache, *kept, k.now, true, sets))
    return found;
  found.kind = kind_of(*kept, sets, before);
  found.security = Security::unchecked;
  return found;
}

void keep_message(const Knowledge& k, const Question& question, Rcode rcode, const SetViews& sets) {
  boost::container::small_vector<KeptSet, 16> kept;
  std::uint32_t ttl =
      sets.empty() ? static_cast<std::uint32_t>(k.profile.cache.failure_ttl.ns / 1'000'000'000)
                   : UINT32_MAX;
  for (const SetView& view : sets) {
    const CacheEntry* entry = k.cache.find_kept(view.owner, Cache::key_of(k.records, view));
    if (entry == nullptr || entry->kind != CacheEntry::Kind::records) return;
    kept.push_back({k.cache.place_of(*entry), entry->birth & 0x3FFFFFFFu,
                    static_cast<std::uint32_t>(view.section) & 3u});
    ttl = std::min(ttl, view.ttl);
  }
  k.messages.store(question, rcode, ttl, {kept.data(), kept.size()}, k.now);
}

void keep_answer(const Resolution& r, const Knowledge& k, Rcode rcode) {
  const bool passing =
      r.upstream >= 0 && !k.upstream_zones[static_cast<std::size_t>(r.upstream)].keeps_answers;
  if (k.profile.cache.keeps_messages && !passing && r.recursive && !r.validates)
    keep_message(k, r.question, rcode, r.answer);
}

void append_chain(Resolution& r, const Knowledge& k, const AnswerChain& chain) {
  for (const SetView* view : chain.sets) {
    const auto same = [&](const SetView& v) {
      return v.owner == view->owner && v.set == view->set && v.synthesised == view->synthesised;
    };
    if (std::any_of(r.answer.begin(), r.answer.end(), same)) continue;  // a DNAME used twice
    r.answer.push_back(*view);
    if (!view->synthesised || k.profile.cache.keeps_messages) as_cached(k, r.answer.back());
  }
}

void append_beside(Resolution& r, const Knowledge& k, const Message& response) {
  for (const SetView& view : response.sets) {
    if (view.section == Section::answer) continue;
    r.answer.push_back(view);
    as_cached(k, r.answer.back());
  }
}

namespace {

/// What a response teaches about: of a name that the root denies, the whole top-level domain, where
/// the profile takes it so (PowerDNS, root-nx-trust).
Question learnt_question(const Resolution& r, const Knowledge& k, Question asked,
                         ResponseKind kind) {
  if (kind == ResponseKind::name_error && r.zone == kRoot &&
      k.profile.cache.name_error_cut == NameErrorCut::secure_or_root)
    asked.qname = k.names.ancestor(asked.qname, 1);
  return asked;
}

}  // namespace

void keep_response(const Resolution& r, const Knowledge& k, const Question& asked,
                   const Message& response, const SetViews& aside, const Classified& c) {
  if (!keeps_answers(r, k)) return;
  for (const SetView& view : aside) k.cache.store(k.records, view, Rank::additional, 0, k.now);
  const bool twice_empty = c.kind == ResponseKind::empty && r.empty_answers > 0;
  if (!is_useful(c.kind) && !twice_empty) return;
  const bool scoped =
      k.scoped != nullptr && response.edns.for_subnet_only && r.question.subnet != 0;
  learn(k.records, k.profile.cache, learnt_question(r, k, asked, c.kind), response, c,
        scoped ? k.scoped->of(r.question.subnet) : k.cache, k.now, r.refresh, r.leeway);
  const bool ended = c.kind != ResponseKind::referral && c.kind != ResponseKind::alias;
  if (r.probing && ended && k.profile.cache.keeps_messages) keep_probe(k, asked, response);
}

}  // namespace waypost::dns
