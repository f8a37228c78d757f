// SPDX-License-Identifier: Apache-2.0
// DMARC (RFC 9989): the author domain's policy by the DNS tree walk, and whether SPF or DKIM speaks
// for that domain. A pure machine. The tree walk replaces the public suffix list of RFC 7489: at
// most eight queries, the domain first, then its parents.
//
//   walking   a policy record is asked for
//   proving   the author domain itself is asked for: does it exist?
//   done      `record` holds
#pragma once

#include <cstdint>

#include "models/mail/policy/spf.hpp"

namespace waypost::mail {

struct DmarcCheck {
  enum class State : std::uint8_t { walking, proving, done };
  State state = State::done;
  dns::Name author{};  ///< domain of the From field
  dns::Name at{};      ///< whose record is asked for
  dns::Name
      organisation{};  ///< highest domain of the walk with a record: the organisational domain
  const DmarcRecord* record = nullptr;  ///< nullptr: no policy
  bool own_record = false;              ///< the record is the author domain's own
  bool nonexistent = false;             ///< the author domain is not there (RFC 8020)
  bool failed = false;                  ///< DNS did not answer
};

PolicyAction start(DmarcCheck& check, const PolicyView& view, dns::Name author);
PolicyAction on_answer(DmarcCheck& check, const PolicyView& view, const dns::LookupResult& answer);

/// What the owner of the author domain asks for, given that SPF passed for `spf_domain` (or not),
/// and that a valid signature of the author domain was found (or not). No record:
/// DmarcPolicy::none.
DmarcPolicy requested(const DmarcCheck& check, const PolicyView& view, bool spf_passed,
                      dns::Name spf_domain, bool dkim_passed);

}  // namespace waypost::mail
