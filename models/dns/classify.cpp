// SPDX-License-Identifier: Apache-2.0
#include "models/dns/classify.hpp"

#include <algorithm>

#include "models/dns/scrub.hpp"

namespace waypost::dns {
namespace {

/// The answer section is the chain: scrubbing left nothing else.
AnswerChain read_chain(const NameTable& names, const RecordStore& records, const Question& question,
                       const Message& m) {
  AnswerChain chain;
  chain.reached = question.qname;
  for (const SetView& view : m.sets) {
    if (view.section != Section::answer) break;
    const RecordType type = type_of(records, view);
    chain.sets.push_back(&view);
    if (view.owner == chain.reached &&
        (type == question.qtype || question.qtype == RecordType::any)) {
      chain.data = true;
    } else if (type == RecordType::cname) {
      alias_target(names, records, view, chain.reached);
      ++chain.aliases;
    }
  }
  return chain;
}

const SetView* find_authority(const RecordStore& records, const Message& m, RecordType type) {
  for (const SetView& view : m.sets)
    if (view.section == Section::authority && records.set(view.set).type == type) return &view;
  return nullptr;
}

/// An answer without AA is one only until the authority section says otherwise: a cut below, or a
/// recursive server where an authoritative one was expected.
ResponseKind classify_doubtful(const NameTable& names, const RecordStore& records, Name zone,
                               const Question& question, const Message& m, Classified& out) {
  for (const SetView& view : m.sets) {
    const bool in_place = view.section == Section::authority ||
                          (view.section == Section::answer && question.qtype == RecordType::ns);
    if (!in_place || type_of(records, view) != RecordType::ns || view.owner == zone ||
        !names.is_at_or_below(view.owner, zone))
      continue;
    out.cut = view.owner;
    return ResponseKind::referral;
  }
  return m.header.ra ? ResponseKind::recursion_lame : ResponseKind::answer;
}

/// NOERROR without an answer: what the authority section says (RFC 2308 section 2.2, RFC
/// 1034 4.3.2).
ResponseKind classify_unanswered(const NameTable& names, const RecordStore& records, Name zone,
                                 const Question& question, const Message& m, bool recursion,
                                 Classified& out) {
  const bool second_hand = m.header.ra && !m.header.aa && !recursion;
  out.soa = find_authority(records, m, RecordType::soa);
  if (out.soa != nullptr && names.is_at_or_below(question.qname, out.soa->owner))
    return second_hand ? ResponseKind::recursion_lame : ResponseKind::no_data;
  out.soa = nullptr;
  if (const SetView* ns = find_authority(records, m, RecordType::ns)) {
    if (ns->owner == zone) {
      if (second_hand) return ResponseKind::recursion_lame;
      return m.header.aa || recursion ? ResponseKind::no_data : ResponseKind::lame;
    }
    if (names.is_at_or_below(zone, ns->owner))
      return recursion ? ResponseKind::failure : ResponseKind::lame;
    if (names.is_at_or_below(ns->owner, zone)) {
      out.cut = ns->owner;
      return ResponseKind::referral;
    }
  }
  if (m.sets.empty()) return ResponseKind::empty;
  return second_hand ? ResponseKind::recursion_lame : ResponseKind::no_data;
}

ResponseKind kind_of(const NameTable& names, const RecordStore& records, Name zone,
                     const Question& question, const Message& m, bool recursion, Classified& out) {
  if (m.header.tc) return ResponseKind::truncated;
  if (m.header.rcode == Rcode::nx_domain) {
    if (m.header.ra && !m.header.aa && !recursion) return ResponseKind::recursion_lame;
    if (out.chain.aliases > 0) return ResponseKind::alias;
    out.soa = find_authority(records, m, RecordType::soa);
    return ResponseKind::name_error;
  }
  if (m.header.rcode == Rcode::yx_domain && !out.chain.sets.empty()) return ResponseKind::answer;
  if (m.header.rcode != Rcode::no_error) return ResponseKind::failure;
  if (out.chain.data) {
    if (recursion || m.header.aa || question.qtype == RecordType::any) return ResponseKind::answer;
    return classify_doubtful(names, records, zone, question, m, out);
  }
  // An alias of itself leads nowhere: that is the answer.
  if (out.chain.aliases > 0)
    return out.chain.aliases == 1 && out.chain.reached == question.qname ? ResponseKind::answer
                                                                         : ResponseKind::alias;
  return classify_unanswered(names, records, zone, question, m, recursion, out);
}

/// The shortest TTL of all that `response` carries, seconds.
std::uint32_t shortest_ttl(const Message& response) {
  std::uint32_t shortest = UINT32_MAX;
  for (const SetView& view : response.sets) shortest = std::min(shortest, view.ttl);
  return shortest;
}

Rank rank_of(const Message& m, Section section) {
  switch (section) {
    case Section::answer: return m.header.aa ? Rank::answer_authoritative : Rank::answer;
    case Section::authority: return m.header.aa ? Rank::authority_authoritative : Rank::authority;
    case Section::additional:
      return m.header.aa ? Rank::additional_authoritative : Rank::additional;
  }
  return Rank::additional;
}

/// Beside the answer only NS sets and addresses are of use; with messages everything is kept.
bool is_kept(const RecordStore& records, const CachePolicy& policy, const SetView& view) {
  if (policy.keeps_messages) return true;
  if (view.section == Section::answer) return !view.synthesised;
  const RecordType type = records.set(view.set).type;
  return type == RecordType::ns || type == RecordType::a || type == RecordType::aaaa ||
         type == RecordType::ds;
}

}  // namespace

Classified classify(const NameTable& names, const RecordStore& records, Name zone,
                    const Question& question, const Message& response, bool recursion) {
  Classified out;
  out.chain = read_chain(names, records, question, response);
  out.kind = kind_of(names, records, zone, question, response, recursion, out);
  return out;
}

void learn(const RecordStore& records, const CachePolicy& policy, const Question& question,
           const Message& response, const Classified& classified, Cache& cache, sim::Time now,
           bool refresh, sim::Duration leeway) {
  const bool negative =
      classified.kind == ResponseKind::no_data || classified.kind == ResponseKind::name_error;
  if (negative && !policy.keeps_messages) {
    if (classified.kind == ResponseKind::no_data)
      return cache.store_no_data(records, question, classified.soa, now);
    return cache.store_name_error(records, question.qname, classified.soa, now);
  }
  const std::uint32_t message_ttl = shortest_ttl(response);
  // A referral tells the way; only an answer may renew what is in the cache.
  const bool renews = refresh && classified.kind != ResponseKind::referral;
  for (const SetView& view : response.sets) {
    if (!is_kept(records, policy, view)) continue;
    const bool anew = renews && view.section == Section::answer;
    const bool ds = view.section == Section::authority &&
                    records.set(view.set).type == RecordType::ds;  // the parent's own data
    if (classified.kind == ResponseKind::referral && policy.parent_delegation > sim::Duration{} &&
        records.set(view.set).type == RecordType::ns)
      cache.store_parent_side(records, view, now);
    const Rank rank = ds ? Rank::authority_authoritative : rank_of(response, view.section);
    cache.store(records, view, rank, message_ttl, now, anew, renews ? leeway : sim::Duration{});
  }
}

}  // namespace waypost::dns
