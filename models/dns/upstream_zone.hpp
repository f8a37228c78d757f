// SPDX-License-Identifier: Apache-2.0
// Where a resolver is told to ask for a part of the name space: forward zones go to recursive
// resolvers with RD, stub zones to authoritative servers without (Unbound's forward-zone and
// stub-zone, BIND's "type forward" and "type static-stub").
#pragma once

#include <vector>

#include "models/dns/message.hpp"

namespace waypost::dns {

/// An address of a name server with its name, as in a hints file.
struct RootHint {
  Name name{};
  net::AddressId address = net::kNone;
};

struct UpstreamZone {
  Name apex{};
  bool forward = false;       ///< false: a stub zone
  bool falls_back = false;    ///< when all its servers fail: resolved without it (forward-first)
  bool keeps_answers = true;  ///< false: nothing from there is cached (forward-no-cache)
  bool primes = false;        ///< a stub zone's NS set is asked for first (stub-prime)
  Transport transport = Transport::udp;
  std::vector<RootHint> servers;   ///< addresses given
  std::vector<Name> server_names;  ///< names given, to be looked up
};

/// The deepest of `zones` at or above `name`; nullptr: none.
inline const UpstreamZone* find_upstream_zone(const NameTable& names,
                                              const std::vector<UpstreamZone>& zones, Name name) {
  const UpstreamZone* deepest = nullptr;
  for (const UpstreamZone& zone : zones)
    if (names.is_at_or_below(name, zone.apex) &&
        (deepest == nullptr || names.depth(zone.apex) > names.depth(deepest->apex)))
      deepest = &zone;
  return deepest;
}

}  // namespace waypost::dns
