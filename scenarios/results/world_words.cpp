// SPDX-License-Identifier: Apache-2.0
#include "scenarios/results/world_words.hpp"

#include <fmt/format.h>

#include "scenarios/load/units.hpp"

namespace waypost::scenarios {
namespace {

constexpr std::uint32_t kNobody = UINT32_MAX;

}  // namespace

WorldWords::WorldWords(const Built& built)
    : built_(built),
      server_of_(built.world.engine.entity_count(), kNobody),
      host_of_(built.world.engine.entity_count(), net::kNone) {
  const auto& hosts = built.world.network.hosts;
  for (net::HostId i = 0; i < hosts.size(); ++i) host_of_[hosts[i].entity] = i;
  const auto& servers = built.directory.servers;
  for (std::uint32_t i = 0; i < servers.size(); ++i) server_of_[hosts[servers[i].host].entity] = i;
}

std::string WorldWords::server_name(sim::EntityId entity) const {
  if (entity >= server_of_.size()) return "nobody";
  if (server_of_[entity] != kNobody) return built_.directory.servers[server_of_[entity]].name;
  if (host_of_[entity] == net::kNone) return "nobody";
  return built_.world.network.host_paths[host_of_[entity]];
}

std::string WorldWords::path(sim::EntityId entity) const {
  if (entity == sim::kPlanEntity) return "plan";
  if (entity >= host_of_.size() || host_of_[entity] == net::kNone) return {};
  return built_.world.network.host_paths[host_of_[entity]];
}

std::string WorldWords::place(sim::EntityId entity) const {
  if (entity >= host_of_.size() || host_of_[entity] == net::kNone) return "nowhere";
  const net::Network& network = built_.world.network;
  return network.sites[network.hosts[host_of_[entity]].site].path;
}

std::string WorldWords::server(sim::EntityId entity) const {
  if (entity >= host_of_.size() || host_of_[entity] == net::kNone) return "nobody";
  return server_name(entity) + " in " + place(entity);
}

std::string WorldWords::address(net::AddressId id) const {
  return id == net::kNone ? "no address" : to_text(built_.world.network.addresses.address(id));
}

std::string WorldWords::name(std::uint32_t node) const {
  return built_.world.dns.names.text({node, 0});
}

std::string WorldWords::data(dns::RecordSetId set, const dns::Rdata& rdata) const {
  using dns::RecordType;
  const dns::RecordStore& records = built_.world.dns.records;
  switch (records.set(set).type) {
    case RecordType::a:
    case RecordType::aaaa: return address(rdata.address);
    case RecordType::ns:
    case RecordType::cname:
    case RecordType::dname:
    case RecordType::ptr: return name(rdata.name);
    case RecordType::mx: return fmt::format("{} {}", rdata.preference, name(rdata.name));
    case RecordType::srv:
      return fmt::format("{} {} {} {}", rdata.preference, rdata.weight, rdata.port,
                         name(rdata.name));
    case RecordType::soa: {
      const dns::Soa& soa = records.soa(set);
      return fmt::format("{} {} {} {} {} {} {}", name(soa.mname), name(soa.rname), soa.serial,
                         soa.refresh, soa.retry, soa.expire, soa.minimum);
    }
    case RecordType::txt:
    case RecordType::ds:
    case RecordType::dnskey:
    case RecordType::tlsa:
    case RecordType::svcb:
    case RecordType::https:
    case RecordType::caa:
    case RecordType::axfr:
    case RecordType::any: break;
  }
  return records.text(rdata);
}

std::string milliseconds(sim::Duration d) {
  const std::int64_t ns = d.ns < 0 ? -d.ns : d.ns;
  return fmt::format("{}{}.{:06}", d.ns < 0 ? "-" : "", ns / 1'000'000, ns % 1'000'000);
}

std::string since_start(sim::Time t) {
  constexpr std::int64_t kMillisecond = 1'000'000;
  return "+" + format_duration({t.ns - t.ns % kMillisecond});
}

std::vector<std::string> wrapped(const std::string& text, std::size_t columns) {
  constexpr std::size_t kIndent = 4;
  std::vector<std::string> lines;
  std::string rest = text;
  while (rest.size() > columns) {
    const std::size_t blank = rest.rfind(' ', columns);
    if (blank == std::string::npos || blank <= kIndent) break;
    lines.push_back(rest.substr(0, blank));
    rest = std::string(kIndent, ' ') + rest.substr(blank + 1);
  }
  lines.push_back(rest);
  return lines;
}

}  // namespace waypost::scenarios
