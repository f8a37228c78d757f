// SPDX-License-Identifier: Apache-2.0
// One lookup as a page to read in a terminal of 100 columns: the answer, the steps that the client
// waited for with their sum, what ran beside them.
#pragma once

#include <string>

#include "scenarios/results/lookup.hpp"
#include "scenarios/results/step_words.hpp"

namespace waypost::scenarios {

/// `asker`: where the question comes from, "Madrid, ES". `built`: its world after the lookup.
std::string lookup_text(const Built& built, const Lookup& lookup, const std::string& asker);

/// "NOERROR", "NXDOMAIN", "no answer" ..., with what it means.
std::string status_text(const dns::LookupResult& result);

}  // namespace waypost::scenarios
