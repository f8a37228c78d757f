// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/sts_policies.hpp"

#include <fmt/format.h>

#include "scenarios/build/draft.hpp"
#include "scenarios/load/units.hpp"

namespace waypost::scenarios {

mail::StsPolicy sts_policy(Draft& draft, const schema::StsPolicy& declared,
                           const std::string& path) {
  mail::StsPolicy policy;
  if (declared.mode() == schema::StsPolicy::TESTING) policy.mode = mail::StsPolicy::Mode::testing;
  if (declared.mode() == schema::StsPolicy::NO_POLICY) policy.mode = mail::StsPolicy::Mode::none;
  const auto age = parse_duration(declared.max_age());
  if (!declared.max_age().empty() && age) policy.max_age = *age;
  if (policy.max_age.seconds() > 31'557'600)
    draft.problems.add(path + ".max_age", "is longer than a year (RFC 8461 section 3.2)");
  policy.reachable = !declared.unreachable();
  for (int i = 0; i < declared.mx_size(); ++i) {
    const std::string& mx = declared.mx(i);
    try {
      if (mx.starts_with("*."))
        policy.above.push_back(draft.world.dns.names.intern(mx.substr(2)));
      else
        policy.hosts.push_back(draft.world.dns.names.intern(mx));
    } catch (const std::invalid_argument& wrong) {
      draft.problems.add(fmt::format("{}.mx[{}]", path, i), wrong.what());
    }
  }
  return policy;
}

void read_sts_policies(Draft& draft) {
  dns::NameTable& names = draft.world.dns.names;
  for (int i = 0; i < draft.scenario.sts_policies_size(); ++i) {
    const schema::StsPolicy& declared = draft.scenario.sts_policies(i);
    const dns::Name domain = names.intern(declared.domain());
    draft.world.mail.sts_sites[domain.node] = {
        names.intern_child(domain, "_mta-sts"), names.intern_child(domain, "mta-sts"),
        sts_policy(draft, declared, fmt::format("sts_policies[{}]", i))};
  }
}

mail::TransportSecurity read_security(Draft& draft, const schema::Sending& sends,
                                      const std::string& path) {
  mail::TransportSecurity security{.tls = sends.tls(), .dane = sends.dane()};
  if (sends.dane() && !sends.tls()) draft.problems.add(path + ".dane", "needs `tls: true`");
  switch (sends.mta_sts()) {
    case schema::EACH_ATTEMPT: security.recheck = mail::StsRecheck::each_attempt; break;
    case schema::DAILY: security.recheck = mail::StsRecheck::daily; break;
    case schema::NEVER: security.recheck = mail::StsRecheck::never; break;
    default: return security;
  }
  security.sts = true;
  if (!sends.tls()) draft.problems.add(path + ".mta_sts", "needs `tls: true`");
  return security;
}

}  // namespace waypost::scenarios
