// SPDX-License-Identifier: Apache-2.0
// What mail hosts report to the trace (0x300 to 0x3FF): enough to print one message step by step, and
// to derive a Postfix maillog. The object of each record is the message (MessageId::key()); the
// host is the reporting entity.
#pragma once

#include <cstdint>

namespace waypost::mail {

enum TraceKind : std::uint16_t {
  kTraceSubmitted = 0x300,      ///< a user's message reached its host; value: recipients
  kTraceQueued = 0x301,         ///< in the queue; value: octets
  kTraceDeliveryBegan = 0x302,  ///< a delivery took recipients; value: attempt
  kTraceLookup = 0x303,         ///< asked DNS; name, type
  kTraceLookupAnswer = 0x304,   ///< DNS answered; value: LookupStatus
  kTraceRouted = 0x305,         ///< value: addresses to try
  kTraceNoRoute = 0x306,        ///< value: RoutingFault; code
  kTraceConnect = 0x307,        ///< SYN to an address
  kTraceConnectFailed = 0x308,  ///< value: Failure
  kTraceConnected = 0x309,
  kTraceReused = 0x30A,         ///< a kept session was taken; value: transactions on it
  kTraceSent = 0x30B,           ///< a flight of commands; value: Command
  kTraceReply = 0x30C,          ///< the decisive reply to a flight; code
  kTraceRecipientReply = 0x30D, ///< the reply to one RCPT; code
  kTraceSessionFailed = 0x30E,  ///< value: Failure; code
  kTracePassedOn = 0x30F,       ///< recipients went to the next host; code
  kTraceDeferred = 0x310,       ///< recipients stay; value: seconds until taken up
  kTraceExpired = 0x311,
  kTraceBounced = 0x312,        ///< one recipient returned; code
  kTraceDelivered = 0x313,      ///< one recipient in a mailbox; value: Outcome
  kTraceNotified = 0x314,       ///< a status notification was made; value: recipients reported
  kTraceDiscarded = 0x315,      ///< a notification that failed
  kTraceAccepted = 0x316,       ///< the server's side: 250 decided; value: recipients
  kTraceRefusedSession = 0x317, ///< the server's side: over the connection limit
};

}  // namespace waypost::mail
