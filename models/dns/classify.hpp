// SPDX-License-Identifier: Apache-2.0
// What a server's response means to the one who asked (RFC 1034 section 5.3.3 step 4; the order of
// the questions is Unbound's iter_resptype.c), after scrub.hpp, and what of it is kept.
#pragma once

#include "models/dns/cache.hpp"
#include "models/dns/message.hpp"

namespace waypost::dns {

enum class ResponseKind : std::uint8_t {
  answer,      ///< data of the type asked, at the end of the aliases if any
  alias,       ///< aliases only: go on at the name reached
  referral,    ///< a zone cut nearer to the name: `cut`
  no_data,     ///< the name exists, the type does not
  name_error,  ///< the name does not exist
  lame,        ///< the server does not serve the zone, though it is delegated to it: it refers up
  recursion_lame,  ///< a recursive server's word, not an authoritative one's
  failure,         ///< SERVFAIL, REFUSED, ...: the server is of no use for this
  truncated,       ///< ask again over TCP
  empty,           ///< NOERROR and nothing else
};

/// True when the response may teach something; others are passed over.
constexpr bool is_useful(ResponseKind kind) { return kind <= ResponseKind::name_error; }

/// The part of the answer section that leads from the question to the end of its aliases.
struct AnswerChain {
  boost::container::small_vector<const SetView*, 4> sets;  ///< in that order; into the message
  Name reached{};
  std::uint8_t aliases = 0;
  bool data = false;  ///< the last set is of the type asked
};

struct Classified {
  ResponseKind kind = ResponseKind::failure;
  AnswerChain chain;
  Name cut{};                    ///< of a referral
  const SetView* soa = nullptr;  ///< of a negative answer; into the message
};

/// `zone`: the zone that the server was asked as a server of. `recursion`: RD was set. The result
/// points into `response`.
Classified classify(const NameTable& names, const RecordStore& records, Name zone,
                    const Question& question, const Message& response, bool recursion);

/// Stores the sets of `response` one by one: the answer, and the NS sets and addresses that help on
/// the way. Of negative answers their proof, unless the profile keeps messages.
/// `leeway`: what the cache holds and ends within it gives way to what is in the answer.
/// `refresh`: what is in the answer starts a new life even if it is what the cache holds.
void learn(const RecordStore& records, const CachePolicy& policy, const Question& question,
           const Message& response, const Classified& classified, Cache& cache, sim::Time now,
           bool refresh, sim::Duration leeway = {});

}  // namespace waypost::dns
