// SPDX-License-Identifier: Apache-2.0
// What mail hosts report to the trace (0x300 to 0x3FF): enough to print one message step by step,
// and to derive a Postfix maillog. `object` is the message (MessageId::key()), `entity` the host
// that reports; `code` a reply code (0: none was given), `type` its enhanced code (packed_status).
// Records of one delivery attempt have it as `parent`; those of a server, the session.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "models/mail/envelope.hpp"
#include "models/mail/reply.hpp"

namespace waypost::mail {

enum TraceKind : std::uint16_t {
  kTraceSubmitted = 0x300,      ///< a user's message is at its host; start: sent; value: recipients
  kTraceQueued = 0x301,         ///< one recipient in the queue; name: its domain; value: its user
  kTraceDeliveryBegan = 0x302,  ///< name: next hop; value: recipients; attempt
  kTraceLookup = 0x303,         ///< asks DNS; name, type: record type
  kTraceLookupAnswer = 0x304,   ///< name, type: record type; value: dns::LookupStatus
  kTraceTarget = 0x305,     ///< an address to try; name: host; value: preference; attempt: order
  kTraceNoRoute = 0x306,    ///< name, value: RoutingFault; attempt: record type of the lookup
  kTraceConnect = 0x307,    ///< first SYN; address; name: host
  kTraceConnected = 0x308,  ///< start: first SYN; value: round trip, nanoseconds
  kTraceReused = 0x309,     ///< a kept session goes to work; address; value: transactions before
  kTraceCommand = 0x30A,    ///< a flight leaves; value: Command; address
  kTraceReply = 0x30B,      ///< its first reply; value: Command
  kTraceGreeting = 0x30C,   ///< the server's greeting
  kTraceRecipientReply = 0x30D,  ///< the reply to one RCPT; value: packed_mailbox
  kTraceAddressFailed = 0x30E,   ///< no use, or no more use; value: Failure; address
  kTracePassedOn = 0x30F,        ///< 250 to the final dot; value: recipients; address
  kTraceDeferred = 0x310,        ///< a pass ended; value: nanoseconds until taken up again; attempt
  kTraceExpired = 0x311,    ///< given up for age; value: recipients; type: why they were still here
  kTraceBounced = 0x312,    ///< one recipient; name: domain; value: user
  kTraceDiscarded = 0x313,  ///< one recipient of a notification that failed
  kTraceDelivered =
      0x314,  ///< one recipient in a mailbox; name; value: packed_delivered; start: sent
  kTraceNotified =
      0x315,  ///< object: notification; parent: the message it is about; attempt: Notice
  kTraceAccepted = 0x316,  ///< as server: 250 decided; value: recipients; start: final dot came
  kTraceRefusedSession =
      0x317,  ///< as server: over a limit; value: sessions, this one too; address
  kTraceFiled =
      0x318,  ///< host owns it; name: sender's domain; value: packed_filed; attempt: recipients
  kTraceDeliveryEnded = 0x319,  ///< start: began; value: ns until a server was ready, or nobody was
  kTraceSettled = 0x31A,   ///< one recipient of it; name: domain; value: user; attempt: Progress
  kTraceSession = 0x31B,   ///< as server: has a process; other: client; address: of the client
  kTraceEnvelope = 0x31C,  ///< as server: MAIL and RCPT answered; as kTraceFiled; attempt: accepted
  kTraceRejected = 0x31D,  ///< as server: one RCPT refused; name: domain; value: user
  kTraceSessionEnded = 0x31E,    ///< as server: QUIT, or the client is gone; value: SessionCommands
  kTraceContentRefused = 0x31F,  ///< as server: final dot met with `code`; name, value: last RCPT
  kTraceReturnAddress = 0x320,   ///< name: domain that a made-up address spells; value: AddressRole
  kTraceScreening = 0x321,  ///< as server: not greeted yet, first contact; value: own AddressId
  kTraceScreened = 0x322,   ///< as server: that is over; value: Screening; attempt: lists that hit
};

/// How a first contact ended (postscreen).
enum class Screening : std::uint8_t {
  passed_new,  ///< a server process takes the session
  passed_old,  ///< the same, and the client was known
  tested,      ///< deep tests passed: told to come back, by the screener itself
  listed,      ///< refused by blocklists, by the screener itself
};

/// Which address of a message is made up (is_return_address).
enum class AddressRole : std::uint8_t { sender, recipient };

/// A recipient, where `name` is the host that speaks of it.
constexpr std::int64_t packed_mailbox(const Mailbox& mailbox) {
  return static_cast<std::int64_t>(std::uint64_t{mailbox.domain.node} << 32 | mailbox.user);
}
constexpr std::uint32_t mailbox_domain(std::int64_t value) {
  return static_cast<std::uint32_t>(value >> 32);
}
constexpr std::uint32_t mailbox_user(std::int64_t value) {
  return static_cast<std::uint32_t>(value);
}

/// Commands of a session besides MAIL, RCPT and DATA, which have records of their own.
struct SessionCommands {
  std::uint16_t hellos = 0, start_tls = 0, resets = 0, quits = 0;
  constexpr std::int64_t packed() const {
    return static_cast<std::int64_t>(std::uint64_t{quits} << 48 | std::uint64_t{resets} << 32 |
                                     std::uint64_t{start_tls} << 16 | hellos);
  }
  static constexpr SessionCommands unpacked(std::int64_t value) {
    const auto v = static_cast<std::uint64_t>(value);
    return {static_cast<std::uint16_t>(v), static_cast<std::uint16_t>(v >> 16),
            static_cast<std::uint16_t>(v >> 32), static_cast<std::uint16_t>(v >> 48)};
  }
};

/// The octets of a message and its sender's user; the sender is null when `name` is kNoId.
constexpr std::int64_t packed_filed(std::uint32_t octets, std::uint32_t user) {
  return static_cast<std::int64_t>(std::uint64_t{user} << 32 | octets);
}
constexpr std::uint32_t filed_octets(std::int64_t value) {
  return static_cast<std::uint32_t>(value);
}
constexpr std::uint32_t filed_user(std::int64_t value) {
  return static_cast<std::uint32_t>(value >> 32);
}

/// What became of a recipient (Outcome), and its user.
constexpr std::int64_t packed_delivered(Outcome outcome, std::uint32_t user) {
  return std::int64_t{user} << 8 | static_cast<std::int64_t>(outcome);
}
constexpr Outcome delivered_outcome(std::int64_t value) {
  return static_cast<Outcome>(value & 0xFF);
}
constexpr std::uint32_t delivered_user(std::int64_t value) {
  return static_cast<std::uint32_t>(value >> 8);
}
/// "mail.submitted", "mail.connect", ...: stable words; empty for other numbers.
std::string_view trace_kind_text(std::uint16_t kind);

/// What a notification says (RFC 3464 section 2.3.3, its Action field).
enum class Notice : std::uint16_t {
  failed,      ///< to the reverse-path: bounced or expired
  delayed,     ///< to the reverse-path: still being tried
  postmaster,  ///< a notification itself could not be delivered ("double bounce")
};

std::string_view to_text(Screening screening);

/// In three, three and ten bits: classes and subjects are below 8, details below 1000 (RFC 3463
/// section 2). 0 when none.
constexpr std::uint16_t packed_status(EnhancedCode c) {
  return static_cast<std::uint16_t>(c.status_class << 13 | c.subject << 10 | c.detail);
}
constexpr EnhancedCode unpacked_status(std::uint16_t packed) {
  return {static_cast<std::uint8_t>(packed >> 13), static_cast<std::uint8_t>(packed >> 10 & 7),
          static_cast<std::uint16_t>(packed & 1023)};
}
/// "4.4.1".
std::string status_text(std::uint16_t packed);

}  // namespace waypost::mail
