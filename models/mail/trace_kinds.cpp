// SPDX-License-Identifier: Apache-2.0
#include "models/mail/trace_kinds.hpp"

namespace waypost::mail {

std::string_view trace_kind_text(std::uint16_t kind) {
  switch (kind) {
    case kTraceSubmitted: return "mail.submitted";
    case kTraceQueued: return "mail.queued";
    case kTraceDeliveryBegan: return "mail.delivery_began";
    case kTraceLookup: return "mail.lookup";
    case kTraceLookupAnswer: return "mail.lookup_answer";
    case kTraceTarget: return "mail.target";
    case kTraceNoRoute: return "mail.no_route";
    case kTraceConnect: return "mail.connect";
    case kTraceConnected: return "mail.connected";
    case kTraceReused: return "mail.reused";
    case kTraceCommand: return "mail.command";
    case kTraceReply: return "mail.reply";
    case kTraceGreeting: return "mail.greeting";
    case kTraceRecipientReply: return "mail.recipient_reply";
    case kTraceAddressFailed: return "mail.address_failed";
    case kTracePassedOn: return "mail.passed_on";
    case kTraceDeferred: return "mail.deferred";
    case kTraceExpired: return "mail.expired";
    case kTraceBounced: return "mail.bounced";
    case kTraceDiscarded: return "mail.discarded";
    case kTraceDelivered: return "mail.delivered";
    case kTraceNotified: return "mail.notified";
    case kTraceAccepted: return "mail.accepted";
    case kTraceRefusedSession: return "mail.refused_session";
    case kTraceFiled: return "mail.filed";
    case kTraceDeliveryEnded: return "mail.delivery_ended";
    case kTraceSettled: return "mail.settled";
    case kTraceSession: return "mail.session";
    case kTraceEnvelope: return "mail.envelope";
    case kTraceRejected: return "mail.rejected";
    case kTraceSessionEnded: return "mail.session_ended";
    case kTraceContentRefused: return "mail.content_refused";
    case kTraceReturnAddress: return "mail.return_address";
    case kTraceScreening: return "mail.screening";
    case kTraceScreened: return "mail.screened";
    default: return {};
  }
}

std::string_view to_text(Screening screening) {
  switch (screening) {
    case Screening::passed_new: return "passed, new";
    case Screening::passed_old: return "passed, known";
    case Screening::tested: return "told to come back";
    case Screening::listed: return "listed";
  }
  return {};
}

std::string status_text(std::uint16_t packed) {
  const EnhancedCode c = unpacked_status(packed);
  return std::to_string(c.status_class) + '.' + std::to_string(c.subject) + '.' +
         std::to_string(c.detail);
}

}  // namespace waypost::mail
