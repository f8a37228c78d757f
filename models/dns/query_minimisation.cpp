// SPDX-License-Identifier: Apache-2.0
#include "models/dns/query_minimisation.hpp"

#include <algorithm>

namespace waypost::dns {
namespace {

bool wants_probes(const Resolution& r, const Knowledge& k) {
  const bool forwarded =
      r.upstream >= 0 && k.upstream_zones[static_cast<std::size_t>(r.upstream)].forward;
  return k.profile.minimisation != Minimisation::off && r.minimising && !forwarded;
}

/// The whole name is asked for with the probe's type before a question of another type is shown
/// (Unbound), unless that would be the question itself or one for the parent's side.
bool shows_type_last(const Resolution& r, const Knowledge& k) {
  return k.profile.probes_whole_name && r.question.qtype != k.profile.probe_type &&
         r.question.qtype != RecordType::ds;
}

/// The cache knows that the probe would find something.
bool is_known(const Knowledge& k, const Question& probe) {
  if (!k.profile.probes_whole_name) return false;
  if (k.profile.cache.keeps_messages) {
    const KeptMessage* kept = k.messages.find(probe);
    if (kept != nullptr && kept->expires > k.now) return kept->rcode == Rcode::no_error;
    const CacheEntry* alias = k.cache.find(probe.qname, RecordType::cname, k.now);
    return alias != nullptr && alias->kind == CacheEntry::Kind::records;
  }
  const CacheEntry* entry = k.cache.find(probe.qname, probe.qtype, k.now);
  return entry != nullptr && may_answer(entry->rank);
}

Question probe_of(const Resolution& r, const Knowledge& k) {
  return {k.names.ancestor(r.qname, r.labels), k.profile.probe_type, r.question.qclass};
}

}  // namespace

void extend_question(Resolution& r, const Knowledge& k) {
  constexpr int kMostQueries = 10, kSingleLabels = 4;  // RFC 9156 section 2.3
  const int all = k.names.depth(r.qname);
  r.probing = false;
  while (wants_probes(r, k) && r.probes + 1 < kMostQueries && r.labels < all) {
    const int left = all - r.labels;
    const int step = r.probes < kSingleLabels ? 1 : (left - 1) / (kMostQueries - r.probes) + 1;
    r.labels = static_cast<std::uint8_t>(r.labels + std::clamp(step, 0, left));
    ++r.probes;
    if (r.labels == all && !shows_type_last(r, k)) return;
    if (is_known(k, probe_of(r, k))) continue;
    r.probing = true;
    return;
  }
  r.labels = static_cast<std::uint8_t>(all);
}

Question question_to_send(const Resolution& r, const Knowledge& k) {
  if (r.probing) return probe_of(r, k);
  return {r.qname, r.question.qtype, r.question.qclass};
}

}  // namespace waypost::dns
