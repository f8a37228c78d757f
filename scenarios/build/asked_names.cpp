// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/asked_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "scenarios/build/draft.hpp"
#include "scenarios/build/recording.hpp"

namespace waypost::scenarios {
namespace {

/// Texts that the loader does not check for being names.
void ask(Draft& draft, const std::string& name, const std::string& path) {
  try {
    draft.asked.push_back(draft.world.dns.names.intern(name));
  } catch (const std::invalid_argument& wrong) {
    draft.problems.add(path, fmt::format("\"{}\" is no domain name: {}", name, wrong.what()));
  }
}

bool is_domain_set(const Draft& draft, const std::string& name) {
  return std::any_of(draft.domain_sets.begin(), draft.domain_sets.end(),
                     [&](const DomainSet& set) { return set.name == name; });
}

void ask_recorded(Draft& draft, const schema::Arrivals& arrivals) {
  if (arrivals.recorded().empty()) return;
  for (const std::string& name : recorded_names(draft.folder + "/" + arrivals.recorded()))
    draft.asked.push_back(draft.world.dns.names.intern(name));
}

/// `old_suffix` -> `new_suffix` for every name known so far.
void rewrite_all(dns::NameTable& names, dns::Name old_suffix, dns::Name new_suffix) {
  for (std::uint32_t node = 0, known = static_cast<std::uint32_t>(names.size()); node < known;
       ++node) {
    const dns::Name name{node, 0};
    if (name == old_suffix || !names.is_at_or_below(name, old_suffix)) continue;
    std::string text = names.text(name);
    text.resize(text.size() - names.text(old_suffix).size());
    text += names.text(new_suffix);
    try {
      names.intern(text);
    } catch (const std::invalid_argument&) {
      // Over 255 octets: the server answers YXDOMAIN (RFC 6672 section 2.2).
    }
  }
}

}  // namespace

void collect_asked_names(Draft& draft) {
  const schema::Scenario& scenario = draft.scenario;
  for (int i = 0; i < scenario.queries_size(); ++i) {
    const std::string path = fmt::format("queries[{}]", i);
    for (const std::string& name : scenario.queries(i).names()) ask(draft, name, path + ".names");
    ask_recorded(draft, scenario.queries(i).arrivals());
  }
  for (int i = 0; i < scenario.messages_size(); ++i) {
    for (const schema::Share& to : scenario.messages(i).to())
      if (!is_domain_set(draft, to.name()))
        ask(draft, to.name(), fmt::format("messages[{}].to", i));
    ask_recorded(draft, scenario.messages(i).arrivals());
    for (const std::string& name :
         {scenario.messages(i).pretends(), scenario.messages(i).return_path()})
      if (!name.empty()) ask(draft, name, fmt::format("messages[{}].pretends", i));
  }
  for (int i = 0; i < scenario.populations_size(); ++i) {
    const std::string& domain = scenario.populations(i).mail().domain();
    if (!domain.empty() && !is_domain_set(draft, domain))
      ask(draft, domain, fmt::format("populations[{}].mail.domain", i));
  }
  for (const std::string& name : draft.options.names) ask(draft, name, "names");
}

void close_over_aliases(Draft& draft) {
  constexpr int kRounds = 8;  // of DNAME chains; a longer one ends in a name that nobody has
  dns::Dns& dns = draft.world.dns;
  std::vector<std::pair<dns::Name, dns::Name>> rewrites;
  for (ZoneDrafts::Index zone = 0; zone < draft.zones.size(); ++zone)
    for (const dns::RecordSetId set : draft.zones[zone].sets)
      if (dns.records.set(set).type == dns::RecordType::dname)
        rewrites.emplace_back(dns.records.set(set).owner, dns.records.data(set)[0].name);
  for (int round = 0; round < kRounds; ++round)
    for (const auto& [owner, target] : rewrites)
      if (!dns.names.is_at_or_below(target, owner)) rewrite_all(dns.names, owner, target);
}

}  // namespace waypost::scenarios
