// SPDX-License-Identifier: Apache-2.0
#include "models/mail/envelope.hpp"

namespace waypost::mail {

std::string_view to_text(DelayPart part) {
  switch (part) {
    case DelayPart::queueing: return "queueing";
    case DelayPart::dns: return "DNS wait";
    case DelayPart::connect_failure: return "failed connections";
    case DelayPart::connection: return "connection set-up";
    case DelayPart::transfer: return "transfer";
    case DelayPart::service: return "receiver's service";
    case DelayPart::retry_sleep: return "retry sleep";
  }
  return "?";
}

std::string_view to_text(Outcome outcome) {
  switch (outcome) {
    case Outcome::delivered_in_time: return "delivered in time";
    case Outcome::delivered_late: return "delivered late";
    case Outcome::wrong_place: return "wrong place";
    case Outcome::bounced: return "bounced";
    case Outcome::discarded: return "discarded";
    case Outcome::junked: return "junked";
    case Outcome::intercepted: return "intercepted";
  }
  return "?";
}

}  // namespace waypost::mail
