// SPDX-License-Identifier: Apache-2.0
// The receiving side of a mail host as rules: which domains it serves and how, what it says to each
// command (RFC 5321 section 4.2 and 4.3.2, enhanced codes of RFC 5248). All of it may change by
// plan. Checks of client, sender and content are models/mail/policy.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "models/mail/domain_table.hpp"
#include "models/mail/envelope.hpp"
#include "models/mail/policy/checks.hpp"
#include "models/mail/reply.hpp"
#include "models/mail/smtp_client.hpp"
#include "sim/distributions.hpp"

namespace waypost::mail {

/// What meets a client over the connection limit.
enum class OverLimit : std::uint8_t {
  refuse_421,  ///< greeted with 421 4.3.2 and closed
  backlog,     ///< accepted by the kernel; no greeting until a session ends
};

/// Replies 4yz and 5yz in one session since it last took a message (smtpd_soft_error_limit,
/// smtpd_error_sleep_time, smtpd_hard_error_limit).
struct ErrorLimits {
  std::uint32_t soft = 10;  ///< each beyond comes after `pause`
  std::uint32_t hard = 20;  ///< beyond: 421 4.7.0, and the session ends
  sim::Duration pause = sim::seconds(1);
};

/// Fixed replies, for faults and tests; an absent one means "as the rules say".
struct ForcedReplies {
  std::optional<Reply> greeting{}, mail{}, recipient{}, final_dot{};
  bool hangs_up_in_content = false;  ///< the connection is lost while the content is sent
};

/// How one host receives. Defaults: Postfix's smtpd.
struct ReceivingProfile {
  std::uint32_t connection_limit = 100;
  std::uint32_t client_connections =
      0;  ///< of one client address (smtpd_client_connection_count_limit); 0: any
  OverLimit over_limit = OverLimit::refuse_421;
  std::uint32_t backlog_places = 100;    ///< with backlog: connections that may wait
  std::uint64_t message_limit = 0;       ///< octets (message_size_limit): 552 to MAIL; 0: any
  std::uint32_t recipient_limit = 1000;  ///< of one transaction (smtpd_recipient_limit): 452
  ErrorLimits errors{};
  bool pipelining = true;
  TlsOffer tls{};
  std::uint8_t received_limit = 50;  ///< hopcount_limit: more Received fields is a loop
  /// Work after the final dot, seconds, by `workers` at once.
  sim::Law service_seconds = sim::Law::lognormal(0.3, 0.5);
  std::uint32_t workers = 100;
  std::uint32_t queue_places = UINT32_MAX;
  sim::Duration idle_limit = sim::seconds(300);        ///< smtpd_timeout,
  sim::Duration stress_idle_limit = sim::seconds(10);  ///< and while every process is busy
  sim::Duration tarpit{};                              ///< before a reply that refuses a recipient
  std::shared_ptr<const Checks> checks{};              ///< nullptr: none
  std::uint64_t administration = 0;  ///< hosts with the same judge the same content alike
  Mailbox archive{};  ///< of a copy of every message from or to users here; the root: none
  /// Clients that may send to any domain (an outbound relay); sorted.
  std::vector<net::AddressId> relays_for{};
};

/// The reply to RCPT TO. `user_hash`: of domain and user, the same at every host; decides whether
/// the user exists and whether the mailbox is full.
Reply judge_recipient(const DomainTable& domains, const ForcedReplies& forced, dns::Name domain,
                      std::uint64_t user_hash = 0, bool may_relay = false);

/// What a refused RCPT counts as.
inline Check check_of(Reply reply) {
  return reply.status().subject == 2 ? Check::quota : Check::recipients;
}

/// The reply to the final dot.
Reply judge_content(const ReceivingProfile& profile, const ForcedReplies& forced,
                    const MessageContent& content);

}  // namespace waypost::mail
