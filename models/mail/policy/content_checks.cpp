// SPDX-License-Identifier: Apache-2.0
// Checks of the content, before the final dot is answered.
#include <algorithm>

#include "models/mail/policy/inspection.hpp"

namespace waypost::mail {
namespace {

constexpr Reply kNoKeyNow{451, {4, 7, 5}}, kNoKey{550, {5, 7, 20}};
constexpr Reply kDmarc{550, {5, 7, 26}}, kDmarcNow{451, {4, 4, 3}};
constexpr Reply kSpam{554, {5, 7, 29}}, kSpamNow{451, {4, 7, 29}}, kBusy{451, {4, 3, 0}};

bool is_trouble(const dns::LookupResult& answer) {
  return answer.status == dns::LookupStatus::try_again ||
         answer.status == dns::LookupStatus::timed_out ||
         answer.status == dns::LookupStatus::malformed;
}

bool has_key(const InspectionView& view, const dns::LookupResult& answer) {
  return std::any_of(answer.answer.begin(), answer.answer.end(), [&](const dns::SetView& set) {
    return view.policy.records.set(set.set).type == dns::RecordType::txt &&
           view.policy.published.has_dkim_key(view.policy.records, set);
  });
}

bool is_trusted(const DmarcRule& rule, const Subject& subject) {
  return subject.content->arc_sealed &&
         std::find(rule.trusted_sealers.begin(), rule.trusted_sealers.end(), subject.client_name) !=
             rule.trusted_sealers.end();
}

StageAction judge_dmarc(const DmarcRule& rule, Inspection& i, const InspectionView& view) {
  if (i.dmarc.failed) return decide(rule.temporary_error, kDmarcNow, kDmarcNow);
  switch (requested(i.dmarc, view.policy, i.spf.result == SpfResult::pass, i.spf_domain,
                    i.dkim == DkimResult::pass || i.arc_passed)) {
    case DmarcPolicy::none: return StageOver{};
    case DmarcPolicy::quarantine: return decide(Verdict::junk, {}, {});
    case DmarcPolicy::reject: break;
  }
  return decide(rule.honours_reject ? Verdict::refuse : Verdict::junk, {}, kDmarc);
}

/// Right or wrong by the filter's rates.
bool takes_for_spam(const ContentFilter& rule, const InspectionView& view, const Subject& subject) {
  sim::Draw draw(view.luck, subject.content->id.key(), 1);
  const bool bad = subject.content->message_class != MessageClass::legitimate;
  return draw.uniform() < (bad ? rule.catches : rule.false_positives);
}

/// Names that the content links to; nobody publishes them, unless the list does.
AskAll content_lookups(const ContentFilter& rule, const Subject& subject) {
  AskAll ask;
  for (std::uint32_t k = 0; k < rule.lookups && !rule.zones.empty(); ++k) {
    const auto label = static_cast<std::uint32_t>(sim::mix(subject.content->id.key(), k));
    ask.questions.push_back({{rule.zones[k % rule.zones.size()].node, label | 1u},
                             dns::RecordType::a,
                             dns::RecordClass::in});
  }
  return ask;
}

}  // namespace

StageAction step(const DkimRule& rule, const StageInput& in) {
  const auto& [i, view, subject, answer] = in;
  const MessageContent& content = *subject.content;
  if (i.step++ == 0) {
    if (content.signature == Signature::none) return StageOver{};
    return AskAll{{{view.policy.published.dkim_name(content.author_domain()), dns::RecordType::txt,
                    dns::RecordClass::in}}};
  }
  if (is_trouble(*answer)) {
    i.dkim = DkimResult::temporary_error;
    return decide(rule.temporary_error, kNoKeyNow, kNoKey);
  }
  const bool valid = content.signature == Signature::intact && has_key(view, *answer);
  i.dkim = valid ? DkimResult::pass : DkimResult::fail;
  return StageOver{};
}

StageAction step(const DmarcRule& rule, const StageInput& in) {
  const auto& [i, view, subject, answer] = in;
  PolicyAction action;
  if (i.step++ == 0) {
    if (subject.content->null_sender())
      return StageOver{};  // its author is this or that mailer daemon
    i.arc_passed = is_trusted(rule, subject);
    action = start(i.dmarc, view.policy, subject.content->author_domain());
  } else {
    action = on_answer(i.dmarc, view.policy, *answer);
  }
  if (const auto* lookup = std::get_if<PolicyLookup>(&action)) return AskAll{{lookup->question}};
  return judge_dmarc(rule, i, view);
}

/// Lookups first, then its own work: their sum stands for filters that overlap the two.
StageAction step(const ContentFilter& rule, const StageInput& in) {
  const auto& [i, view, subject, answer] = in;
  if (i.step == 0) {
    i.step = 1;
    if (AskAll ask = content_lookups(rule, subject); !ask.questions.empty()) return ask;
  }
  if (answer != nullptr && i.awaited > 0) return StillWaiting{};
  if (i.step == 1) {
    i.step = 2;
    sim::Draw draw(view.luck, subject.content->id.key(), 0);
    const net::Admission work = net::admit(view.memory.filter, view.now, draw);
    if (!work.admitted) return StageRefuses{kBusy};
    return WaitUntil{work.finishes_at};
  }
  if (!takes_for_spam(rule, view, subject)) return StageOver{};
  return decide(rule.against, kSpamNow, kSpam);
}

}  // namespace waypost::mail
