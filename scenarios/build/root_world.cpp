// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/root_world.hpp"

#include <algorithm>
#include <stdexcept>

#include "scenarios/import/root_sites.hpp"

namespace waypost::scenarios {
namespace {

constexpr const char* kZoneFile = "/dns-root/root-2020-09-13.zone";
constexpr const char* kHintsFile = "/dns-root/root.hints";
constexpr const char* kSitesFile = "/root-sites/root-sites-2024-02-19.csv";
// Timers and TTL of the real SOA, from the data's README; the serial is the form the root uses,
// YYYYMMDDNN.
constexpr const char* kSoa =
    ". 86400 IN SOA a.root-servers.net. nstld.verisign-grs.com. 2020091300 1800 900 604800 86400\n";
constexpr const char* kAllLetters = "abcdefghijklm";

MasterRecords read_shipped(const std::string& path) {
  MasterRecords read = read_master_file(path);
  if (!read.findings.list.empty()) throw std::runtime_error(to_text(read.findings.list[0]));
  return read;
}

/// The letter of "x.root-servers.net.", in any case; 0 for other names.
char letter_of(const std::string& name) {
  constexpr std::string_view kSuffix = ".root-servers.net.";
  if (name.size() != kSuffix.size() + 1) return 0;
  std::string lower = name;
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return lower.ends_with(kSuffix) ? lower[0] : char{0};
}

/// Letters that do not exist in the scenario are taken out of the NS sets, with their addresses.
void keep_letters(MasterRecords& read, const std::string& letters) {
  const auto absent = [&](const std::string& name) {
    const char letter = letter_of(name);
    return letter != 0 && letters.find(letter) == std::string::npos;
  };
  std::erase_if(read.records, [&](const MasterRecord& r) {
    return absent(r.owner) || (r.type == dns::RecordType::ns && absent(r.data));
  });
}

/// "root-servers.net.", which the letters serve too: TTLs as in the real zone, 3,600,000 s.
MasterRecords root_servers_records(const MasterRecords& root) {
  std::string text =
      "$TTL 3600000\n@ SOA a.root-servers.net. nstld.verisign-grs.com. 2020091300 14400 7200 "
      "1209600 "
      "3600000\n";
  for (const MasterRecord& r : root.records) {
    if (r.owner == "." && r.type == dns::RecordType::ns) text += "@ NS " + r.data + "\n";
    if (letter_of(r.owner) != 0)
      text += r.owner + " " + std::string(to_text(r.type)) + " " + r.data + "\n";
  }
  MasterOptions options;
  options.origin = "root-servers.net.";
  return read_master_text(text, "root-servers.net (made from the root zone)", options);
}

std::vector<ServerPlace> places_of(const std::vector<RootSite>& sites, char letter) {
  std::vector<ServerPlace> places;
  for (const RootSite& site : sites) {
    if (site.letter != letter) continue;
    // "Local" is announced to few networks; a country is the nearest this model has to that.
    const auto scope =
        site.global ? net::AnycastInstance::Scope::global : net::AnycastInstance::Scope::country;
    places.push_back({site.town, site.country, site.position, scope, site.instances});
  }
  return places;
}

/// Addresses of the zone and of the hints of 2024: b.root moved in between and answers on both.
std::vector<ServerGroup> letter_groups(const MasterRecords& root, const MasterRecords& hints,
                                       const std::vector<RootSite>& sites,
                                       const std::string& letters, dns::NameTable& names) {
  std::vector<ServerGroup> groups;
  for (const char letter : letters) {
    ServerGroup group;
    group.path = std::string("root/") + letter;
    group.host_names = {std::string(1, letter) + ".root-servers.net."};
    for (const MasterRecords* read : {&root, &hints}) {
      for (const MasterRecord& r : read->records) {
        if (letter_of(r.owner) != letter) continue;
        const net::Address address = net::parse_address(r.data).value();
        if (std::find(group.addresses.begin(), group.addresses.end(), address) ==
            group.addresses.end())
          group.addresses.push_back(address);
      }
    }
    group.places = places_of(sites, letter);
    group.zones = {dns::kRoot, names.intern("root-servers.net."), names.intern("arpa.")};
    groups.push_back(std::move(group));
  }
  return groups;
}

}  // namespace

RootWorld real_root(const std::string& data_folder, const ImportTarget& target,
                    const std::string& letters) {
  const std::string wanted = letters.empty() ? kAllLetters : letters;
  MasterRecords read = read_shipped(data_folder + kZoneFile);
  MasterRecords hints = read_shipped(data_folder + kHintsFile);
  const MasterRecords soa = read_master_text(kSoa, "the root's SOA");
  read.records.insert(read.records.begin(), soa.records.begin(), soa.records.end());
  keep_letters(read, wanted);
  keep_letters(hints, wanted);

  RootWorld world;
  world.root = import_zone(read, dns::kRoot, target).zone;
  world.root_servers =
      import_zone(root_servers_records(read), target.names.intern("root-servers.net."), target)
          .zone;
  for (const dns::ZoneNode& node : world.root.nodes)
    if (node.is_cut) world.tlds.push_back(node.name);
  world.letters =
      letter_groups(read, hints, read_root_sites(data_folder + kSitesFile), wanted, target.names);
  for (const MasterRecord& r : hints.records)
    if (r.type != dns::RecordType::ns)
      world.hints.push_back({target.names.intern(r.owner), net::parse_address(r.data).value()});
  world.title = "the root zone of 2020-09-13 (" + std::to_string(world.tlds.size()) +
                " TLDs, SOA added), root servers at their sites of 2024-02-19";
  return world;
}

}  // namespace waypost::scenarios
