// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/tld_world.hpp"
#include "sim/hash.hpp"

namespace waypost::scenarios {
namespace {

constexpr std::uint32_t kTtl = 900;  // SOA TTL and negative TTL, seconds: those of com

bool is_address(dns::RecordType type) {
  return type == dns::RecordType::a || type == dns::RecordType::aaaa;
}

dns::RecordSetId made_soa(dns::Name apex, dns::Name primary, const ImportTarget& target) {
  const dns::Name mailbox = target.names.intern("hostmaster.nic.invalid.");
  const dns::Soa soa{primary, mailbox, 1, 1800, 900, 604800, kTtl};
  const int octets = target.names.wire_length(primary) + target.names.wire_length(mailbox) + 20;
  const dns::Rdata data{.detail = target.records.add_soa(soa),
                        .wire_octets = static_cast<std::uint16_t>(octets)};
  const std::uint64_t content = sim::mix(target.names.hash(apex), target.names.hash(primary));
  return target.records.add(apex, dns::RecordType::soa, kTtl, {&data, 1}, content);
}

/// A copy of the root's own NS set under another owner: "root-servers.net." is served by the
/// letters.
dns::RecordSetId letters_delegation(dns::Name owner, dns::RecordSetId root_ns,
                                    const ImportTarget& target) {
  const auto data = target.records.data(root_ns);
  const std::vector<dns::Rdata> copy(data.begin(), data.end());
  const std::uint64_t content =
      sim::mix(target.names.hash(owner), target.records.set(root_ns).content_hash);
  return target.records.add(owner, dns::RecordType::ns, 172800, copy, content);
}

}  // namespace

std::vector<TldZone> tld_zones(const dns::Zone& root, const ImportTarget& target) {
  std::vector<TldZone> zones;
  dns::NameIndex by_apex;
  for (const dns::ZoneNode& node : root.nodes) {
    if (!node.is_cut) continue;
    const dns::RecordSetId ns = find_set(target.records, root, node.name, dns::RecordType::ns);
    const dns::Name primary = target.records.data(ns)[0].name;
    by_apex.put(node.name, static_cast<std::uint32_t>(zones.size()));
    zones.push_back({node.name, {ns, made_soa(node.name, primary, target)}});
  }
  for (const dns::RecordSetId set : root.sets) {
    const dns::Name owner = target.records.set(set).owner;
    if (!is_address(target.records.set(set).type) || owner == dns::kRoot) continue;
    const std::uint32_t at = by_apex.find(target.names.ancestor(owner, 1));
    if (at != dns::NameIndex::kAbsent) zones[at].sets.push_back(set);
  }
  dns::Name net_zone, letters_zone;
  const std::uint32_t at =
      target.names.find("net.", net_zone) ? by_apex.find(net_zone) : dns::NameIndex::kAbsent;
  const dns::RecordSetId root_ns = find_set(target.records, root, dns::kRoot, dns::RecordType::ns);
  if (at != dns::NameIndex::kAbsent && target.names.find("root-servers.net.", letters_zone) &&
      root_ns != dns::kNoRecordSet)
    zones[at].sets.push_back(letters_delegation(letters_zone, root_ns, target));
  return zones;
}

}  // namespace waypost::scenarios
