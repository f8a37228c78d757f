// SPDX-License-Identifier: Apache-2.0
// The words for TraceRecord::value where a kind of report gives it a meaning of its own.
#pragma once

#include <cstdint>
#include <string>

namespace waypost::scenarios {

std::string failure_text(std::int64_t failure);    ///< of a mail::Failure
std::string fault_text(std::int64_t fault);        ///< of a mail::RoutingFault
std::string lookup_end_text(std::int64_t status);  ///< of a dns::LookupStatus
std::string command_text(std::int64_t command);    ///< of a mail::Command

}  // namespace waypost::scenarios
