// SPDX-License-Identifier: Apache-2.0
// One session's way through the checks of its server, as a pure machine: for each moment the stages
// of the pipeline in turn; it asks for lookups, waits, or ends the moment with a verdict. What a
// stage does is in client_checks.cpp, sender_checks.cpp and content_checks.cpp.
//
//   idle     between two moments
//   running  a stage is at work: lookups are out, or a wait
#pragma once

#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <variant>

#include "models/mail/policy/checks.hpp"
#include "models/mail/policy/dmarc.hpp"
#include "models/mail/policy/rate_buckets.hpp"
#include "models/mail/policy/spf.hpp"
#include "sim/random.hpp"

namespace waypost::mail {

/// RFC 8601 section 2.7.1, as far as it matters here.
enum class DkimResult : std::uint8_t { none, pass, fail, temporary_error };

struct Inspection {
  enum class State : std::uint8_t { idle, running };
  State state = State::idle;
  Moment moment = Moment::connect;
  std::uint8_t stage = 0;    ///< index into Checks::stages
  std::uint8_t step = 0;     ///< of the stage: 0 = not begun
  std::uint8_t awaited = 0;  ///< lookups out
  std::uint8_t hits = 0;     ///< of them, answers with data that count
  std::uint32_t draws = 0;   ///< lookups and draws made, to key luck

  // Found so far: of the client,
  bool known = false;        ///< it has passed first contact before
  bool has_name = false;     ///< a reverse name that leads back
  bool unsure_name = false;  ///< DNS did not say
  Reply client_refusal{};    ///< takes effect at RCPT; code 0: none
  Check client_refused_by{};
  // of the message.
  SpfCheck spf{};
  DmarcCheck dmarc{};
  dns::Name spf_domain{};
  DkimResult dkim = DkimResult::none;
  bool arc_passed = false;
  bool junk = false;
  Check stopped_by{};  ///< of the last refusal, deferral or junking
};

/// Of a session's client and message.
struct Subject {
  net::AddressId client = net::kNone;
  dns::Name client_name{};                  ///< as it says in EHLO
  const MessageContent* content = nullptr;  ///< from the envelope on
  std::span<const Recipient> recipients{};  ///< not refused so far
  sim::Time opened{};                       ///< the connection
  std::uint64_t luck = 0;                   ///< of the session
};

/// What the checks of one host remember between sessions.
struct CheckMemory {
  Greylist greylist{};
  RateBuckets rates{};
  std::unordered_map<net::AddressId, sim::Time> contacts{},
      deep_contacts{};  ///< known until; looked up
  net::Station filter{sim::Law(), 1};
};

struct InspectionView {
  const Checks& checks;
  PolicyView policy;
  CheckMemory& memory;
  sim::Stream luck;  ///< of this host's filter
  sim::Time now{};
};

/// Ask all of these, then report the answers one by one.
struct AskAll {
  boost::container::small_vector<dns::Question, 4> questions;
};
/// Nothing more before `until`; then on_waited.
struct WaitUntil {
  sim::Time until;
};
/// The moment is over: `reply` code 0 = go on. Else it is the reply to every recipient, or to the
/// final dot. With a greylist some recipients only: `deferred` holds their indices in
/// Subject::recipients.
struct MomentOver {
  Reply reply{};
  boost::container::small_vector<std::uint16_t, 1> deferred{};
};
using InspectionAction = std::variant<AskAll, WaitUntil, MomentOver>;

InspectionAction begin(Inspection& inspection, const InspectionView& view, const Subject& subject,
                       Moment moment);
InspectionAction on_answer(Inspection& inspection, const InspectionView& view,
                           const Subject& subject, const dns::LookupResult& answer);
InspectionAction on_waited(Inspection& inspection, const InspectionView& view,
                           const Subject& subject);

/// Still waiting for answers to lookups of the same stage.
struct StillWaiting {};
/// The stage has nothing against the message, or has noted it.
struct StageOver {};
/// The message is junk.
struct StageJunks {};
struct StageRefuses {
  Reply reply;
};
struct StageDefers {
  boost::container::small_vector<std::uint16_t, 1> recipients;
};
using StageAction =
    std::variant<AskAll, WaitUntil, StillWaiting, StageOver, StageJunks, StageRefuses, StageDefers>;

/// What a stage works with.
struct StageInput {
  Inspection& inspection;
  const InspectionView& view;
  const Subject& subject;
  const dns::LookupResult* answer;  ///< null: the stage begins (step 0), or its wait is over
};
StageAction step(const FirstContact& rule, const StageInput& in);
StageAction step(const Blocklists& rule, const StageInput& in);
StageAction step(const ReverseName& rule, const StageInput& in);
StageAction step(const RateLimit& rule, const StageInput& in);
StageAction step(const SpfRule& rule, const StageInput& in);
StageAction step(const GreylistRule& rule, const StageInput& in);
StageAction step(const DkimRule& rule, const StageInput& in);
StageAction step(const DmarcRule& rule, const StageInput& in);
StageAction step(const ContentFilter& rule, const StageInput& in);

/// `verdict` of a stage, with the replies that it would give.
StageAction decide(Verdict verdict, Reply transient, Reply permanent);

}  // namespace waypost::mail
