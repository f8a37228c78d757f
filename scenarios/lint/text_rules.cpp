// SPDX-License-Identifier: Apache-2.0
// Z and M rules that the text of a zone answers by itself: what an importer refuses or mends never
// reaches the world. Whether the zone or only the record is then refused (on_bad_record) is all
// one.
#include <fmt/format.h>

#include "models/net/address.hpp"
#include "scenarios/lint/rule_check.hpp"

namespace waypost::scenarios {
namespace {

void fire_for(LintRun& run, const std::string& rule) {
  for (const ZoneSource& zone : run.sources())
    for (const ZoneFinding& finding : zone.findings())
      if (finding.rule == rule) run.fire_at_finding(zone, finding);
}

/// RFC 1034 section 3.6.2, RFC 1912 section 2.4: a name with a CNAME has nothing else, so an apex
/// (which has SOA and NS) has none.
void z04_alias_beside_data(LintRun& run) { fire_for(run, "Z04"); }

/// RFC 2181 section 5.2.
void z05_several_ttls(LintRun& run) { fire_for(run, "Z05"); }

/// RFC 1035 section 3.3.9: a preference is a 16-bit number.
void m08_bad_preference(LintRun& run) { fire_for(run, "M08"); }

/// A name's characters as RFC 952 and RFC 1123 section 2.1 want a host's: labels of letters, digits
/// and inner hyphens. Empty when it is one, else what is wrong. A wildcard's "*" stands for one.
std::string fault_of_host_name(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  if (name.starts_with("*.")) name.remove_prefix(2);
  for (std::size_t begin = 0; begin < name.size();) {
    const std::size_t end = std::min(name.find('.', begin), name.size());
    const std::string_view label = name.substr(begin, end - begin);
    for (const char c : label) {
      const bool fits =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
      if (!fits) return fmt::format("the character \"{}\" in it", c);
    }
    if (label.starts_with('-') || label.ends_with('-'))
      return fmt::format("the hyphen at an end of \"{}\"", label);
    begin = end + 1;
  }
  return {};
}

constexpr const char* kHostNameHint =
    "Write letters, digits and hyphens, no hyphen at the end of a label";

/// The names in a record that are names of hosts: owners of addresses and of mail (as BIND's
/// check-names has it), targets of NS, MX and SRV.
std::vector<std::string> host_names_in(const MasterRecord& record) {
  const std::string target = record.data.substr(record.data.rfind(' ') + 1);
  switch (record.type) {
    case dns::RecordType::a:
    case dns::RecordType::aaaa: return {record.owner};
    case dns::RecordType::mx: return {record.owner, target};
    case dns::RecordType::ns:
    case dns::RecordType::srv: return {target};
    default: return {};
  }
}

/// M07 speaks of those.
bool is_address(const std::string& name) {
  return net::parse_address(name.substr(0, name.find('.'))).has_value();
}

std::string without_dot(const std::string& name) {
  return name.size() > 1 && name.ends_with('.') ? name.substr(0, name.size() - 1) : name;
}

void check_host(LintRun& run, const std::string& name, const std::string& path) {
  const std::string fault = fault_of_host_name(name);
  if (!fault.empty())
    run.fire(path,
             {name, fmt::format("\"{}\" is no host name for {}", name, fault), kHostNameHint});
}

/// RFC 1123 section 2.1 (characters), RFC 1035 section 2.3.4 (lengths).
void z07_no_host_name(LintRun& run) {
  fire_for(run, "Z07");
  for (const ZoneSource& zone : run.sources())
    for (const MasterRecord& record : zone.records())
      for (const std::string& name : host_names_in(record)) {
        const std::string fault = is_address(name) ? "" : fault_of_host_name(name);
        if (!fault.empty())
          run.fire_at_record(
              zone, record,
              {without_dot(name),
               fmt::format("\"{}\" is no host name for {}", without_dot(name), fault),
               kHostNameHint});
      }
  const schema::Scenario& scenario = run.scenario;
  for (int i = 0; i < scenario.name_servers_size(); ++i)
    check_host(run, scenario.name_servers(i).name(), fmt::format("name_servers[{}].name", i));
  for (int i = 0; i < scenario.mail_hosts_size(); ++i)
    check_host(run, scenario.mail_hosts(i).name(), fmt::format("mail_hosts[{}].name", i));
}

}  // namespace

std::vector<RuleCheck> text_rules() {
  return {{"Z04", z04_alias_beside_data},
          {"Z05", z05_several_ttls},
          {"Z07", z07_no_host_name},
          {"M08", m08_bad_preference}};
}

}  // namespace waypost::scenarios
