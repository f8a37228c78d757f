// SPDX-License-Identifier: Apache-2.0
#include "models/mail/receiving.hpp"

namespace waypost::mail {
namespace {

/// A share of the users, the same ones at every host and for ever.
bool is_among(std::uint64_t user_hash, float share, std::uint64_t purpose) {
  return share > 0 &&
         static_cast<double>(sim::mix(user_hash, purpose) >> 11) * 0x1p-53 < double{share};
}

Reply judge_user(const ServedDomain& served, std::uint64_t user_hash) {
  if (served.knows_users && is_among(user_hash, served.unknown, 1)) return kUnknownUser;
  if (served.state == DomainState::final && is_among(user_hash, served.over_quota, 2))
    return served.full_for_good ? kMailboxFull : kMailboxFullNow;
  return kRecipientOk;
}

}  // namespace

Reply judge_recipient(const DomainTable& domains, const ForcedReplies& forced, dns::Name domain,
                      std::uint64_t user_hash, bool may_relay) {
  if (forced.recipient) return *forced.recipient;
  const ServedDomain* served = domains.find(domain);
  if (served == nullptr) return may_relay ? kRecipientOk : kRelayDenied;
  switch (served->state) {
    case DomainState::final:
    case DomainState::relay_to:
    case DomainState::stale_mailbox:
    case DomainState::intercepted:
    case DomainState::forwarded:
    case DomainState::list: return judge_user(*served, user_hash);
    case DomainState::forgotten: return kRelayDenied;
    case DomainState::unknown_users: return kUnknownUser;
    case DomainState::tempfail: return kMailboxBusy;
  }
  return kRelayDenied;
}

Reply judge_content(const ReceivingProfile& profile, const ForcedReplies& forced,
                    const MessageContent& content) {
  if (forced.final_dot) return *forced.final_dot;
  if (content.received >= profile.received_limit) return kTooManyHops;
  return kOk;
}

}  // namespace waypost::mail
