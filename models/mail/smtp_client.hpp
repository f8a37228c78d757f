// SPDX-License-Identifier: Apache-2.0
// The client's side of one SMTP connection (RFC 5321 section 3 and 4.1.4, PIPELINING of RFC 2920):
// which flight goes out next, how many round trips it stands for, how long to wait for its replies.
// A pure machine. Leaves out AUTH and CHUNKING; a flight without pipelining is one event
// that lasts as many round trips as it has commands.
//
//   greeting  entered when the connection is open: waits for 220
//   hello     EHLO is out
//   securing  STARTTLS is out (RFC 3207); after the handshake comes a second EHLO
//   ready     the session may carry a transaction (new, or kept for reuse)
//   probing   RSET is out, to see whether a kept session is alive
//   envelope  MAIL, RCPT and DATA are out
//   content   the message and its final dot are out
//   closed    failed or quit
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <variant>

#include "models/mail/host_walk.hpp"
#include "models/mail/reply.hpp"
#include "sim/time.hpp"

namespace waypost::mail {

/// How long a client waits (RFC 5321 section 4.5.3.2). Defaults: Postfix's smtp_*_timeout.
struct SmtpTimeouts {
  sim::Duration connect = sim::seconds(30);
  sim::Duration greeting = sim::seconds(300);
  sim::Duration hello = sim::seconds(300);
  sim::Duration envelope = sim::seconds(300);
  sim::Duration final_dot = sim::seconds(600);
  sim::Duration probe = sim::seconds(20);  ///< of a kept session (smtp_rset_timeout)
};

/// How a client speaks.
struct SmtpClientProfile {
  SmtpTimeouts timeouts{};
  bool pipelining = true;     ///< used when the server offers it
  bool probes_reused = true;  ///< RSET before each transaction on a kept session (Postfix)
  /// With opportunistic TLS: a message that a failed handshake has delayed for so long goes in
  /// clear (Postfix, minimal_backoff_time); none: never (KumoMTA).
  std::optional<sim::Duration> clear_after = sim::seconds(300);
};

/// What a server offers by STARTTLS.
struct TlsOffer {
  bool offered = false;
  bool certificate_valid = true;  ///< trusted, and of the host's name
  bool handshake_fails = false;
  bool key_in_tlsa = true;                 ///< the key is one that the host's TLSA records name
  std::uint8_t handshake_round_trips = 1;  ///< TLS 1.3 (RFC 8446 section 2); TLS 1.2 needs 2
  std::uint64_t key = 0;                   ///< hash of what TLSA data would name; 0: not said
};

/// What a client wants of it.
enum class TlsNeed : std::uint8_t {
  none,           ///< in clear, always
  opportunistic,  ///< if offered, whatever the certificate
  required,       ///< whatever the certificate, or not at all (TLSA records that nobody can use)
  verified,       ///< with a valid certificate, or not at all (MTA-STS in mode enforce)
  by_tlsa,        ///< with the key that TLSA records name, or not at all (DANE)
};

/// No mail without TLS.
constexpr bool insists(TlsNeed need) {
  return need != TlsNeed::none && need != TlsNeed::opportunistic;
}

/// What a flight of commands carries.
enum class Command : std::uint8_t { hello, reset, envelope, content, quit, start_tls };

struct SmtpClient {
  enum class State : std::uint8_t {
    greeting,
    hello,
    securing,
    ready,
    probing,
    envelope,
    content,
    closed
  };
  State state = State::greeting;
  bool pipelined = false;          ///< offered and used
  bool secured = false;            ///< TLS stands
  TlsNeed tls = TlsNeed::none;     ///< of the transaction that opened the session
  std::uint16_t transactions = 0;  ///< begun on this connection
};

/// Send `command`; it and its replies take `round_trips` in all.
struct Send {
  Command command;
  int round_trips;
  sim::Duration timeout;
};
/// Wait for the server to speak.
struct Await {
  sim::Duration timeout;
};
/// The session may carry a transaction: call begin_transaction.
struct Ready {};
/// The replies to the envelope or to the final dot are decisive: read them, then see `State`.
struct Refused {
  Failure failure;
  Reply reply;
};
/// The whole session is of no use; it is closed.
struct SessionFailed {
  Failure failure;
  Reply reply;
};
/// The server took the message: the transaction is over, the session is ready for another.
struct Accepted {
  Reply reply;
};
using ClientAction = std::variant<Send, Await, Ready, Refused, SessionFailed, Accepted>;

/// RFC 5321 section 3.1: the connection is open.
ClientAction on_connected(SmtpClient& c, const SmtpClientProfile& profile);
ClientAction on_greeting(SmtpClient& c, const SmtpClientProfile& profile, Reply greeting);
/// section 3.2.
ClientAction on_hello(SmtpClient& c, const SmtpClientProfile& profile, Reply reply, bool pipelining,
                      TlsOffer tls = {});
/// RFC 3207 section 4: 220, then the handshake, both in `reply`'s round trips.
ClientAction on_secured(SmtpClient& c, const SmtpClientProfile& profile, Reply reply, TlsOffer tls);
/// section 3.3: MAIL, `recipients` times RCPT, DATA. A kept session is probed first, if the profile
/// says so.
ClientAction begin_transaction(SmtpClient& c, const SmtpClientProfile& profile, int recipients);
ClientAction on_probe(SmtpClient& c, const SmtpClientProfile& profile, Reply reply, int recipients);
/// `data`: 354 when the content may follow. Refused concerns recipients not yet refused singly.
ClientAction on_envelope(SmtpClient& c, const SmtpClientProfile& profile, Reply mail, Reply data,
                         std::uint64_t octets);
ClientAction on_final(SmtpClient& c, Reply reply);
ClientAction on_timeout(SmtpClient& c);
ClientAction on_lost(SmtpClient& c);

/// Round trips that TCP's slow start needs for `octets` (RFC 6928: 10 segments of 1,460 octets at
/// first, doubling each round trip), the last one included.
int slow_start_round_trips(std::uint64_t octets);

}  // namespace waypost::mail
