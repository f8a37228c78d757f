// SPDX-License-Identifier: Apache-2.0
// Failover within one delivery attempt: which failure moves on to the next address, which counts as
// a session, which ends the attempt (RFC 5321 section 5.1: "MUST try the other addresses").
// The map is data; the defaults are Postfix's (smtp_connect.c, smtp_trouble.c), as recorded.
//
//   walking    entered at begin(); each step names the next address
//   exhausted  entered when no address or no session is left: what is still pending is deferred
#pragma once

#include <array>
#include <cstdint>
#include <variant>

#include "models/mail/mail_routing.hpp"
#include "models/mail/reply.hpp"

namespace waypost::mail {

/// What went wrong with one address.
enum class Failure : std::uint8_t {
  connect_refused,
  connect_unreachable,
  connect_timeout,
  greeting_transient,  ///< 4yz instead of 220
  greeting_permanent,  ///< 5yz instead of 220
  hello_transient,
  hello_permanent,
  connection_lost,
  reply_timeout,
  refused_transient,  ///< 4yz to MAIL, RCPT, DATA or the final dot
  refused_permanent,  ///< 5yz to one of these
  tls_handshake,      ///< STARTTLS was offered and came to nothing
  tls_required,       ///< a policy asks for TLS and the server has none
  tls_certificate,    ///< a policy asks for a valid certificate
  tls_key,            ///< TLSA records name another key
  tlsa_lookup,        ///< no trustworthy answer about TLSA records
  off_policy,         ///< a policy does not name this exchanger
};
inline constexpr std::size_t kFailures = 17;

struct FailureRule {
  bool next_address = true;   ///< pending recipients go on to the next address
  bool uses_session = false;  ///< counts against the session limit
  bool against_destination =
      true;              ///< as the attempt's last word, it narrows the destination's window
  bool bounces = false;  ///< permanent for the recipients concerned
  EnhancedCode code{};   ///< when the server gave none
};

/// Indexed by Failure.
struct FailureMap {
  std::array<FailureRule, kFailures> rules{{
      {.code = {4, 4, 1}},                        // connect_refused
      {.code = {4, 4, 1}},                        // connect_unreachable
      {.code = {4, 4, 1}},                        // connect_timeout
      {},                                         // greeting_transient
      {},                                         // greeting_permanent: smtp_skip_5xx_greeting
      {},                                         // hello_transient
      {.next_address = false, .bounces = true},   // hello_permanent
      {.uses_session = true, .code = {4, 4, 2}},  // connection_lost
      {.uses_session = true, .code = {4, 4, 2}},  // reply_timeout
      {.uses_session = true, .against_destination = false},  // refused_transient
      {.next_address = false, .uses_session = true, .against_destination = false, .bounces = true},
      {.code = {4, 7, 5}},  // tls_handshake
      {.code = {4, 7, 5}},  // tls_required
      {.code = {4, 7, 5}},  // tls_certificate
      {.code = {4, 7, 5}},  // tls_key
      {.code = {4, 7, 5}},  // tlsa_lookup
      {.code = {4, 7, 5}},  // off_policy
  }};
  const FailureRule& operator[](Failure f) const { return rules[static_cast<std::size_t>(f)]; }
};

/// The status to report for `failure`: the server's own, with the class that the rule gives it.
EnhancedCode status_of(const FailureMap& map, Failure failure, Reply reply);

struct WalkLimits {
  std::uint8_t sessions = 2;  ///< smtp_mx_session_limit; 0: none
};

struct HostWalk {
  Targets targets{};
  std::uint8_t next = 0;      ///< index of the target to try next
  std::uint8_t sessions = 0;  ///< used so far
  /// The last failure narrows the window of the destination.
  bool against_destination = false;
};

struct ConnectTo {
  Target target;
};
struct Exhausted {
  bool against_destination;
};
using WalkAction = std::variant<ConnectTo, Exhausted>;

WalkAction begin(HostWalk& walk, Targets targets);

/// `failure` happened at the present address and recipients are pending.
WalkAction on_failure(HostWalk& walk, const FailureMap& map, WalkLimits limits, Failure failure);

}  // namespace waypost::mail
