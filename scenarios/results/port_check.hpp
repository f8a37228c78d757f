// SPDX-License-Identifier: Apache-2.0
// Does port 25 of a host answer, seen from the command line's client? The name is resolved there,
// then each of its addresses is tried in turn.
#pragma once

#include <string>
#include <vector>

#include "models/mail/port_probe.hpp"
#include "scenarios/results/lookup.hpp"
#include "scenarios/results/world_words.hpp"

namespace waypost::scenarios {

struct PortCheck {
  std::string host;   ///< as asked
  std::string place;  ///< of the client
  sim::Time began{};
  std::vector<dns::LookupResult> lookups;  ///< A and AAAA; empty when an address was given
  std::vector<mail::PortProbe> probes;     ///< one per address, ended
  /// Somebody greeted, with whatever code.
  bool answers() const;
};

/// Checks now; `host` is a name of the world's table, or an address.
PortCheck check_port(Built& built, const std::string& host);

/// "open", "refused", "unreachable", "timed_out", "silent", "closed".
const char* outcome_key(mail::PortProbe::Outcome outcome);
std::string port_check_text(const PortCheck& check, const Built& built);

}  // namespace waypost::scenarios
