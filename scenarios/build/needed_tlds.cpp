// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/needed_tlds.hpp"

#include "scenarios/build/draft.hpp"

namespace waypost::scenarios {
namespace {

class Collector {
 public:
  explicit Collector(const dns::NameTable& names) : names_(names) {}
  void add(dns::Name name) {
    if (names_.depth(name) == 0) return;
    const dns::Name tld = names_.ancestor(name, 1);
    if (seen_.contains(tld)) return;
    seen_.put(tld, static_cast<std::uint32_t>(found_.size()));
    found_.push_back(tld);
  }
  std::vector<dns::Name> take() { return std::move(found_); }

 private:
  const dns::NameTable& names_;
  dns::NameIndex seen_;
  std::vector<dns::Name> found_;
};

}  // namespace

std::vector<dns::Name> needed_tlds(const Draft& draft, bool asked_too) {
  const dns::Dns& dns = draft.world.dns;
  Collector collector(dns.names);
  for (ZoneDrafts::Index zone = 0; zone < draft.zones.size(); ++zone) {
    if (draft.zones[zone].origin == ZoneDraft::Origin::root) continue;
    collector.add(draft.zones[zone].apex);
    for (const dns::RecordSetId set : draft.zones[zone].sets)
      for (const dns::Rdata& data : dns.records.data(set)) collector.add(data.name);
  }
  for (const NameServer& server : draft.name_servers.all())
    if (server.kind != NameServerSpec::Kind::root) collector.add(server.name);
  for (const MailMachine& host : draft.mail_machines) {
    collector.add(host.name);
    for (const auto& [domain, served] : host.domains) collector.add(domain);
  }
  if (asked_too)
    for (const dns::Name name : draft.asked) collector.add(name);
  return collector.take();
}

}  // namespace waypost::scenarios
