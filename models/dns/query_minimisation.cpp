// SPDX-License-Identifier: Apache-2.0
#include "models/dns/query_minimisation.hpp"

#include <algorithm>

namespace waypost::dns {

void extend_question(Resolution& r, const Knowledge& k) {
  constexpr int kMostQueries = 10, kSingleLabels = 4;  // RFC 9156 section 2.3
  const int all = k.names.depth(r.qname);
  const int left = all - r.labels;
  if (k.profile.minimisation == Minimisation::off || !r.minimising ||
      r.probes + 1 >= kMostQueries) {
    r.labels = static_cast<std::uint8_t>(all);
    return;
  }
  const int step = r.probes < kSingleLabels ? 1 : (left - 1) / (kMostQueries - r.probes) + 1;
  r.labels = static_cast<std::uint8_t>(r.labels + std::clamp(step, 0, left));
  ++r.probes;
}

Question question_to_send(const Resolution& r, const Knowledge& k) {
  if (!is_probe(r, k)) return {r.qname, r.question.qtype, r.question.qclass};
  return {k.names.ancestor(r.qname, r.labels), k.profile.probe_type, r.question.qclass};
}

}  // namespace waypost::dns
