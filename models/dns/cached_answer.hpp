// SPDX-License-Identifier: Apache-2.0
// RFC 1034 section 5.3.3 step 1: is the answer in local information? One walk along the aliases in
// the cache serves clients and resolutions alike.
#pragma once

#include <boost/container/small_vector.hpp>

#include "models/dns/cache.hpp"

namespace waypost::dns {

using SetViews = boost::container::small_vector<SetView, 4>;

struct CachedAnswer {
  enum class Kind : std::uint8_t {
    nothing,     ///< the data of `reached` is not known
    answer,      ///< data of the type asked
    no_data,     ///< RFC 2308 section 2.2
    name_error,  ///< RFC 2308 section 2.1
    failure,     ///< could not be resolved a moment ago, or the aliases form a loop
  };
  Kind kind = Kind::nothing;
  Name reached{};            ///< where the aliases led; the question's name when there are none
  std::uint8_t aliases = 0;  ///< followed
  Security security = Security::secure;  ///< the weakest verdict on its parts
  std::uint32_t ttl = 0;  ///< original and remaining seconds of the data: prefetch goes by them
  std::uint32_t seconds_left = 0;
};

/// Appends to `sets` the aliases met and the data (or the SOA of a negative answer).
/// `max_aliases`: more of them count as failure.
CachedAnswer find_in_cache(const NameTable& names, const RecordStore& records, Cache& cache,
                           const Question& question, int max_aliases, sim::Time now,
                           SetViews& sets);

/// The same of data that may be past their end: what ended after `since` counts. What is over gets
/// `reply_ttl` seconds (RFC 8767 section 4); failures do not count.
CachedAnswer find_stale_in_cache(const NameTable& names, const RecordStore& records, Cache& cache,
                                 const Question& question, int max_aliases, sim::Time now,
                                 sim::Time since, std::uint32_t reply_ttl, SetViews& sets);

/// The response code that tells a client of `kind`.
Rcode rcode_of(CachedAnswer::Kind kind);

}  // namespace waypost::dns
