// SPDX-License-Identifier: Apache-2.0
// Step 1 of RFC 1034 section 5.3.3 for either kind of cache: loose record sets
// (cached_answer.hpp), or whole messages with aliases from the record sets (Unbound,
// dns_cache_lookup); and keeping an answer as a message.
#pragma once

#include "models/dns/classify.hpp"
#include "models/dns/resolution.hpp"

namespace waypost::dns {

/// As find_in_cache, by the profile's kind of cache; what was kept for the client's network first.
CachedAnswer find_local_answer(const Knowledge& k, const Question& question, int max_aliases,
                               SetViews& sets, Subnet subnet = 0);

/// What may be given to a client though its life is over (RFC 8767), by the profile's kind of cache
/// and its StalePolicy; Kind::nothing: there is none.
CachedAnswer find_stale_answer(const Knowledge& k, const Question& question, SetViews& sets);

/// Keeps `sets`, which the record-set cache holds one by one, as the answer to `question`.
void keep_message(const Knowledge& k, const Question& question, Rcode rcode, const SetViews& sets);

/// Keeps r.answer as the answer to r.question, when the profile keeps messages.
void keep_answer(const Resolution& r, const Knowledge& k, Rcode rcode);

/// Appends the links of an answer to r.answer, as the cache has them: the TTL of a set that was
/// there before runs on.
void append_chain(Resolution& r, const Knowledge& k, const AnswerChain& chain);
/// Appends what stands beside the answer, likewise.
void append_beside(Resolution& r, const Knowledge& k, const Message& response);

/// The cache learns from a classified response; `aside`: addresses that scrubbing put by.
void keep_response(const Resolution& r, const Knowledge& k, const Question& asked,
                   const Message& response, const SetViews& aside, const Classified& c);

}  // namespace waypost::dns
