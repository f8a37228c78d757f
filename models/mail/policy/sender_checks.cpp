// SPDX-License-Identifier: Apache-2.0
// Checks of the envelope, before RCPT is answered.
#include "models/mail/policy/inspection.hpp"

namespace waypost::mail {
namespace {

constexpr Reply kSpfFail{550, {5, 7, 23}}, kSpfFailNow{450, {4, 7, 23}};
constexpr Reply kSpfBroken{550, {5, 7, 24}}, kSpfBrokenNow{450, {4, 7, 24}};
constexpr Reply kDnsTrouble{451, {4, 4, 3}};
constexpr Reply kTooFastNow{450, {4, 7, 28}}, kTooFast{550, {5, 7, 28}};

StageAction judge_spf(const SpfRule& rule, Inspection& i) {
  switch (i.spf.result) {
    case SpfResult::fail: return decide(rule.fail, kSpfFailNow, kSpfFail);
    case SpfResult::temporary_error: return decide(rule.temporary_error, kDnsTrouble, kSpfBroken);
    case SpfResult::permanent_error: return decide(rule.permanent_error, kSpfBrokenNow, kSpfBroken);
    case SpfResult::none:
    case SpfResult::neutral:
    case SpfResult::pass:
    case SpfResult::soft_fail: break;
  }
  return StageOver{};
}

}  // namespace

StageAction step(const RateLimit& rule, const StageInput& in) {
  const net::Address& client = in.view.policy.addresses.address(in.subject.client);
  if (in.view.memory.rates.takes(rule, client, in.view.now)) return StageOver{};
  return decide(rule.against, kTooFastNow, kTooFast);
}

/// RFC 7208 section 2.4: the domain of MAIL FROM; of a null reverse-path, the EHLO name.
StageAction step(const SpfRule& rule, const StageInput& in) {
  const auto& [i, view, subject, answer] = in;
  PolicyAction action;
  if (i.step++ == 0) {
    i.spf_domain =
        subject.content->null_sender() ? subject.client_name : subject.content->sender.domain;
    action = start(i.spf, i.spf_domain, subject.client);
  } else {
    action = on_answer(i.spf, view.policy, *answer);
  }
  if (const auto* lookup = std::get_if<PolicyLookup>(&action)) return AskAll{{lookup->question}};
  return judge_spf(rule, i);
}

StageAction step(const GreylistRule& rule, const StageInput& in) {
  const auto& [i, view, subject, answer] = in;
  const net::Address& client = view.policy.addresses.address(subject.client);
  const Mailbox sender = subject.content->null_sender() ? Mailbox{} : subject.content->sender;
  StageDefers deferred;
  for (std::uint16_t k = 0; k < subject.recipients.size(); ++k)
    if (!view.memory.greylist.passes(rule.profile, client, sender, subject.recipients[k].mailbox,
                                     view.now))
      deferred.recipients.push_back(k);
  if (deferred.recipients.empty()) return StageOver{};
  return deferred;
}

}  // namespace waypost::mail
