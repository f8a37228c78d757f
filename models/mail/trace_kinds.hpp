// SPDX-License-Identifier: Apache-2.0
// What mail hosts report to the trace (0x300 to 0x3FF): enough to print one message step by step, and
// to derive a Postfix maillog. `object` is the message (MessageId::key()), `entity` the host that
// reports; `code` a reply code (0: none was given), `type` its enhanced code (packed_status).
#pragma once

#include <cstdint>
#include <string_view>

#include "models/mail/reply.hpp"

namespace waypost::mail {

enum TraceKind : std::uint16_t {
  kTraceSubmitted = 0x300,       ///< a user's message is at its host; start: sent; value: recipients
  kTraceQueued = 0x301,          ///< in the queue; name: first recipient's domain; value: octets
  kTraceDeliveryBegan = 0x302,   ///< name: next hop; value: recipients; attempt
  kTraceLookup = 0x303,          ///< asks DNS; name, type: record type
  kTraceLookupAnswer = 0x304,    ///< name, type: record type; value: dns::LookupStatus
  kTraceTarget = 0x305,          ///< routed: an address to try; name: host; value: preference; attempt: order
  kTraceNoRoute = 0x306,         ///< name, value: RoutingFault; attempt: record type of the lookup
  kTraceConnect = 0x307,         ///< first SYN; address; name: host
  kTraceConnected = 0x308,       ///< start: first SYN; value: round trip, nanoseconds
  kTraceReused = 0x309,          ///< a kept session goes to work; address; value: transactions before
  kTraceCommand = 0x30A,         ///< a flight leaves; value: Command; address
  kTraceReply = 0x30B,           ///< its first reply; value: Command
  kTraceGreeting = 0x30C,        ///< the server's greeting
  kTraceRecipientReply = 0x30D,  ///< the reply to one RCPT; value: its user
  kTraceAddressFailed = 0x30E,   ///< no use, or no more use; value: Failure; address
  kTracePassedOn = 0x30F,        ///< 250 to the final dot; value: recipients; address
  kTraceDeferred = 0x310,        ///< a pass ended; value: nanoseconds until taken up again; attempt
  kTraceExpired = 0x311,         ///< given up for age; value: recipients
  kTraceBounced = 0x312,         ///< one recipient; name: domain; value: user
  kTraceDiscarded = 0x313,       ///< one recipient of a notification that failed
  kTraceDelivered = 0x314,       ///< one recipient in a mailbox here; name, value: Outcome; start: sent
  kTraceNotified = 0x315,        ///< object: the notification; parent: the message it is about; attempt: Notice
  kTraceAccepted = 0x316,        ///< as server: 250 decided; value: recipients; start: final dot came
  kTraceRefusedSession = 0x317,  ///< as server: over the connection limit
};

/// "mail.submitted", "mail.connect", ...: stable words; empty for other numbers.
std::string_view trace_kind_text(std::uint16_t kind);

/// What a notification says (RFC 3464 section 2.3.3, its Action field).
enum class Notice : std::uint16_t {
  failed,      ///< to the reverse-path: bounced or expired
  delayed,     ///< to the reverse-path: still being tried
  postmaster,  ///< a notification itself could not be delivered ("double bounce")
};

/// 4.4.1 is 40401; 0 when none.
constexpr std::uint16_t packed_status(EnhancedCode c) {
  return static_cast<std::uint16_t>(c.status_class * 10'000 + c.subject * 100 + c.detail);
}

}  // namespace waypost::mail
