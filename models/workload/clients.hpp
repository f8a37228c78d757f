// SPDX-License-Identifier: Apache-2.0
// The users of one population at one site who ask the same resolvers: one entity, one stub
// resolver. A user exists only while a lookup or a session is open; demand is drawn for all of them
// together (superposed arrivals), so an idle user costs nothing.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/dns/stub_resolver.hpp"
#include "models/workload/arrivals.hpp"
#include "models/workload/query_metrics.hpp"
#include "sim/alias_table.hpp"
#include "sim/distributions.hpp"

namespace waypost::workload {

/// What can be asked for, most popular first, shared by every demand that names it.
struct Catalogue {
  std::vector<dns::Name> names;
  sim::ZipfTable popularity;         ///< over the ranks of `names`
  std::vector<std::uint16_t> pools;  ///< by rank: which hosts take mail from users of that domain
};

/// The sending hosts of one provider; each message goes to one of them. Indices into
/// mail::Mail::hosts.
using SubmissionPool = std::vector<std::uint32_t>;

/// One lookup's question types: one type, or A and AAAA asked side by side.
struct TypeMix {
  std::vector<dns::RecordType> types;  ///< empty: A and AAAA together
  sim::AliasTable shares;              ///< over `types`
};

/// A user comes, looks up several names, some of them again, and goes (papers.md 1.3: locality).
struct SessionLaw {
  bool active = false;
  sim::Law lookups;           ///< lookups in a session, rounded, at least 1
  sim::Law gap;               ///< seconds between two of them
  double repeat_share = 0.5;  ///< lookups that ask one of this session's names again
};

/// What follows a failed lookup. Repeats are counted apart from first asks.
struct RetryLaw {
  std::uint32_t application_tries = 1;                ///< in all, at once again
  double return_share = 0;                            ///< users who come back after that
  sim::Law return_after = sim::Law::exponential(60);  ///< seconds
  std::uint32_t returns = 3;                          ///< times at most
};

/// One stream of lookups of one group of clients.
struct QueryDemand {
  std::uint64_t path_hash = 0;  ///< of the scenario's `queries` entry and the clients
  sim::Stream luck;             ///< of arrivals and choices, keyed by ordinal
  std::uint32_t entry = 0;      ///< which `queries` entry, for reports
  Arrivals arrivals;            ///< of lookups, or of sessions when `sessions` is active
  std::uint32_t catalogue = 0;  ///< index into Workload::catalogues
  TypeMix types;
  double missing_share = 0;  ///< lookups of a made-up sibling of a name
  SessionLaw sessions;
  RetryLaw retry;
  std::vector<dns::Question> recorded;  ///< by ordinal; wins over catalogue and types
  std::uint64_t asked = 0;              ///< the next lookup's ordinal
  std::uint64_t arrived = 0;            ///< the next arrival's ordinal
};

/// A user in the middle of a session, or about to come back after a failure.
struct OpenSession {
  static constexpr std::size_t kRemembered = 8;
  std::uint32_t demand = 0;
  std::uint32_t lookups_left = 0;
  std::uint32_t remembered = 0;  ///< names asked so far in this session
  std::uint64_t user = 0;        ///< whose it is
  dns::Name recent[kRemembered]{};
};

/// A user who comes back to ask again.
struct Returning {
  std::uint64_t token = 0;
  dns::Question question{};
};

struct Clients {
  sim::EntityId entity = 0;
  net::HostId host = net::kNone;
  std::uint64_t path_hash = 0;
  std::uint32_t population = 0;  ///< index into the scenario's populations
  std::uint64_t users = 0;
  dns::StubResolver stub;
  std::vector<QueryDemand> demands;
  sim::Slots<OpenSession> sessions;
  sim::Slots<Returning> returning;
  QueryMetrics metrics;
};

}  // namespace waypost::workload
