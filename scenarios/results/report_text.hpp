// SPDX-License-Identifier: Apache-2.0
// A Result as a page to read in a terminal: what ran, DNS, mail, servers, plan, findings.
#pragma once

#include <string>

#include "scenarios/schema/result.pb.h"

namespace waypost::scenarios {

/// `title`: the scenario's name and question, printed first. `all_servers`: every row instead of
/// the busiest thirty.
std::string report_text(const schema::Result& result, const std::string& title, bool all_servers);

}  // namespace waypost::scenarios
