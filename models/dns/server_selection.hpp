// SPDX-License-Identifier: Apache-2.0
// Which of a zone's servers is asked next: the rules of the profile's ServerChoice.
#pragma once

#include "models/dns/resolution.hpp"

namespace waypost::dns {

inline constexpr std::size_t kNoServer = SIZE_MAX;

/// Index of the candidate to ask; kNoServer when none is left. Begins a new round where the rule
/// asks each server once per round.
std::size_t choose_server(Resolution& r, const Knowledge& k);

/// True when choose_server would find one.
bool has_server(const Resolution& r, const Knowledge& k);

/// From now on each candidate may be asked once more only.
void leave_one_try(Resolution& r, const ServerPolicy& policy);

/// The next draws of this resolution: keyed by its question and how many it took before.
inline sim::Draw next_draw(Resolution& r, const Knowledge& k) {
  return {k.luck, r.object, r.draws++};
}

}  // namespace waypost::dns
