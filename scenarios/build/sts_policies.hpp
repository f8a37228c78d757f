// SPDX-License-Identifier: Apache-2.0
// Transport security as a scenario writes it: MTA-STS policies of domains, what senders do about
// them.
#pragma once

#include <string>

#include "models/mail/mail_host.hpp"
#include "scenarios/schema/mail.pb.h"

namespace waypost::scenarios {

struct Draft;

/// `sts_policies`: who publishes what.
void read_sts_policies(Draft& draft);
mail::StsPolicy sts_policy(Draft& draft, const schema::StsPolicy& declared,
                           const std::string& path);
mail::TransportSecurity read_security(Draft& draft, const schema::Sending& sends,
                                      const std::string& path);

}  // namespace waypost::scenarios
