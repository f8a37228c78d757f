// SPDX-License-Identifier: Apache-2.0
// check_host() of RFC 7208 section 4 as a pure machine: it asks for lookups and ends with a result.
// Limits of section 4.6.4: 10 terms that cost a lookup, 10 names per mx or ptr, 2 void lookups.
//
//   fetching   a TXT record is asked for: of the domain, or of an include or redirect
//   matching   addresses are asked for, by a, mx, exists or ptr
//   done       `result` holds
#pragma once

#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <variant>

#include "models/dns/lookup_result.hpp"
#include "models/mail/policy/published.hpp"

namespace waypost::mail {

/// What the checks read besides their own state.
struct PolicyView {
  const Published& published;
  const dns::NameTable& names;
  const dns::RecordStore& records;
  const net::AddressBook& addresses;
};

struct SpfCheck {
  enum class State : std::uint8_t { fetching, matching, done };
  /// A record under evaluation.
  struct Frame {
    const SpfRecord* record = nullptr;
    dns::Name domain{};
    std::uint8_t term = 0;
    bool redirected = false;  ///< its result replaces the caller's
  };
  State state = State::done;
  SpfResult result = SpfResult::none;
  net::AddressId client = net::kNone;
  boost::container::small_vector<Frame, 2> frames{};  ///< the innermost include last
  boost::container::small_vector<dns::Name, 4>
      hosts{};  ///< of the mx or ptr at hand, not yet looked up
  std::uint8_t terms_used = 0, void_lookups = 0;
};

struct PolicyLookup {
  dns::Question question;
};
struct PolicyDone {};
using PolicyAction = std::variant<PolicyLookup, PolicyDone>;

/// May `client` send mail as `domain`?
PolicyAction start(SpfCheck& check, dns::Name domain, net::AddressId client);
PolicyAction on_answer(SpfCheck& check, const PolicyView& view, const dns::LookupResult& answer);

}  // namespace waypost::mail
