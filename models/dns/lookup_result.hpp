// SPDX-License-Identifier: Apache-2.0
// What a stub resolver tells its caller (res_nsearch and getaddrinfo of glibc speak the same
// words).
#pragma once

#include <boost/container/small_vector.hpp>

#include "models/dns/message.hpp"
#include "sim/time.hpp"

namespace waypost::dns {

/// Entered once per lookup, when the stub stops.
enum class LookupStatus : std::uint8_t {
  found,      ///< NOERROR with data of the type asked, aliases followed
  no_data,    ///< NOERROR without (RFC 2308 section 2.2)
  nx_domain,  ///< RFC 2308 section 2.1
  try_again,  ///< SERVFAIL, REFUSED or NOTIMP from every server (glibc's TRY_AGAIN)
  timed_out,  ///< no server answered in time (TRY_AGAIN too)
  malformed,  ///< FORMERR (glibc's NO_RECOVERY)
};

struct LookupResult {
  Question question{};
  LookupStatus status = LookupStatus::timed_out;
  Rcode rcode = Rcode::serv_fail;
  bool authentic = false;  ///< AD: validated by the resolver
  sim::Duration elapsed{};
  boost::container::small_vector<SetView, 4> answer;  ///< alias chain, then the data
};

}  // namespace waypost::dns
