// SPDX-License-Identifier: Apache-2.0
#include "models/mail/sender_profile.hpp"

namespace waypost::mail {

const SenderProfile* find_sender_profile(std::string_view name) {
  static const SenderProfile postfix;
  return name == "postfix" ? &postfix : nullptr;
}

}  // namespace waypost::mail
