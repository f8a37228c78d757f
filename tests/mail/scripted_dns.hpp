// SPDX-License-Identifier: Apache-2.0
// DNS without a network: answers read from zone lines, for testing the mail machines alone.
#pragma once

#include <algorithm>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "models/dns/lookup_result.hpp"
#include "models/mail/mail_routing.hpp"

namespace waypost::mail::test {

struct ScriptedDns {
  dns::NameTable names;
  dns::RecordStore records;
  net::AddressBook addresses;
  std::map<std::pair<std::uint32_t, dns::RecordType>, dns::RecordSetId> sets;
  std::map<std::uint32_t, dns::LookupStatus> failing;  ///< by zone apex: everything below fails so
  std::vector<dns::Name> asked_names;
  std::vector<dns::RecordType> asked_types;

  net::AddressId address(const std::string& text) {
    return addresses.intern(*net::parse_address(text));
  }

  /// "@ IN MX 10 good", "good IN A 198.18.90.1"; relative names are below `origin`.
  void add(const std::string& origin, const std::string& line) {
    std::istringstream in(line);
    std::string owner, in_class, type;
    if (!(in >> owner >> in_class >> type)) return;
    const dns::Name name = absolute(origin, owner);
    dns::RecordType rtype{};
    if (!dns::parse_record_type(type, rtype)) return;
    dns::Rdata data;
    std::string target;
    if (rtype == dns::RecordType::mx) in >> data.preference;
    if (rtype == dns::RecordType::txt) {
      std::getline(in >> std::ws, target);
      data.detail = records.add_text(target[0] == '"' ? target : '"' + target + '"');
    } else {
      in >> target;
    }
    if (rtype == dns::RecordType::a || rtype == dns::RecordType::aaaa)
      data.address = address(target);
    else if (rtype != dns::RecordType::txt)
      data.name = absolute(origin, target);
    pending[{name.node, rtype}].push_back(data);
  }
  /// After the last add: record sets are immutable.
  void publish() {
    for (const auto& [key, data] : pending)
      sets[key] = records.add({key.first, 0}, key.second, 300, data, 0);
    pending.clear();
  }

  dns::LookupResult answer(const dns::Question& question) {
    asked_names.push_back(question.qname);
    asked_types.push_back(question.qtype);
    dns::LookupResult result;
    result.question = question;
    for (const auto& [zone, status] : failing) {
      if (!names.is_at_or_below(question.qname, {zone, 0})) continue;
      result.status = status;
      return result;
    }
    dns::Name name = question.qname;
    while (const auto alias = find(name, dns::RecordType::cname)) {
      result.answer.push_back({.owner = name, .set = *alias});
      name = records.data(*alias)[0].name;
    }
    if (const auto set = find(name, question.qtype)) {
      result.answer.push_back({.owner = name, .set = *set});
      result.status = dns::LookupStatus::found;
    } else {
      result.status = exists(name) ? dns::LookupStatus::no_data : dns::LookupStatus::nx_domain;
    }
    return result;
  }

 private:
  std::map<std::pair<std::uint32_t, dns::RecordType>, std::vector<dns::Rdata>> pending;

  dns::Name absolute(const std::string& origin, const std::string& name) {
    if (name == "@") return names.intern(origin);
    if (name.back() == '.') return name == "." ? dns::kRoot : names.intern(name);
    return names.intern(name + "." + origin);
  }
  std::optional<dns::RecordSetId> find(dns::Name name, dns::RecordType type) const {
    if (name.made_up()) return std::nullopt;
    const auto it = sets.find({name.node, type});
    return it == sets.end() ? std::nullopt : std::optional(it->second);
  }
  bool exists(dns::Name name) const {
    return !name.made_up() && std::any_of(sets.begin(), sets.end(), [&](const auto& entry) {
      return names.is_at_or_below({entry.first.first, 0}, name);
    });
  }
};

/// Runs the machine to its end.
inline RoutingAction route(Routing& routing, const RoutingView& view, ScriptedDns& dns,
                           dns::Name domain) {
  RoutingAction action = start(routing, view, domain);
  while (const auto* lookup = std::get_if<Lookup>(&action))
    action = on_answer(routing, view, dns.answer(lookup->question));
  return action;
}

}  // namespace waypost::mail::test
