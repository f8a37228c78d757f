// SPDX-License-Identifier: Apache-2.0
#include "scenarios/lint/served_view.hpp"

#include <algorithm>

namespace waypost::scenarios {
namespace {

constexpr std::size_t kLongestChain = 64;  // aliases followed; loops are found before

bool is_version(dns::ZoneId id) { return id != dns::kNoZone && id != dns::kNotLoaded; }

/// The target of the CNAME or DNAME that `found` is; nullopt: a name that the world does not know.
std::optional<dns::Name> alias_target(const ServedView& view, const dns::ZoneLookup& found,
                                      dns::Name name) {
  const dns::Name written = view.records().data(found.set)[0].name;
  if (found.found == dns::Found::alias) return written;
  dns::Name rewritten;
  const dns::Name owner = view.records().set(found.set).owner;
  return view.names().rewrite(name, owner, written, rewritten) ? std::optional(rewritten)
                                                               : std::nullopt;
}

}  // namespace

ServedView::ServedView(const world::World& world) : world_(world) {
  for (const dns::AuthoritativeServer& server : world.dns.authority.servers) {
    served_.push_back(server.served);
    for (const dns::ServedZone& zone : server.served->all()) add_version(zone.apex, zone.version);
  }
}

/// Versions are numbered in the order of their making.
void ServedView::add_version(dns::Name apex, dns::ZoneId version) {
  if (!is_version(version)) return;
  const std::uint32_t known = newest_.find(apex);
  if (known == dns::NameIndex::kAbsent || version > known) newest_.put(apex, version);
}

void ServedView::apply(const plan::PublishZone& change) {
  auto held = std::make_shared<dns::ServedZones>(*served_[change.server]);
  held->set(change.apex, change.zone);
  served_[change.server] = std::move(held);
  add_version(change.apex, change.zone);
}

const dns::Zone* ServedView::zone(dns::Name apex) const {
  const std::uint32_t version = newest_.find(apex);
  return version == dns::NameIndex::kAbsent ? nullptr : &world_.dns.authority.zones[version];
}

Walk ServedView::walk(dns::Name name, dns::RecordType type) const {
  Walk walk;
  for (const dns::Zone* next = zone(walk.apex); next != nullptr; next = zone(walk.apex)) {
    walk.zone = next;
    const dns::ZoneLookup found = dns::lookup(names(), records(), *next, name, type);
    walk.set = found.set;
    switch (found.found) {
      case dns::Found::answer: walk.end = Walk::End::answer; return walk;
      case dns::Found::no_data: walk.end = Walk::End::no_data; return walk;
      case dns::Found::nx_domain: walk.end = Walk::End::nx_domain; return walk;
      case dns::Found::alias:
      case dns::Found::dname: {
        const auto target = alias_target(*this, found, name);
        walk.end = target ? Walk::End::alias : Walk::End::nx_domain;
        walk.target = target.value_or(dns::kRoot);
        return walk;
      }
      case dns::Found::referral: walk.apex = found.node->name; break;
    }
  }
  return walk;
}

Chain ServedView::follow(dns::Name name, dns::RecordType type) const {
  Chain chain{.names = {name}};
  for (;;) {
    chain.last = walk(chain.names.back(), type);
    if (chain.last.end != Walk::End::alias) return chain;
    const dns::Name next = chain.last.target;
    chain.loops = std::find(chain.names.begin(), chain.names.end(), next) != chain.names.end();
    chain.names.push_back(next);
    if (chain.loops || chain.names.size() > kLongestChain) return chain;
  }
}

Delegation ServedView::delegation(dns::Name apex) const {
  Delegation found;
  dns::Name above = dns::kRoot;
  for (const dns::Zone* next = zone(above); next != nullptr && above != apex; next = zone(above)) {
    found.parent = next;
    const dns::ZoneLookup step = dns::lookup(names(), records(), *next, apex, dns::RecordType::ns);
    if (step.found != dns::Found::referral) return found;
    above = step.node->name;
    if (above == apex) found.ns = step.set;
  }
  return found;
}

std::vector<net::AddressId> ServedView::addresses(dns::Name name) const {
  std::vector<net::AddressId> all;
  for (const dns::RecordType type : {dns::RecordType::a, dns::RecordType::aaaa}) {
    const Walk last = follow(name, type).last;
    if (last.end != Walk::End::answer) continue;
    for (const dns::Rdata& data : records().data(last.set)) all.push_back(data.address);
  }
  return all;
}

std::vector<net::AddressId> ServedView::addresses_in(const dns::Zone& zone, dns::Name name) const {
  std::vector<net::AddressId> all;
  for (const dns::RecordType type : {dns::RecordType::a, dns::RecordType::aaaa}) {
    const dns::RecordSetId set = dns::find_set(records(), zone, name, type);
    if (set == dns::kNoRecordSet) continue;
    for (const dns::Rdata& data : records().data(set)) all.push_back(data.address);
  }
  return all;
}

std::optional<dns::ZoneId> ServedView::held_at(net::AddressId address, dns::Name apex) const {
  const net::Binding owner = world_.network.addresses.binding(address);
  std::vector<net::HostId> hosts;
  if (owner.kind == net::Binding::Kind::host) hosts.push_back(owner.index);
  if (owner.kind == net::Binding::Kind::anycast)
    for (const net::AnycastInstance& instance : world_.network.groups[owner.index].instances)
      hosts.push_back(instance.host);
  std::optional<dns::ZoneId> held;
  for (const net::HostId host : hosts) {
    const sim::EntityId entity = world_.network.hosts[host].entity;
    if (entity >= world_.dns.roles.size()) continue;
    const dns::Role role = world_.dns.roles[entity];
    if (role.kind != dns::Role::Kind::authoritative) continue;
    for (const dns::ServedZone& one : served_[role.index]->all())
      if (one.apex == apex) return one.version;
    held = dns::kNoZone;
  }
  return held;
}

std::string ServedView::text(dns::Name name) const {
  std::string full = names().text(name);
  if (full.size() > 1) full.pop_back();
  return full;
}

}  // namespace waypost::scenarios
