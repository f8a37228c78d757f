// SPDX-License-Identifier: Apache-2.0
#include "models/mail/policy/inspection.hpp"

#include <algorithm>

#include "sim/expect.hpp"

namespace waypost::mail {
namespace {

using State = Inspection::State;

InspectionAction run(Inspection& i, const InspectionView& view, const Subject& subject,
                     const dns::LookupResult* answer);

InspectionAction over(Inspection& i, MomentOver end) {
  i.state = State::idle;
  return end;
}

InspectionAction next_stage(Inspection& i, const InspectionView& view, const Subject& subject) {
  ++i.stage;
  i.step = 0;
  return run(i, view, subject, nullptr);
}

/// What a stage wants, seen from the moment.
struct Perform {
  Inspection& i;
  const InspectionView& view;
  const Subject& subject;

  InspectionAction operator()(AskAll& ask) {
    i.awaited = static_cast<std::uint8_t>(ask.questions.size());
    return std::move(ask);
  }
  InspectionAction operator()(WaitUntil& wait) { return wait; }
  InspectionAction operator()(StillWaiting&) { return AskAll{}; }
  InspectionAction operator()(StageOver&) { return next_stage(i, view, subject); }
  InspectionAction operator()(StageJunks&) {
    i.junk = true;
    i.stopped_by = check_of(view.checks.stages[i.stage]);
    return next_stage(i, view, subject);
  }
  InspectionAction operator()(StageRefuses& refusal) {
    i.stopped_by = check_of(view.checks.stages[i.stage]);
    if (i.moment != Moment::connect) return over(i, {refusal.reply, {}});
    i.client_refusal = refusal.reply;
    i.client_refused_by = i.stopped_by;
    return next_stage(i, view, subject);
  }
  InspectionAction operator()(StageDefers& some) {
    i.stopped_by = check_of(view.checks.stages[i.stage]);
    return over(i, {{}, std::move(some.recipients)});
  }
};

/// The stage at hand takes a step; stages of other moments are passed over.
InspectionAction run(Inspection& i, const InspectionView& view, const Subject& subject,
                     const dns::LookupResult* answer) {
  const auto& stages = view.checks.stages;
  while (i.stage < stages.size() && moment_of(stages[i.stage]) != i.moment) ++i.stage;
  if (i.stage >= stages.size()) return over(i, {});
  StageAction action = std::visit(
      [&](const auto& rule) {
        return step(rule, StageInput{i, view, subject, answer});
      },
      stages[i.stage]);
  return std::visit(Perform{i, view, subject}, action);
}

}  // namespace

InspectionAction begin(Inspection& i, const InspectionView& view, const Subject& subject,
                       Moment moment) {
  WAYPOST_EXPECT(i.state == State::idle, "two inspections of one session at once");
  i.state = State::running;
  i.moment = moment;
  i.stage = i.step = i.awaited = 0;
  if (moment == Moment::envelope) {
    i.junk = false;
    i.dkim = DkimResult::none;
    i.arc_passed = false;
  }
  if (moment == Moment::envelope && i.client_refusal.code != 0) {
    i.stopped_by = i.client_refused_by;
    return over(i, {i.client_refusal, {}});
  }
  return run(i, view, subject, nullptr);
}

InspectionAction on_answer(Inspection& i, const InspectionView& view, const Subject& subject,
                           const dns::LookupResult& answer) {
  WAYPOST_EXPECT(i.awaited > 0, "an answer that no check waits for");
  --i.awaited;
  return run(i, view, subject, &answer);
}

InspectionAction on_waited(Inspection& i, const InspectionView& view, const Subject& subject) {
  return run(i, view, subject, nullptr);
}

StageAction decide(Verdict verdict, Reply transient, Reply permanent) {
  switch (verdict) {
    case Verdict::accept: return StageOver{};
    case Verdict::junk: return StageJunks{};
    case Verdict::defer: return StageRefuses{transient};
    case Verdict::refuse: return StageRefuses{permanent};
  }
  return StageOver{};
}

Moment moment_of(const Stage& stage) {
  return std::visit([](const auto& rule) { return rule.kMoment; }, stage);
}

Check check_of(const Stage& stage) {
  return std::visit([](const auto& rule) { return rule.kCheck; }, stage);
}

bool Checks::has(Moment moment) const {
  for (const Stage& stage : stages)
    if (moment_of(stage) == moment) return true;
  return false;
}

bool Checks::has(Check check) const {
  return std::any_of(stages.begin(), stages.end(),
                     [&](const Stage& stage) { return check_of(stage) == check; });
}

std::string_view to_text(Check check) {
  switch (check) {
    case Check::first_contact: return "first contact";
    case Check::blocklists: return "blocklists";
    case Check::reverse_name: return "reverse name";
    case Check::spf: return "spf";
    case Check::recipients: return "recipients";
    case Check::greylist: return "greylist";
    case Check::dkim: return "dkim";
    case Check::dmarc: return "dmarc";
    case Check::filter: return "filter";
    case Check::quota: return "quota";
    case Check::rate_limit: return "rate limit";
  }
  return {};
}

}  // namespace waypost::mail
