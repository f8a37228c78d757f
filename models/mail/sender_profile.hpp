// SPDX-License-Identifier: Apache-2.0
// How one product sends mail, as data: the machines read these values and never ask for a name.
// The defaults of every part are Postfix 3.7 as packaged in Debian 12 and as recorded.
#pragma once

#include <span>
#include <string_view>

#include "models/mail/host_memory.hpp"
#include "models/mail/host_walk.hpp"
#include "models/mail/mail_routing.hpp"
#include "models/mail/queue.hpp"
#include "models/mail/smtp_client.hpp"

namespace waypost::mail {

struct SenderProfile {
  std::string_view name = "postfix";  ///< in reports; one of sender_profile_names()
  RoutingRules routing{};
  FailureMap failures{};
  WalkLimits limits{};
  SmtpClientProfile smtp{};
  QueueProfile queue{};
  sim::Duration session_kept = sim::seconds(2);        ///< idle (connection_cache_ttl_limit)
  sim::Duration session_lifetime = sim::seconds(300);  ///< smtp_connection_reuse_time_limit
  std::uint32_t session_messages = UINT32_MAX;         ///< carried by one connection
  HostMemoryProfile memory{};
  std::uint8_t received_limit =
      50;                      ///< as a receiver: more Received fields is a loop (hopcount_limit)
  bool double_bounce = false;  ///< postmaster is told of notifications that fail (2bounce)
  std::uint64_t octets_per_second = 12'500'000;  ///< of a connection, once slow start is over
  std::uint32_t notification_octets = 2'500;     ///< besides the returned message: an estimate
  std::uint32_t returned_octets_limit = 50'000;  ///< bounce_size_limit
};

/// The profile called `name` (sender_profile_names()); nullptr when there is none.
const SenderProfile* find_sender_profile(std::string_view name);

/// "postfix", "exim", "sendmail", "opensmtpd", "kumomta", "haraka", "exchange", "exo".
std::span<const std::string_view> sender_profile_names();

}  // namespace waypost::mail
