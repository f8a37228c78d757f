// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/zone_soundness.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/build/draft.hpp"

namespace waypost::scenarios {
namespace {

/// What is wrong, and what to write instead; empty: nothing.
struct Fault {
  std::string what;
  std::string mend;
};

struct Version {
  const dns::Dns& dns;
  dns::Name apex;
  std::span<const dns::RecordSetId> sets;

  bool holds(dns::Name owner, dns::RecordType type) const {
    return std::any_of(sets.begin(), sets.end(), [&](dns::RecordSetId id) {
      const dns::RecordSet& set = dns.records.set(id);
      return set.owner == owner && set.type == type;
    });
  }
  std::string quoted(dns::Name name) const { return fmt::format("\"{}\"", dns.names.text(name)); }
};

/// DNSSEC's types may stand beside an alias (RFC 4035 section 2.5).
bool beside_alias(dns::RecordType type) {
  return type == dns::RecordType::cname || type == dns::RecordType::dnskey ||
         type == dns::RecordType::ds;
}

bool alias_beside_data(const Version& version, dns::Name owner) {
  if (!version.holds(owner, dns::RecordType::cname)) return false;
  return std::any_of(version.sets.begin(), version.sets.end(), [&](dns::RecordSetId id) {
    const dns::RecordSet& set = version.dns.records.set(id);
    return set.owner == owner &&
           (set.type == dns::RecordType::cname ? set.count > 1 : !beside_alias(set.type));
  });
}

Fault fault_of(const Version& version, const SetEdit& edit) {
  const bool there = edit.set != dns::kNoRecordSet;
  if (!version.dns.names.is_at_or_below(edit.owner, version.apex))
    return {fmt::format("{} is outside the zone {}", version.quoted(edit.owner),
                        version.quoted(version.apex)),
            "Change it in the zone that it belongs to"};
  if (edit.type == dns::RecordType::soa && there && edit.owner != version.apex)
    return {"a SOA stands below the zone's apex " + version.quoted(version.apex), ""};
  if (edit.type == dns::RecordType::soa && there && version.dns.records.set(edit.set).count > 1)
    return {"the zone would have a second SOA", "Replace it instead"};
  if (!there && edit.owner == version.apex && !version.holds(edit.owner, edit.type)) {
    if (edit.type == dns::RecordType::soa) return {"no zone is without its SOA", ""};
    if (edit.type == dns::RecordType::ns)
      return {"no zone is without name servers at its apex",
              "Replace them, or take its servers down"};
  }
  if (there && alias_beside_data(version, edit.owner))
    return {version.quoted(edit.owner) + " would have a CNAME beside another record",
            "Remove the one, or write the target's records here"};
  return {};
}

}  // namespace

bool told_sound(Draft& draft, const dns::Zone& before, std::span<const dns::RecordSetId> sets,
                std::span<const SetEdit> edits, const std::string& path) {
  const Version version{draft.world.dns, before.apex, sets};
  bool sound = true;
  for (const SetEdit& edit : edits) {
    const Fault fault = fault_of(version, edit);
    if (fault.what.empty()) continue;
    draft.problems.add(edit.path.empty() ? path : edit.path, fault.what, fault.mend);
    sound = false;
  }
  return sound;
}

}  // namespace waypost::scenarios
