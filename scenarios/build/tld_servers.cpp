// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "scenarios/build/tld_world.hpp"
#include "sim/hash.hpp"

namespace waypost::scenarios {
namespace {

/// Towns that carry one in this many of the groups: large enough that groups differ.
constexpr std::size_t kTownsPerSite = 2;
constexpr std::size_t kHubsOfCountryServer = 3;

struct Town {
  ServerPlace place;
  int instances = 0;  ///< of all root letters: how much DNS is hosted there
};

/// Towns by number of root server instances, most first; ties by name.
std::vector<Town> rank_towns(const std::vector<RootSite>& sites) {
  std::map<std::pair<std::string, std::string>, Town> towns;
  for (const RootSite& site : sites) {
    Town& town = towns[{site.town, site.country}];
    town.place = {site.town, site.country, site.position, net::AnycastInstance::Scope::global, 1};
    town.instances += site.instances;
  }
  std::vector<Town> ranked;
  for (auto& [name, town] : towns) ranked.push_back(std::move(town));
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const Town& a, const Town& b) { return a.instances > b.instances; });
  return ranked;
}

/// The first town of each country, in rank order, `count` of them.
std::vector<Town> world_towns(const std::vector<Town>& ranked, std::size_t count) {
  std::vector<Town> chosen;
  for (const Town& town : ranked) {
    if (chosen.size() == count) break;
    const bool seen = std::any_of(chosen.begin(), chosen.end(), [&](const Town& other) {
      return other.place.country == town.place.country;
    });
    if (!seen) chosen.push_back(town);
  }
  return chosen;
}

/// `count` of the towns, by rendezvous hashing on the group's path: stable, and different per
/// group.
std::vector<ServerPlace> pick(const std::string& path, const std::vector<Town>& towns,
                              std::size_t count) {
  std::vector<std::pair<std::uint64_t, const Town*>> order;
  for (const Town& town : towns)
    order.emplace_back(
        sim::mix(sim::hash_text(path), sim::hash_text(town.place.town + town.place.country)),
        &town);
  std::sort(order.begin(), order.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<ServerPlace> places;
  for (std::size_t i = 0; i < std::min(count, order.size()); ++i)
    places.push_back(order[i].second->place);
  return places;
}

/// The country of a ccTLD; two letters are ISO 3166-1 but for these. Empty: a generic or IDN TLD.
std::string country_of(const std::string& tld) {
  if (tld.size() != 3) return {};  // "fr."
  std::string code = tld.substr(0, 2);
  for (char& c : code) c = static_cast<char>(c - 32);
  if (code == "UK") return "GB";
  if (code == "EU") return "BE";
  if (code == "SU") return "RU";
  if (code == "AC") return "SH";
  return code;
}

/// The one country whose TLDs the group serves; empty: several, or a generic TLD among them.
std::string only_country(const ServerGroup& group, const dns::NameTable& names) {
  std::string only;
  for (const dns::Name zone : group.zones) {
    const std::string country = country_of(names.text(zone));
    if (country.empty() || (!only.empty() && country != only)) return {};
    only = country;
  }
  return only;
}

/// The rule. A group with a generic TLD or TLDs of several countries stands in `sites` of the first
/// 2 x `sites` towns of the world (one town per country, by root server instances). A group of one
/// country: the country's first town alone for every second group, with three of those towns for
/// the others; without a root server in the country, those three.
void place_group(ServerGroup& group, const dns::NameTable& names, const std::vector<Town>& ranked,
                 const std::vector<Town>& world, std::size_t sites) {
  group.assumed = true;
  const std::string country = only_country(group, names);
  if (country.empty()) {
    group.places = pick(group.path, world, sites);
    return;
  }
  const auto home = std::find_if(ranked.begin(), ranked.end(),
                                 [&](const Town& town) { return town.place.country == country; });
  const bool abroad_too = home == ranked.end() || sim::hash_text(group.path) % 2 == 0;
  if (abroad_too) group.places = pick(group.path, world, kHubsOfCountryServer);
  if (home == ranked.end()) return;
  std::erase_if(group.places, [&](const ServerPlace& p) { return p.country == country; });
  group.places.insert(group.places.begin(), home->place);
}

/// "156.154.144.0-24", or for IPv6 the address itself.
std::string prefix_text(const net::Address& address) {
  if (address.family == net::Family::v6) return net::to_text(address);
  net::Address prefix = address;
  prefix.bytes[3] = 0;
  return net::to_text(prefix) + "-24";
}

/// Groups under construction: who owns which address.
class Grouping {
 public:
  explicit Grouping(const std::vector<ServerGroup>& letters) {
    for (const ServerGroup& letter : letters)
      for (const net::Address& address : letter.addresses) owner_[address] = kLetter;
  }

  void add(dns::Name tld, const std::string& host_name,
           const std::vector<net::Address>& addresses) {
    std::size_t home = kNobody;
    for (const net::Address& address : addresses) {
      const std::size_t group = group_of(address, home);
      if (group == kLetter) continue;
      if (home == kNobody) home = group;
      note(groups_[group].zones, tld);
      note(groups_[group].host_names, host_name);
    }
  }
  std::vector<ServerGroup> take() { return std::move(groups_); }

 private:
  static constexpr std::size_t kNobody = SIZE_MAX;
  static constexpr std::size_t kLetter = SIZE_MAX - 1;

  template <class T>
  static void note(std::vector<T>& list, const T& item) {
    if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(item);
  }

  /// The group that owns `address`: by itself, by its /24, or (IPv6) the group of the host's IPv4.
  std::size_t group_of(const net::Address& address, std::size_t home) {
    const auto known = owner_.find(address);
    if (known != owner_.end()) return known->second;
    std::size_t group = address.family == net::Family::v6 ? home : kNobody;
    if (group == kNobody) {
      const auto [entry, fresh] = by_prefix_.try_emplace(prefix_text(address), groups_.size());
      group = entry->second;
      if (fresh) {
        groups_.emplace_back();
        groups_.back().path = "tld/" + entry->first;
      }
    }
    owner_[address] = group;
    groups_[group].addresses.push_back(address);
    return group;
  }

  std::vector<ServerGroup> groups_;
  std::map<net::Address, std::size_t> owner_;
  std::map<std::string, std::size_t> by_prefix_;
};

}  // namespace

std::vector<ServerGroup> tld_servers(const RootWorld& root, const dns::RecordStore& records,
                                     const dns::NameTable& names,
                                     const std::function<net::Address(net::AddressId)>& address,
                                     const std::vector<RootSite>& sites,
                                     const TldPlacement& placement) {
  Grouping grouping(root.letters);
  for (const dns::Name tld : root.tlds) {
    const dns::RecordSetId ns = find_set(records, root.root, tld, dns::RecordType::ns);
    for (const dns::Rdata& server : records.data(ns)) {
      std::vector<net::Address> addresses;  // IPv4 first: it decides the group
      for (const dns::RecordType type : {dns::RecordType::a, dns::RecordType::aaaa}) {
        const dns::RecordSetId set = find_set(records, root.root, server.name, type);
        if (set == dns::kNoRecordSet) continue;
        for (const dns::Rdata& data : records.data(set)) addresses.push_back(address(data.address));
      }
      grouping.add(tld, names.text(server.name), addresses);
    }
  }
  std::vector<ServerGroup> groups = grouping.take();
  const std::vector<Town> ranked = rank_towns(sites);
  const auto count = static_cast<std::size_t>(std::max(placement.sites, 1));
  const std::vector<Town> world = world_towns(ranked, kTownsPerSite * count);
  for (ServerGroup& group : groups) place_group(group, names, ranked, world, count);
  return groups;
}

}  // namespace waypost::scenarios
