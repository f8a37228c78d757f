// SPDX-License-Identifier: Apache-2.0
// Kinds of events that DNS entities handle (0x200 to 0x2FF); the world switches on them.
#pragma once

#include <cstdint>

namespace waypost::dns {

enum EventKind : std::uint32_t {
  kDatagram = 0x200,       ///< a datagram arrives; argument: slot in Dns::datagrams
  kResolverTimer = 0x201,  ///< a recursive resolver's earliest timer; argument: none
  kResolverWork = 0x202,   ///< a resolver's worker is done with a datagram; argument: its slot
  kStubTimer = 0x203,      ///< a stub resolver's earliest timer, at whichever entity holds the stub
  kZoneTimer = 0x204,      ///< a name server's next look at a primary, or NOTIFY; argument: none
  kHealthCheck = 0x210,    ///< a health monitor's next probe; argument: none
};

}  // namespace waypost::dns
