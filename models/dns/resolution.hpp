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
#include <span>
#include <variant>

#include "models/dns/cached_answer.hpp"
#include "models/dns/server_memory.hpp"

namespace waypost::dns {

/// A server of the zone being asked: one per address, or one per name without a known address.
struct Candidate {
  Name name{};
  net::AddressId address = net::kNone;
  std::uint8_t tries = 0;  ///< queries that it had its chance to answer, in this zone
  bool excluded = false;   ///< gave a failure, and the profile takes that as final
  bool looked_up = false;  ///< a child was sent for the address of this name
};

/// An address of a root server, from the hints file.
struct RootHint {
  Name name{};
  net::AddressId address = net::kNone;
};

/// What the steps may read and write besides the resolution itself.
struct Knowledge {
  const NameTable& names;
  const RecordStore& records;
  const ResolverProfile& profile;
  std::span<const RootHint> hints;
  Cache& cache;
  ServerMemory& servers;
  sim::Time now{};
  sim::Stream luck{};              ///< of this resolver, for the choice of servers
  bool ipv4 = true, ipv6 = false;  ///< families that the resolver can send over
  std::uint16_t trust_anchor = 0;  ///< key tag of the root's key; 0: no anchor, nothing validates
};

/// The query on its way.
struct Pending {
  std::uint8_t candidate = 0;
  bool repeated = false;  ///< it is the second send to that server with the same timeout
  sim::Time sent{};
  sim::Duration timeout{};
};

enum class Stage : std::uint8_t { priming, asking, addresses, validating, finished };

struct Resolution {
  Question question{};  ///< as the client or the parent asked
  Name qname{};         ///< asked now: another one when an alias was followed (RFC 1034: SNAME)
  Name zone{};          ///< the zone cut whose servers are asked
  Stage stage = Stage::asking;
  boost::container::small_vector<Candidate, 6> candidates;  ///< RFC 1034: SLIST
  Pending pending{};
  SetViews answer;  ///< aliases followed so far; when finished, all that the client gets
  sim::Time started{};
  std::uint64_t object = 0;  ///< keys the draws: hash of the question and of the time it was asked
  std::uint32_t draws = 0;
  std::uint16_t queries = 0;      ///< sent upstream, those of ended children included
  std::uint8_t zone_queries = 0;  ///< ... since the last zone cut or alias
  std::uint8_t rounds = 0;        ///< times that all servers of the zone were tried
  std::uint8_t aliases = 0, referrals = 0, lookups = 0;
  std::uint8_t depth = 0;           ///< how many resolutions wait above this one
  std::uint8_t children = 0;        ///< still open
  std::uint8_t labels = 0;          ///< of qname in the query sent: fewer when minimised
  std::uint8_t probes = 0;          ///< steps of minimisation taken
  std::uint8_t probe_timeouts = 0;  ///< of minimised queries in this zone
  bool minimising = true;           ///< until a minimised query fails
  bool last_resort = false;         ///< the parent's servers were asked again
  bool refresh = false;             ///< prefetch: what is learnt starts a new life in the cache
  bool validates = false;           ///< a client of a validating resolver waits for it
  Security security = Security::unchecked;  ///< of the answer, once judged
  Rcode rcode = Rcode::no_error;    ///< of the answer while it is judged
  std::uint8_t rejections = 0;      ///< answers found bogus
  Question sought{};                ///< what validation asked for last
  bool empty_seen = false;          ///< a response without anything was passed over once
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
};
/// Open resolutions of these questions as children, then call `resume`; on_child_done at each end.
struct StartChildren {
  boost::container::small_vector<Question, 4> questions;
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
/// The pending query's time is up.
Action on_timeout(Resolution& r, Knowledge k);
/// ICMP port or host unreachable about the pending query.
Action on_unreachable(Resolution& r, Knowledge k);
/// The pending query could not be sent at all: no route from here.
Action on_unsent(Resolution& r, Knowledge k);
/// The query is over the limit of queries to that zone.
Action on_limited(Resolution& r, Knowledge k);
/// As `start`, but asks the servers even if the answer is cached (prefetch).
Action start_refresh(Resolution& r, Knowledge k);
/// The child that looked up `asked` ended; `answer`: what it found, empty when it failed.
/// `queries`: that it sent.
Action on_child_done(Resolution& r, Knowledge k, const Question& asked, const SetViews& answer,
                     std::uint16_t queries);
/// The profile's time limit passed.
Action on_deadline(Resolution& r, Knowledge k);

/// The question that is sent now: minimised when the profile says so (RFC 9156).
Question question_to_send(const Resolution& r, const Knowledge& k);

}  // namespace waypost::dns
