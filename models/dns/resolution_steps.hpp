// SPDX-License-Identifier: Apache-2.0
// Steps of a resolution that its files share, in the order of RFC 1034 section 5.3.3.
#pragma once

#include "models/dns/delegation.hpp"

namespace waypost::dns {

// Step 1, local information, and step 4, the response: resolution.cpp.
/// The answer from the cache, aliases followed, or on to step 2.
Action answer_or_ask(Resolution& r, Knowledge& k);
/// The server asked last is of no use: another one.
Action drop_server(Resolution& r, Knowledge& k);

// Step 2, the best servers to ask: zone_search.cpp.
Action find_servers(Resolution& r, Knowledge& k);
/// From now on the servers of `delegation` are asked.
void enter_zone(Resolution& r, const Knowledge& k, Delegation&& delegation);
/// The priming child ended: without the root's NS set there is nobody to ask.
Action begin_primed(Resolution& r, Knowledge& k);
/// What is asked now is a forward zone's: there is no delegation to follow.
bool is_forwarded(const Resolution& r, const Knowledge& k);

// Step 3, queries until one brings a response: server_queries.cpp.
Action ask_next_server(Resolution& r, Knowledge& k);
/// The server asked last met EDNS with an error: the same once more without (RFC 6891
/// section 6.2.2).
Action ask_without_edns(Resolution& r, Knowledge& k);
/// The server failed at `asked`, and is not asked that again as long as `rule` says.
void hold_back(Knowledge& k, const Candidate& server, const Question& asked,
               const ThrottleRule& rule);
/// The limits on queries are reached.
bool out_of_work(const Resolution& r, const Knowledge& k);
/// From now on the whole name is asked for, unless the profile never shows it (strict).
void give_up_minimising(Resolution& r, const Knowledge& k);

// ... and the addresses of servers known by name only: server_addresses.cpp.
/// Server names to look up ahead of need; no questions: none now.
StartChildren look_ahead(Resolution& r, Knowledge& k);
/// Nobody can be asked: addresses are looked up, or the last resort is taken.
Action look_up_addresses(Resolution& r, Knowledge& k);
/// The names of the zone's servers lead nowhere: none of those known is looked up any more, by this
/// or by any resolution for the same client's question; what the parent says is tried.
Action give_up_names(Resolution& r, Knowledge& k);
/// True when some server's addresses may still be looked up.
bool has_missing(const Resolution& r, const Knowledge& k);

// The end: resolution_end.cpp.
/// The answer is complete: it is validated if somebody wants that, then handed out.
Action deliver(Resolution& r, Knowledge& k, Rcode rcode);
/// A validating resolution goes on judging its answer.
Action validate(Resolution& r, Knowledge& k);
/// Hands Resolution::answer out.
Action finish(Resolution& r, Knowledge& k, Rcode rcode);
/// Ends in SERVFAIL, which is remembered.
Action fail(Resolution& r, Knowledge& k, Failure why);
/// Ends in SERVFAIL because a failure is remembered; `loop`: of aliases.
Action fail_again(Resolution& r, Knowledge& k, bool loop);

}  // namespace waypost::dns
