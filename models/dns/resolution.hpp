// SPDX-License-Identifier: Apache-2.0
// One lookup in progress at a recursive resolver: RFC 1034 section 5.3.3 as steps over plain data.
// A step takes the state and an input and says what to do next; engine, network and timers are the
// caller's (recursive_resolver.cpp), which also joins equal questions and runs the children.
//
// States of a Resolution, and when each is entered:
//   priming    the root's NS set is being looked up by a child, and nothing can be asked before
//   asking     a query is on its way to a server; a response, a timeout or an ICMP error ends it
//   addresses  no server of the zone has a known address worth asking; children look them up
//   validating the answer is there; children look up keys, until it may be believed or not
//   finished   an answer or a failure was handed to the caller
#pragma once

#include <boost/container/small_vector.hpp>
#include <optional>
#include <span>
#include <variant>

#include "models/dns/cached_answer.hpp"
#include "models/dns/client_subnet.hpp"
#include "models/dns/denial_cache.hpp"
#include "models/dns/message_cache.hpp"
#include "models/dns/server_memory.hpp"
#include "models/dns/upstream_zone.hpp"
#include "models/net/address_book.hpp"

namespace waypost::dns {

/// A server of the zone being asked, by name.
struct ServerName {
  Name name{};
  bool looked_up = false;       ///< children were sent for its addresses, or cannot be
  bool v4 = false, v6 = false;  ///< an address of the family is known, or that there is none
  bool failed_v4 = false, failed_v6 = false;  ///< looked up in vain
  bool parent_side = false;                   ///< only the parent names it: the last to be asked
  bool parent_looked_up = false;              ///< the parent was asked for its glue
};

/// An address of such a server.
struct Candidate {
  Name name{};
  net::AddressId address = net::kNone;
  std::uint8_t tries = 0;     ///< queries that it had its chance to answer, in this zone
  bool excluded = false;      ///< gave a failure, and the profile takes that as final
  bool parent_side = false;   ///< only the parent's glue says so
  bool said_nothing = false;  ///< gave an empty response: others come first
  std::uint8_t timeouts = 0;  ///< of its tries
};

using ServerNames = boost::container::small_vector<ServerName, 4>;
using Candidates = boost::container::small_vector<Candidate, 6>;

/// What all lookups together have spent that work for one question of a client: the limits of
/// WorkLimits are on these (Unbound, iterator.h, target_count).
struct QueryWork {
  std::uint16_t queries = 0;       ///< sent upstream
  std::uint16_t lookups = 0;       ///< of addresses of name servers
  std::uint16_t failed_names = 0;  ///< names of servers that led nowhere
  std::optional<Name> given_up{};  ///< zone whose names were left for its parent's: too many did
  std::uint32_t holders = 0;       ///< open resolutions that spend it
};

/// What the steps may read and write besides the resolution itself.
struct Knowledge {
  const NameTable& names;
  const RecordStore& records;
  const ResolverProfile& profile;
  std::span<const RootHint> hints;
  std::span<const UpstreamZone> upstream_zones;
  const net::AddressBook& addresses;
  Cache& cache;
  MessageCache& messages;
  ServerMemory& servers;
  const ZoneStore* zones = nullptr;  ///< what NSEC records say (denial_cache.hpp)
  DenialCache* denials = nullptr;    ///< null: denials answer for single names only
  QueryWork* work = nullptr;         ///< that the resolution is part of
  sim::Time now{};
  sim::Stream luck{};              ///< of this resolver, for the choice of servers
  bool ipv4 = true, ipv6 = false;  ///< families that the resolver can send over
  std::uint16_t trust_anchor = 0;  ///< key tag of the root's key; 0: no anchor, nothing validates
  ScopedCaches* scoped = nullptr;  ///< what was answered for single networks; null: no such thing
};

/// The query on its way.
struct Pending {
  std::uint16_t candidate = 0;
  bool repeated = false;   ///< it is the second send to that server with the same timeout
  bool recursion = false;  ///< RD is set: the server is known to want it
  bool edns = true;        ///< it carries EDNS
  sim::Time sent{};
  sim::Duration timeout{};
};

enum class Stage : std::uint8_t { priming, asking, addresses, validating, finished };

struct Resolution {
  Question question{};  ///< as the client or the parent asked
  Name qname{};         ///< asked now: another one when an alias was followed (RFC 1034: SNAME)
  Name zone{};          ///< the zone cut whose servers are asked
  Stage stage = Stage::asking;
  ServerNames servers;    ///< RFC 1034: SLIST, by name
  Candidates candidates;  ///< ... and by address
  Pending pending{};
  SetViews answer;  ///< aliases followed so far; when finished, all that the client gets
  sim::Time started{};
  std::uint64_t object = 0;  ///< keys the draws: hash of the question and of the time it was asked
  std::uint32_t draws = 0;
  std::uint16_t queries = 0;       ///< sent upstream, those of ended children included
  std::uint16_t zones = 0;         ///< entered so far; children are of one zone
  std::uint16_t zone_queries = 0;  ///< ... since the last zone cut or alias
  std::uint8_t rounds = 0;         ///< times that all servers of the zone were tried
  std::uint8_t aliases = 0, referrals = 0;
  std::uint16_t lookups = 0;        ///< of server names, in this zone
  std::uint8_t depth = 0;           ///< how many resolutions wait above this one
  std::uint16_t children = 0;       ///< still open
  std::uint8_t labels = 0;          ///< of qname in the query sent: fewer when minimised
  std::uint8_t probes = 0;          ///< steps of minimisation taken
  std::uint8_t probe_timeouts = 0;  ///< of minimised queries in this zone
  std::uint8_t timeouts = 0;        ///< of all queries sent
  std::uint8_t empty_answers = 0;   ///< responses without anything
  std::int8_t upstream = -1;        ///< index of the forward or stub zone asked; -1: none
  bool probing = false;             ///< the query sent is a minimised one
  bool minimising = true;           ///< until a minimised query fails
  bool last_resort = false;         ///< the parent's servers were asked again
  sim::Duration leeway{};           ///< ... and what ends within this is as good as over
  bool refresh = false;             ///< prefetch: what is learnt starts a new life in the cache
  bool recursive = true;            ///< the client set RD
  bool above = false;               ///< begin at the parent of `zone`: its view is wanted
  bool for_parent_glue = false;     ///< wanted is what the parent says of a server's address
  bool parent_names = false;        ///< the parent's NS set is among `servers`
  bool fell_back = false;           ///< it is the one that gave up QueryWork::given_up
  bool by_delegation = false;       ///< the configured zone failed: what the parent says counts
  Name refetched{};                 ///< the zone whose NS set the parent was asked for again
  Candidates tried;                 ///< ... and its servers' tries until then
  SetViews parent_glue;             ///< found on the way
  bool validates = false;           ///< a client of a validating resolver waits for it
  Security security = Security::unchecked;  ///< of the answer, once judged
  Rcode rcode = Rcode::no_error;            ///< of the answer while it is judged
  std::uint32_t denied_by = UINT32_MAX;  ///< Message::zone of a denial that waits for its verdict
  std::uint8_t rejections = 0;           ///< answers found bogus
  Question sought{};                     ///< what validation asked for last
};

/// Why a resolution ended with SERVFAIL.
enum class Failure : std::uint8_t {
  none,
  no_answer,    ///< every server was asked in vain
  no_address,   ///< no address of any server could be found
  out_of_work,  ///< a limit on queries, referrals or depth
  out_of_time,  ///< the profile's time limit
  alias_loop,   ///< more aliases than the profile follows
  bogus,        ///< DNSSEC: what was found may not be believed
  remembered,   ///< it failed a moment ago (RFC 9520)
};
inline constexpr std::size_t kFailures = 8;

/// Send `question` to `server`, and call on_timeout after `timeout` unless something came before.
struct Ask {
  net::AddressId server = net::kNone;
  Question question{};
  sim::Duration timeout{};
  Transport transport = Transport::udp;
  bool recursion = false;  ///< RD
  bool edns = true;
};
/// Open resolutions of these questions as children, then call `resume`; on_child_done at each end.
struct StartChildren {
  boost::container::small_vector<Question, 4> questions;
  bool parent_glue = false;  ///< wanted is the parent's word
};
/// Nothing until a child or a timer reports.
struct Wait {};
/// The resolution is over: Resolution::answer goes to those who wait, with this code.
struct Finish {
  Rcode rcode = Rcode::serv_fail;
  Failure failure = Failure::none;
};
using Action = std::variant<Ask, StartChildren, Wait, Finish>;

/// Step 1 and 2: the answer from the cache, or the best servers to ask.
Action start(Resolution& r, Knowledge k);
/// After the children of a StartChildren were opened (and Resolution::children set).
Action resume(Resolution& r, Knowledge k);
/// Step 4: a response to the pending query.
Action on_response(Resolution& r, Knowledge k, const Message& response);
/// The pending query could not be carried through: a broken socket, a connection reset.
Action on_error(Resolution& r, Knowledge k);
/// The pending query's time is up.
Action on_timeout(Resolution& r, Knowledge k);
/// ICMP port or host unreachable about the pending query.
Action on_unreachable(Resolution& r, Knowledge k);
/// The pending query could not be sent at all: no route from here.
Action on_unsent(Resolution& r, Knowledge k);
/// The query is over the limit of queries to that zone.
Action on_limited(Resolution& r, Knowledge k);
/// As `start`, but asks the servers even if the answer is cached (prefetch). What ends within
/// `leeway` counts as over: the answer must outlive the one that it replaces.
Action start_refresh(Resolution& r, Knowledge k, sim::Duration leeway);
/// The child ended, with the answer it found, or none.
Action on_child_done(Resolution& r, Knowledge k, const Resolution& child);
/// A child would wait for the resolution itself, or ended at once: what it found counts, and it is
/// not waited for.
void take_child(Resolution& r, const Knowledge& k, const Resolution& child);
/// The profile's time limit passed.
Action on_deadline(Resolution& r, Knowledge k);

/// The question that is sent now: minimised when the profile says so (RFC 9156).
Question question_to_send(const Resolution& r, const Knowledge& k);

}  // namespace waypost::dns
