// SPDX-License-Identifier: Apache-2.0
// Inside a recursive resolver: what its client side (resolver_clients.cpp) and its upstream side
// (recursive_resolver.cpp) ask of each other.
#pragma once

#include "models/dns/dns.hpp"
#include "models/dns/recursive_resolver.hpp"

namespace waypost::dns {

/// What the steps of a resolution at `resolver` may use now.
Knowledge knowledge(Context& context, RecursiveResolver& resolver);

/// Opens a resolution, not started yet. `depth`: of its parent, plus one; 0 for a client's.
sim::SlotRef open_resolution(Context& context, RecursiveResolver& resolver,
                             const Question& question, std::uint8_t depth);
/// The open resolution of `question`; not valid when there is none.
sim::SlotRef find_open(const RecursiveResolver& resolver, const Question& question);
/// Takes the resolution out of the tables.
OpenResolution close_resolution(RecursiveResolver& resolver, sim::SlotRef ref);

/// Does what a step asked for, and what follows from it, until everything waits or is over.
void perform(Context& context, RecursiveResolver& resolver, sim::SlotRef ref, Action action);

void on_client_query(Context& context, RecursiveResolver& resolver, const Datagram& query,
                     sim::Time done_at);
/// A client's query that missed the cache has had its service time.
void on_query_worked(Context& context, RecursiveResolver& resolver, const Work& work);
/// Keeps the datagram until the workers are done with it: a kResolverWork event at `at`.
void do_later(Context& context, RecursiveResolver& resolver, const Datagram& datagram,
              sim::Time at);
void on_upstream(Context& context, RecursiveResolver& resolver, const Datagram& response);

/// Sends the outcome of a resolution to all clients that waited for it.
void answer_clients(Context& context, RecursiveResolver& resolver, const OpenResolution& ended,
                    Rcode rcode);

/// Sends what is kept past its end to all who wait, if there is anything (RFC 8767). False: there
/// is not.
bool answer_stale(Context& context, RecursiveResolver& resolver, const OpenResolution& open);
/// The clients of `ref` have waited as long as the profile lets them for a fresh answer.
void on_stale_due(Context& context, RecursiveResolver& resolver, sim::SlotRef ref);

}  // namespace waypost::dns
