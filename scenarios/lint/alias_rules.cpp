// SPDX-License-Identifier: Apache-2.0
// Z08: aliases that lead nowhere.
#include <fmt/format.h>

#include "scenarios/lint/rule_check.hpp"

namespace waypost::scenarios {
namespace {

constexpr std::size_t kMostAliases = 8;

/// "a -> b -> c".
std::string path_of(const ServedView& view, const std::vector<dns::Name>& names) {
  std::string path;
  for (const dns::Name name : names) path += (path.empty() ? "" : " -> ") + view.text(name);
  return path;
}

/// RFC 1034 section 5.2.2: chains should be signalled as errors when they loop; 8 is this rule's
/// own bound, below the 10 to 12 that resolvers follow.
void z08_loop_or_long_chain(LintRun& run) {
  const ServedView& view = run.view();
  dns::NameIndex told;  // a loop, or the tail of a chain, is told once
  for (const ZoneSource& source : run.sources()) {
    const dns::Zone* zone = view.zone(run.apex(source));
    if (zone == nullptr) continue;
    for (const dns::RecordSetId id : zone->sets) {
      const dns::RecordSet& set = view.records().set(id);
      if (set.type != dns::RecordType::cname || told.contains(set.owner)) continue;
      const Chain chain = view.follow(set.owner, dns::RecordType::a);
      const std::size_t aliases = chain.names.size() - 1;
      if (!chain.loops && aliases <= kMostAliases) continue;
      for (const dns::Name name : chain.names) told.put(name, 1);
      run.fire_at_record(
          source, set.owner, dns::RecordType::cname, {},
          {view.text(set.owner),
           chain.loops ? fmt::format("its alias leads back: {}", path_of(view, chain.names))
                       : fmt::format("{} aliases follow each other: {}", aliases,
                                     path_of(view, chain.names)),
           "Let it point at the name that has the data"});
    }
  }
}

}  // namespace

std::vector<RuleCheck> alias_rules() { return {{"Z08", z08_loop_or_long_chain}}; }

}  // namespace waypost::scenarios
