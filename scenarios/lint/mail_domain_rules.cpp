// SPDX-License-Identifier: Apache-2.0
// M01 and M02: domains that mail is meant for. These are the ones that the scenario sends mail to
// or has a host receive mail for; a domain that only sends is not asked about.
#include <fmt/format.h>

#include <set>

#include "scenarios/lint/rule_check.hpp"
#include "scenarios/load/check.hpp"

namespace waypost::scenarios {
namespace {

struct MailDomain {
  std::string name;
  std::string path;  ///< the zone, or where the domain is mentioned
};

class MailDomains {
 public:
  explicit MailDomains(const LintRun& run) : run_(run) {
    for (const auto& set : run.scenario.domains()) seen_.insert(key_of_name(set.name()));
    add_received();
    add_destinations();
  }
  std::vector<MailDomain> take() { return std::move(all_); }

 private:
  void add(const std::string& name, std::string path) {
    if (!seen_.insert(key_of_name(name)).second) return;
    for (const ZoneSource& zone : run_.sources())
      if (zone.origin() == absolute_name(name)) path = fmt::format("zones[{}]", zone.index());
    all_.push_back({name, std::move(path)});
  }
  void add_received() {
    for (int i = 0; i < run_.scenario.mail_hosts_size(); ++i) {
      const auto& receives = run_.scenario.mail_hosts(i).receives();
      for (int j = 0; j < receives.domains_size(); ++j)
        for (int k = 0; k < receives.domains(j).names_size(); ++k)
          add(receives.domains(j).names(k),
              fmt::format("mail_hosts[{}].receives.domains[{}].names[{}]", i, j, k));
    }
  }
  void add_destinations() {
    for (int i = 0; i < run_.scenario.messages_size(); ++i)
      for (int j = 0; j < run_.scenario.messages(i).to_size(); ++j)
        add(run_.scenario.messages(i).to(j).name(), fmt::format("messages[{}].to[{}]", i, j));
  }

  const LintRun& run_;
  std::set<std::string> seen_;  ///< sets of domains are generated whole
  std::vector<MailDomain> all_;
};

enum class Routing { by_mx, by_address, nowhere, unknown };

Routing routing_of(const ServedView& view, const std::string& domain) {
  dns::Name name;
  if (!view.names().find(domain, name)) return Routing::nowhere;
  const Chain mx = view.follow(name, dns::RecordType::mx);
  if (mx.last.end == Walk::End::answer) return Routing::by_mx;
  if (mx.loops || mx.last.end == Walk::End::unreachable) return Routing::unknown;
  return view.addresses(name).empty() ? Routing::nowhere : Routing::by_address;
}

/// RFC 5321 section 5.1.
void m01_no_mx_no_address(LintRun& run) {
  for (const MailDomain& domain : MailDomains(run).take())
    if (routing_of(run.view(), domain.name) == Routing::nowhere)
      run.fire(domain.path,
               {domain.name, "it has neither an MX nor an address: its mail is returned at once",
                "Write \"@ 3600 MX 10 mx1\", and an address for mx1"});
}

/// RFC 5321 section 5.1: without MX, the domain's own address counts as one.
void m02_address_fallback(LintRun& run) {
  for (const MailDomain& domain : MailDomains(run).take())
    if (routing_of(run.view(), domain.name) == Routing::by_address)
      run.fire(domain.path,
               {domain.name, "it has no MX: its mail goes to the host at its own address",
                "Write an MX record, so that mail and web can live apart"});
}

}  // namespace

std::vector<RuleCheck> mail_domain_rules() {
  return {{"M01", m01_no_mx_no_address}, {"M02", m02_address_fallback}};
}

}  // namespace waypost::scenarios
