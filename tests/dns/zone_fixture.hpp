// SPDX-License-Identifier: Apache-2.0
// A zone written in a few lines: owner, type, target or preference. Addresses are numbers.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "models/dns/zone_change.hpp"
#include "sim/hash.hpp"

namespace waypost::test {

struct ZoneFixture {
  dns::NameTable names;
  dns::RecordStore records;
  std::vector<dns::RecordSetId> sets;

  dns::Name name(const std::string& text) { return names.intern(text); }

  /// One set; `targets` are names for NS, CNAME, DNAME, MX, and ignored text for other types.
  dns::RecordSetId add(const std::string& owner, dns::RecordType type,
                       const std::vector<std::string>& targets, std::uint32_t ttl = 3600) {
    std::vector<dns::Rdata> data;
    std::uint64_t content = names.hash(name(owner));
    for (const std::string& target : targets) {
      dns::Rdata rdata;
      if (type == dns::RecordType::a)
        rdata = {.address = address(target), .wire_octets = 4};
      else if (type == dns::RecordType::aaaa)
        rdata = {.address = address(target), .wire_octets = 16};
      else if (has_name(type))
        rdata.name = name(target);
      if (has_name(type))
        rdata.wire_octets = static_cast<std::uint16_t>(names.wire_length(rdata.name) +
                                                       (type == dns::RecordType::mx ? 2 : 0));
      data.push_back(rdata);
      content = sim::mix(content, sim::hash_text(target));
    }
    sets.push_back(records.add(name(owner), type, ttl, data, content));
    return sets.back();
  }
  dns::RecordSetId add_soa(const std::string& apex, std::uint32_t ttl = 3600,
                           std::uint32_t minimum = 900) {
    const dns::Rdata data{.detail = records.add_soa({.mname = name("ns1.test."),
                                                     .rname = name("hostmaster.test."),
                                                     .serial = 1,
                                                     .minimum = minimum}),
                          .wire_octets = 60};
    sets.push_back(records.add(name(apex), dns::RecordType::soa, ttl, {&data, 1}, 7));
    return sets.back();
  }
  dns::Zone zone(const std::string& apex) {
    const dns::Zone made = dns::make_zone(names, records, name(apex), sets);
    sets.clear();
    return made;
  }

 private:
  static bool has_name(dns::RecordType type) {
    return type == dns::RecordType::ns || type == dns::RecordType::cname ||
           type == dns::RecordType::dname || type == dns::RecordType::mx;
  }
  net::AddressId address(const std::string& text) {
    return addresses_.try_emplace(text, static_cast<net::AddressId>(addresses_.size()))
        .first->second;
  }
  std::map<std::string, net::AddressId> addresses_;
};

}  // namespace waypost::test
