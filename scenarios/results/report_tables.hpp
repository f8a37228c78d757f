// SPDX-License-Identifier: Apache-2.0
// The tables of the report: one row per population, encrypted server, profile of senders, server.
// Empty when there is nothing to compare. Figures of several replications bear their half-width.
#pragma once

#include <string>

#include "scenarios/schema/result.pb.h"

namespace waypost::scenarios {

/// Of several populations, which one saw what.
std::string populations_table(const schema::DnsReport& dns);
std::string encrypted_table(const schema::DnsReport& dns);
std::string senders_table(const schema::MailReport& mail);
/// The busiest thirty, or `all`.
std::string servers_table(const schema::Result& result, bool all);

}  // namespace waypost::scenarios
