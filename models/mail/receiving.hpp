// SPDX-License-Identifier: Apache-2.0
// The receiving side of a mail host as rules: which domains it serves and how, what it says to each
// command (RFC 5321 section 4.2 and 4.3.2, enhanced codes of RFC 5248). All of it may change by plan.
// Leaves out sender checks, filters and greylisting.
#pragma once

#include <cstdint>
#include <optional>

#include "models/mail/domain_table.hpp"
#include "models/mail/envelope.hpp"
#include "models/mail/reply.hpp"
#include "sim/distributions.hpp"

namespace waypost::mail {

/// What meets a client over the connection limit.
enum class OverLimit : std::uint8_t {
  refuse_421,  ///< greeted with 421 4.3.2 and closed
  backlog,     ///< accepted by the kernel; no greeting until a session ends
};

/// Fixed replies, for faults and tests; an absent one means "as the rules say".
struct ForcedReplies {
  std::optional<Reply> greeting{}, mail{}, recipient{}, final_dot{};
  bool hangs_up_in_content = false;  ///< the connection is lost while the content is sent
};

/// How one host receives. Defaults: Postfix's smtpd.
struct ReceivingProfile {
  std::uint32_t connection_limit = 100;
  OverLimit over_limit = OverLimit::refuse_421;
  std::uint32_t backlog_places = 100;  ///< with backlog: connections that may wait
  bool pipelining = true;
  std::uint8_t received_limit = 50;  ///< hopcount_limit: more Received fields is a loop
  /// Work after the final dot, seconds, by `workers` at once.
  sim::Law service_seconds = sim::Law::lognormal(0.3, 0.5);
  std::uint32_t workers = 100;
  std::uint32_t queue_places = UINT32_MAX;
  sim::Duration idle_limit = sim::seconds(300);  ///< smtpd_timeout
};

/// The reply to RCPT TO.
Reply judge_recipient(const DomainTable& domains, const ForcedReplies& forced, dns::Name domain);

/// The reply to the final dot.
Reply judge_content(const ReceivingProfile& profile, const ForcedReplies& forced,
                    const MessageContent& content);

}  // namespace waypost::mail
