// SPDX-License-Identifier: Apache-2.0
// Is the text of a field well-formed for its unit?
#pragma once

#include <optional>
#include <string>

#include "scenarios/load/parsed.hpp"
#include "scenarios/schema/options.pb.h"

namespace waypost::scenarios {

/// What a text turned out to be, as far as a check needs it.
struct TextCheck {
  std::optional<Wrong> wrong;
  bool zero = false;  ///< a quantity of zero
};

/// Every unit but those that need the scenario around them (PLACE, INSTANT, AFTER, OF_THE_FIELD),
/// which pass.
TextCheck check_text(schema::Unit unit, const std::string& text);

/// RFC 1035 section 2.3.4: labels of 1 to 63 octets, 255 in all; any octets within.
std::optional<Wrong> check_domain_name(const std::string& name);

/// RFC 5321 section 4.1.2: a local part of at most 64 octets, plain or in quotes, "@", a domain.
std::optional<Wrong> check_mailbox(const std::string& mailbox);

}  // namespace waypost::scenarios
