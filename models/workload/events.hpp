// SPDX-License-Identifier: Apache-2.0
// Kinds of events that clients handle (0x400 to 0x4FF), beside the datagrams and timers of their
// stubs.
#pragma once

#include <cstdint>

namespace waypost::workload {

enum EventKind : std::uint32_t {
  kQueryArrival = 0x400,      ///< a user comes; argument: index into Clients::demands
  kSessionContinues = 0x401,  ///< argument: slot in Clients::sessions
  kUserReturns = 0x402,       ///< argument: slot in Clients::returning
  kMailArrival = 0x410,       ///< a user sends; argument: index into MailSenders::demands
};

}  // namespace waypost::workload
