// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/records.hpp"

#include "models/net/address.hpp"
#include "sim/hash.hpp"

namespace waypost::scenarios {
namespace {

constexpr std::uint16_t kIpv4Octets = 4, kIpv6Octets = 16, kPreferenceOctets = 2;
constexpr int kSoaNumberOctets = 20;

std::uint16_t name_octets(const RecordTables& tables, dns::Name name) {
  return static_cast<std::uint16_t>(tables.names.wire_length(name));
}

/// Names and texts only: the same whatever else the scenario holds.
class Content {
 public:
  Content(const RecordTables& tables, dns::Name owner) : hash_(tables.names.hash(owner)) {}
  void add(std::uint64_t part) { hash_ = sim::mix(hash_, part); }
  std::uint64_t value() const { return hash_; }

 private:
  std::uint64_t hash_;
};

}  // namespace

dns::RecordSetId make_ns(RecordTables& tables, dns::Name owner, std::uint32_t ttl,
                         std::span<const dns::Name> servers) {
  std::vector<dns::Rdata> data;
  Content content(tables, owner);
  for (const dns::Name server : servers) {
    data.push_back({.name = server, .wire_octets = name_octets(tables, server)});
    content.add(tables.names.hash(server));
  }
  return tables.records.add(owner, dns::RecordType::ns, ttl, data, content.value());
}

dns::RecordSetId make_mx(RecordTables& tables, dns::Name owner, std::uint32_t ttl,
                         std::span<const Exchanger> exchangers) {
  std::vector<dns::Rdata> data;
  Content content(tables, owner);
  for (const Exchanger& mx : exchangers) {
    const auto octets =
        static_cast<std::uint16_t>(kPreferenceOctets + name_octets(tables, mx.host));
    data.push_back({.name = mx.host, .preference = mx.preference, .wire_octets = octets});
    content.add(tables.names.hash(mx.host) ^ mx.preference);
  }
  return tables.records.add(owner, dns::RecordType::mx, ttl, data, content.value());
}

dns::RecordSetId make_addresses(RecordTables& tables, dns::Name owner, std::uint32_t ttl,
                                std::span<const net::AddressId> addresses) {
  const bool v4 = tables.addresses.address(addresses.front()).family == net::Family::v4;
  std::vector<dns::Rdata> data;
  Content content(tables, owner);
  for (const net::AddressId address : addresses) {
    data.push_back({.address = address, .wire_octets = v4 ? kIpv4Octets : kIpv6Octets});
    content.add(net::hash_address(tables.addresses.address(address)));
  }
  return tables.records.add(owner, v4 ? dns::RecordType::a : dns::RecordType::aaaa, ttl, data,
                            content.value());
}

dns::RecordSetId make_soa(RecordTables& tables, dns::Name apex, dns::Name primary,
                          std::uint32_t ttl, std::uint32_t minimum) {
  dns::Soa soa{.mname = primary,
               .rname = tables.names.intern_child(apex, "hostmaster"),
               .serial = 1,
               .refresh = 7200,
               .retry = 900,
               .expire = 14 * 86400,
               .minimum = minimum};
  const int octets =
      tables.names.wire_length(soa.mname) + tables.names.wire_length(soa.rname) + kSoaNumberOctets;
  const dns::Rdata data{.detail = tables.records.add_soa(soa),
                        .wire_octets = static_cast<std::uint16_t>(octets)};
  Content content(tables, apex);
  content.add(tables.names.hash(primary));
  content.add(soa.serial);
  return tables.records.add(apex, dns::RecordType::soa, ttl, {&data, 1}, content.value());
}

}  // namespace waypost::scenarios
