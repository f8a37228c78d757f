// SPDX-License-Identifier: Apache-2.0
// What a mail host does on port 25, as a scenario writes it.
#pragma once

#include <string>

#include "scenarios/build/mail_machines.hpp"
#include "scenarios/schema/mail.pb.h"

namespace waypost::scenarios {

/// Port, limits, service and domains of a `receives` field.
void read_receiving(Draft& draft, const schema::Receiving& receives, const std::string& path,
                    MailMachine& machine);

/// The limits and the service of a receiver. A mail host has as many workers as sessions, unless
/// the scenario says otherwise: every session is a process of its own.
mail::ReceivingProfile receiving_profile(Draft& draft, std::uint32_t connection_limit,
                                         const schema::Service& service, const std::string& path);

/// What is true of the mailboxes in a provider's domains.
mail::ServedDomain provider_mailboxes(const schema::MailProvider& provider);

/// A domain's state; `relay_to` empty: by MX.
mail::ServedDomain served_domain(Draft& draft, schema::MailDomain::State state,
                                 const std::string& relay_to);

}  // namespace waypost::scenarios
