// SPDX-License-Identifier: Apache-2.0
// Kinds of events that mail hosts handle (0x300 to 0x3FF); the world switches on them.
#pragma once

#include <cstdint>

namespace waypost::mail {

enum EventKind : std::uint32_t {
  kFlight = 0x300,         ///< an SMTP flight arrives; argument: slot in Mail::flights
  kHostTimer = 0x301,      ///< a mail host's earliest deadline or queue scan; argument: none
  kDecision = 0x302,       ///< the work after a final dot is done; argument: server session
  kPolicyFetched = 0x304,  ///< an MTA-STS policy file has come, or has not; argument: delivery
  kInspection = 0x303,     ///< a check has waited long enough; argument: server session
};

}  // namespace waypost::mail
