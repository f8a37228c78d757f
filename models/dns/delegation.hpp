// SPDX-License-Identifier: Apache-2.0
// Whom to ask: the servers of a zone cut, from the cache, a referral or the hints (RFC 1034 section
// 5.3.3 step 2, SLIST and SBELT), and the addresses that lookups add to them.
#pragma once

#include "models/dns/resolution.hpp"

namespace waypost::dns {

struct Delegation {
  Name zone{};
  ServerNames servers;
  Candidates candidates;
  std::int8_t upstream = -1;  ///< as in Resolution
  bool empty() const { return servers.empty() && candidates.empty(); }
};

/// The servers of the deepest cut known at or above `name` that can be reached at all: an address
/// is known, or one can be looked up without asking the very same servers. Empty: nothing is known
/// but the hints. `question`: as the client asked.
Delegation closest_delegation(const Knowledge& k, Name name, const Question& question);

/// The deepest cut known at or above `name`, usable or not, as a referral: what a client without RD
/// gets. False: none is known.
bool cached_referral(const Knowledge& k, Name name, SetViews& out);

/// The servers that `response`, from a server of `asked_zone`, names for `cut`.
Delegation from_referral(const Knowledge& k, Name asked_zone, Name cut, const Message& response);

Delegation from_hints(const Knowledge& k);
/// The servers of a configured forward or stub zone.
Delegation from_upstream_zone(const Knowledge& k, std::size_t which);

/// The addresses in `answer` are those of the server called `server`. Number of new ones.
int add_addresses(Resolution& r, const Knowledge& k, Name server, const SetViews& answer,
                  bool parent_side);

/// What the parent says, as far as it is known: NS names, then addresses of servers. True: the
/// resolution has something new to ask.
bool add_parent_names(Resolution& r, const Knowledge& k);
bool add_parent_addresses(Resolution& r, const Knowledge& k);
/// Addresses in the cache of servers that have none yet. True: there were some.
bool add_cached_addresses(Resolution& r, const Knowledge& k);

/// True when the server's addresses should be looked up before the zone is given up.
bool is_missing(const Knowledge& k, const ServerName& server);

bool can_use(const Knowledge& k, RecordType type);

}  // namespace waypost::dns
