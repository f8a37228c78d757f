// SPDX-License-Identifier: Apache-2.0
// What a recursive resolver reports of its resolutions; the records are described in
// trace_kinds.hpp.
#pragma once

#include "models/dns/recursive_resolver.hpp"
#include "models/dns/trace_kinds.hpp"

namespace waypost::dns {

void report_query(const Context& context, const RecursiveResolver& resolver,
                  const OpenResolution& open, const Ask& ask);
/// A timeout or an ICMP error ended the query on its way.
void report_end_of_query(const Context& context, const RecursiveResolver& resolver,
                         const OpenResolution& open, TraceKind kind, Rcode rcode);
/// Before the response is taken in: what kind of response it is.
void report_response(const Context& context, const RecursiveResolver& resolver, const Knowledge& k,
                     const OpenResolution& open, const Message& m);
/// `child` was joined, began or ended for `parent`.
void report_child(const Context& context, const RecursiveResolver& resolver, TraceKind kind,
                  const Question& question, std::uint64_t child, std::uint64_t parent);
void report_finish(const Context& context, const RecursiveResolver& resolver,
                   const OpenResolution& ended, const Finish& end);

}  // namespace waypost::dns
