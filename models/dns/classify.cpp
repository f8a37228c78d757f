// SPDX-License-Identifier: Apache-2.0
#include "models/dns/classify.hpp"

#include <algorithm>

namespace waypost::dns {
namespace {

constexpr int kMaxChain = 32;  ///< sets looked at in one answer section; servers stop far earlier

const SetView* find_answer(const RecordStore& records, const Message& m, Name owner,
                           RecordType type) {
  for (const SetView& view : m.sets)
    if (view.section == Section::answer && !view.synthesised && view.owner == owner &&
        records.set(view.set).type == type)
      return &view;
  return nullptr;
}

const SetView* find_synthesised(const Message& m, Name owner) {
  for (const SetView& view : m.sets)
    if (view.section == Section::answer && view.synthesised && view.owner == owner) return &view;
  return nullptr;
}

/// One alias further along the chain; false when there is none at the name reached.
bool extend(const NameTable& names, const RecordStore& records, const Message& m,
            AnswerChain& chain) {
  if (const SetView* cname = find_answer(records, m, chain.reached, RecordType::cname)) {
    chain.sets.push_back(cname);
    chain.reached = records.data(cname->set)[0].name;
    return true;
  }
  const SetView* made = find_synthesised(m, chain.reached);
  if (made == nullptr) return false;
  const Name dname_owner = records.set(made->set).owner;
  Name target;
  if (!names.rewrite(chain.reached, dname_owner, records.data(made->set)[0].name, target))
    return false;
  if (const SetView* dname = find_answer(records, m, dname_owner, RecordType::dname))
    chain.sets.push_back(dname);
  chain.sets.push_back(made);
  chain.reached = target;
  return true;
}

AnswerChain follow(const NameTable& names, const RecordStore& records, Name zone,
                   const Question& question, const Message& m) {
  AnswerChain chain;
  chain.reached = question.qname;
  for (int i = 0; i < kMaxChain && names.is_at_or_below(chain.reached, zone); ++i) {
    if (const SetView* data = find_answer(records, m, chain.reached, question.qtype)) {
      chain.sets.push_back(data);
      chain.data = true;
      break;
    }
    if (question.qtype == RecordType::cname || !extend(names, records, m, chain)) break;
    ++chain.aliases;
  }
  return chain;
}

const SetView* find_authority(const RecordStore& records, const Message& m, RecordType type) {
  for (const SetView& view : m.sets)
    if (view.section == Section::authority && records.set(view.set).type == type) return &view;
  return nullptr;
}

/// NOERROR without an answer: what the authority section says (RFC 2308 section 2.2, RFC
/// 1034 4.3.2).
ResponseKind classify_unanswered(const NameTable& names, const RecordStore& records, Name zone,
                                 Name qname, const Message& m, Classified& out) {
  const SetView* ns = find_authority(records, m, RecordType::ns);
  out.soa = find_authority(records, m, RecordType::soa);
  if (out.soa != nullptr && names.is_at_or_below(qname, out.soa->owner) &&
      names.is_at_or_below(out.soa->owner, zone))
    return ResponseKind::no_data;
  out.soa = nullptr;
  if (ns == nullptr) return m.header.aa ? ResponseKind::no_data : ResponseKind::empty;
  if (ns->owner == zone) return m.header.aa ? ResponseKind::no_data : ResponseKind::lame;
  if (!names.is_at_or_below(ns->owner, zone)) return ResponseKind::lame;
  if (!names.is_at_or_below(qname, ns->owner)) return ResponseKind::lame;
  out.cut = ns->owner;
  return ResponseKind::referral;
}

ResponseKind kind_of(const NameTable& names, const RecordStore& records, Name zone,
                     const Question& question, const Message& m, Classified& out) {
  if (m.header.tc) return ResponseKind::truncated;
  if (m.header.rcode != Rcode::no_error && m.header.rcode != Rcode::nx_domain)
    return ResponseKind::failure;
  if (out.chain.data) return ResponseKind::answer;
  if (out.chain.aliases > 0) return ResponseKind::alias;
  if (m.header.rcode == Rcode::no_error)
    return classify_unanswered(names, records, zone, question.qname, m, out);
  out.soa = find_authority(records, m, RecordType::soa);
  if (out.soa != nullptr && !names.is_at_or_below(out.soa->owner, zone)) out.soa = nullptr;
  return ResponseKind::name_error;
}

/// The shortest TTL of all that `response` carries, seconds.
std::uint32_t shortest_ttl(const Message& response) {
  std::uint32_t shortest = UINT32_MAX;
  for (const SetView& view : response.sets) shortest = std::min(shortest, view.ttl);
  return shortest;
}

/// NS and MX sets name hosts whose addresses may stand in the additional section (RFC 1034 4.3.2).
bool names_host(const RecordStore& records, const Message& m, Name host) {
  for (const SetView& view : m.sets) {
    const RecordType type = records.set(view.set).type;
    if (view.synthesised || (type != RecordType::ns && type != RecordType::mx)) continue;
    for (const Rdata& rdata : records.data(view.set))
      if (rdata.name == host) return true;
  }
  return false;
}

void learn_servers(const NameTable& names, const RecordStore& records, Name zone, const Message& m,
                   std::uint32_t message_ttl, Cache& cache, sim::Time now) {
  const bool aa = m.header.aa;
  for (const SetView& view : m.sets) {
    if (view.section == Section::answer || !names.is_at_or_below(view.owner, zone)) continue;
    const RecordType type = records.set(view.set).type;
    if (view.section == Section::authority && type == RecordType::ns)
      cache.store(records, view, aa ? Rank::authority_authoritative : Rank::authority, message_ttl,
                  now);
    else if (view.section == Section::additional &&
             (type == RecordType::a || type == RecordType::aaaa) &&
             names_host(records, m, view.owner))
      cache.store(records, view, aa ? Rank::additional_authoritative : Rank::additional,
                  message_ttl, now);
    else if (view.section == Section::authority && type == RecordType::ds)
      cache.store(records, view, Rank::authority_authoritative, message_ttl, now);
  }
}

}  // namespace

Classified classify(const NameTable& names, const RecordStore& records, Name zone,
                    const Question& question, const Message& response) {
  Classified out;
  out.chain = follow(names, records, zone, question, response);
  out.kind = kind_of(names, records, zone, question, response, out);
  return out;
}

void learn(const NameTable& names, const RecordStore& records, Name zone, const Question& question,
           const Message& response, const Classified& classified, Cache& cache, sim::Time now,
           bool refresh) {
  const std::uint32_t message_ttl = shortest_ttl(response);
  const Rank rank = response.header.aa ? Rank::answer_authoritative : Rank::answer;
  switch (classified.kind) {
    case ResponseKind::answer:
    case ResponseKind::alias:
      for (const SetView* view : classified.chain.sets)
        if (!view->synthesised) cache.store(records, *view, rank, message_ttl, now, refresh);
      return learn_servers(names, records, zone, response, message_ttl, cache, now);
    case ResponseKind::referral:
      return learn_servers(names, records, zone, response, message_ttl, cache, now);
    case ResponseKind::no_data: return cache.store_no_data(records, question, classified.soa, now);
    case ResponseKind::name_error:
      return cache.store_name_error(records, question.qname, classified.soa, now);
    case ResponseKind::lame:
    case ResponseKind::failure:
    case ResponseKind::truncated:
    case ResponseKind::empty: return;
  }
}

}  // namespace waypost::dns
