// SPDX-License-Identifier: Apache-2.0
#include "models/mail/receiving.hpp"

namespace waypost::mail {

Reply judge_recipient(const DomainTable& domains, const ForcedReplies& forced, dns::Name domain) {
  if (forced.recipient) return *forced.recipient;
  const ServedDomain* served = domains.find(domain);
  if (served == nullptr) return kRelayDenied;
  switch (served->state) {
    case DomainState::final:
    case DomainState::relay_to:
    case DomainState::stale_mailbox: return kRecipientOk;
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
