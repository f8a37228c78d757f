// SPDX-License-Identifier: Apache-2.0
#include "scenarios/load/profiles.hpp"

#include <map>

#include "sim/expect.hpp"

namespace waypost::scenarios {

const std::vector<std::string>& profile_names(std::string_view family) {
  static const std::map<std::string, std::vector<std::string>, std::less<>> families{
      {"resolver",
       {"unbound", "bind", "knot", "pdns", "unbound_2026", "bind_9_21", "rfc", "ideal"}},
      {"stub", {"glibc", "atlas"}},
      {"mail",
       {"postfix", "exim", "sendmail", "opensmtpd", "kumomta", "haraka", "exchange", "exo"}},
      {"access", {"datacentre", "fibre", "cable", "dsl", "4g", "leo", "geo"}},
      {"day", {"residential", "office"}},
  };
  const auto found = families.find(family);
  WAYPOST_EXPECT(found != families.end(),
                 "the schema names a family of profiles that nobody knows");
  return found->second;
}

}  // namespace waypost::scenarios
