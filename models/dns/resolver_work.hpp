// SPDX-License-Identifier: Apache-2.0
// Inside a recursive resolver: what its client side (resolver_clients.cpp) and its upstream side
// (recursive_resolver.cpp) ask of each other.
#pragma once

#include "models/dns/dns.hpp"
#include "models/dns/recursive_resolver.hpp"

namespace waypost::dns {

/// What the steps of a resolution at `resolver` may use now.
Knowledge knowledge(Context& context, RecursiveResolver& resolver);
/// ... those of the resolution `ref`.
Knowledge knowledge(Context& context, RecursiveResolver& resolver, sim::SlotRef ref);

/// Opens a resolution, not started yet. `depth`: of its parent, plus one; 0 for a client's. `work`:
/// the parent's; not valid: it begins one.
sim::SlotRef open_resolution(Context& context, RecursiveResolver& resolver,
                             const Question& question, std::uint8_t depth, sim::SlotRef work = {});
/// Clients that wait get stale data after the profile's time, if it serves such; one who joins when
/// the others have had theirs begins that time anew (Unbound, mesh_serve_expired_init).
void arm_stale_answer(Context& context, RecursiveResolver& resolver, sim::SlotRef ref);
/// The open resolution of `question`; not valid when there is none.
sim::SlotRef find_open(const RecursiveResolver& resolver, const Question& question);
/// Takes the resolution out of the tables.
OpenResolution close_resolution(RecursiveResolver& resolver, sim::SlotRef ref);

/// Does what a step asked for, and what follows from it, until everything waits or is over.
void perform(Context& context, RecursiveResolver& resolver, sim::SlotRef ref, Action action);

/// A resolution just opened, and what it wants first.
struct Born {
  sim::SlotRef ref;
  Action first;
};
using Children = boost::container::small_vector<Born, 4>;
/// True when waiting for `question` would be waiting for itself: it could never end (RFC 1034
/// section 5.3.3 leaves this open).
bool is_circular(const RecursiveResolver& resolver, sim::SlotRef parent, const Question& question);
/// Lets `parent` wait for `question`: joins it to an open resolution or opens one, which begins
/// when the caller performs what `born` says.
void start_child(Context& context, RecursiveResolver& resolver, sim::SlotRef parent,
                 const Question& question, bool parent_glue, Children& born);

void on_client_query(Context& context, RecursiveResolver& resolver, const Datagram& query,
                     sim::Time done_at);
/// A client's query that missed the cache has had its service time.
void on_query_worked(Context& context, RecursiveResolver& resolver, const Work& work);
/// Keeps the datagram until the workers are done with it: a kResolverWork event at `at`.
void do_later(Context& context, RecursiveResolver& resolver, const Datagram& datagram,
              sim::Time at);
void on_upstream(Context& context, RecursiveResolver& resolver, const Datagram& response);

/// False: the table of recursions is full, and none of them may be abandoned.
bool make_room(RecursiveResolver& resolver, sim::Time now);

inline constexpr std::uint16_t kNoExtendedError = 0xFFFF;
/// Sends `sets` to one client at `at`, unless it has waited beyond the profile's limit.
void send_answer(Context& context, RecursiveResolver& resolver, const WaitingClient& client,
                 const Question& question, const SetViews& sets, Rcode rcode, Security security,
                 sim::Time at, std::uint16_t extended_error = kNoExtendedError);

/// Answers from the cache if that can answer. False: the question has to be resolved.
bool answer_from_cache(Context& context, RecursiveResolver& resolver, const Question& question,
                       const WaitingClient& client, sim::Time at);

/// Sends the outcome of a resolution to all clients that waited for it.
/// The clients of `open` wait no longer.
void release_clients(RecursiveResolver& resolver, const OpenResolution& open);
void answer_clients(Context& context, RecursiveResolver& resolver, const OpenResolution& ended,
                    Rcode rcode);

/// Sends what is kept past its end to all who wait, if there is anything (RFC 8767). False: there
/// is not.
bool answer_stale(Context& context, RecursiveResolver& resolver, const OpenResolution& open);
/// The clients of `ref` have waited as long as the profile lets them for a fresh answer.
void on_stale_due(Context& context, RecursiveResolver& resolver, sim::SlotRef ref);

}  // namespace waypost::dns
