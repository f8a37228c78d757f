// SPDX-License-Identifier: Apache-2.0
// What the letter of a rule's id stands for.
#include <array>
#include <utility>

#include "scenarios/lint/lint.hpp"

namespace waypost::scenarios {

std::string family_of(const std::string& rule_id) {
  constexpr std::array<std::pair<char, const char*>, 11> kFamilies{{{'D', "delegation"},
                                                                    {'Z', "zone data"},
                                                                    {'X', "DNSSEC"},
                                                                    {'M', "MX"},
                                                                    {'A', "SPF"},
                                                                    {'K', "DKIM"},
                                                                    {'P', "DMARC"},
                                                                    {'T', "MTA-STS and TLS-RPT"},
                                                                    {'E', "DANE"},
                                                                    {'L', "TTL"},
                                                                    {'R', "redundancy"}}};
  for (const auto& [letter, name] : kFamilies)
    if (rule_id.starts_with(letter)) return name;
  return "hosts";
}

}  // namespace waypost::scenarios
