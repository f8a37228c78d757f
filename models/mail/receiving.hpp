// SPDX-License-Identifier: Apache-2.0
// The receiving side of a mail host as rules: which domains it serves and how, what it says to each
// command (RFC 5321 section 4.2 and 4.3.2, enhanced codes of RFC 5248). All of it may change by plan.
// Leaves out sender checks, filters and greylisting.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>

#include "models/mail/envelope.hpp"
#include "models/mail/reply.hpp"
#include "sim/distributions.hpp"

namespace waypost::mail {

/// What a host does with mail for one domain.
enum class DomainState : std::uint8_t {
  final,          ///< 250, into the mailbox
  relay_to,       ///< 250, sent on
  forgotten,      ///< 554 5.7.1: the domain was removed here
  unknown_users,  ///< 550 5.1.1
  tempfail,       ///< 450
  stale_mailbox,  ///< 250, into a mailbox that nobody reads any more
};

struct ServedDomain {
  DomainState state = DomainState::final;
  /// With relay_to: the next host; the root stands for "by the domain's MX".
  dns::Name next_host{};
};

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

/// Which domains a host serves; a domain it does not know is met with 554 5.7.1.
class DomainTable {
 public:
  void set(dns::Name domain, ServedDomain served) { by_name_[key(domain)] = served; }
  /// nullptr when the host does not know the domain.
  const ServedDomain* find(dns::Name domain) const {
    const auto found = by_name_.find(key(domain));
    return found == by_name_.end() ? nullptr : &found->second;
  }
  bool empty() const { return by_name_.empty(); }

 private:
  static std::uint64_t key(dns::Name n) { return std::uint64_t{n.node} << 32 | n.ordinal; }
  std::unordered_map<std::uint64_t, ServedDomain> by_name_;  // looked up, never iterated
};

/// The reply to RCPT TO.
Reply judge_recipient(const DomainTable& domains, const ForcedReplies& forced, dns::Name domain);

/// The reply to the final dot.
Reply judge_content(const ReceivingProfile& profile, const ForcedReplies& forced,
                    const MessageContent& content);

}  // namespace waypost::mail
