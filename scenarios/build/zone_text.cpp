// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/zone_text.hpp"

namespace waypost::scenarios {
namespace {

// TTLs of the root zone of 2020-09-13, seconds (scenarios/data/dns-root).
constexpr unsigned kRootNsTtl = 518400;
constexpr unsigned kDelegationTtl = 172800;
constexpr unsigned kRootNegativeTtl = 86400;

std::string line(const std::string& owner, unsigned ttl, const std::string& type,
                 const std::string& data) {
  return owner + " " + std::to_string(ttl) + " IN " + type + " " + data + "\n";
}

std::string lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return text;
}

bool at_or_below(const std::string& name, const std::string& ancestor) {
  if (ancestor == ".") return true;
  const std::string whole = "." + lower(name);
  return whole.ends_with("." + lower(ancestor));
}

std::string address_lines(const NamedServer& server, unsigned ttl) {
  std::string text;
  for (const std::string& address : server.addresses) {
    const bool v6 = address.find(':') != std::string::npos;
    text += line(server.host_name, ttl, v6 ? "AAAA" : "A", address);
  }
  return text;
}

std::string ns_lines(const std::string& domain, std::span<const NamedServer> servers,
                     unsigned ttl) {
  std::string text;
  for (const NamedServer& server : servers) text += line(domain, ttl, "NS", server.host_name);
  return text;
}

}  // namespace

std::string delegation_text(const std::string& domain, const std::string& parent,
                            std::span<const NamedServer> servers, unsigned ttl) {
  std::string text = ns_lines(domain, servers, ttl);
  for (const NamedServer& server : servers)
    if (at_or_below(server.host_name, parent)) text += address_lines(server, ttl);
  return text;
}

std::string soa_text(const std::string& apex, const std::string& primary, unsigned ttl) {
  const std::string mailbox = "hostmaster." + (apex == "." ? std::string() : apex);
  return line(apex, ttl, "SOA",
              primary + " " + mailbox + " 1 7200 3600 1209600 " + std::to_string(ttl));
}

std::string apex_text(const std::string& apex, std::span<const NamedServer> servers, unsigned ttl) {
  return delegation_text(apex, apex, servers, ttl);
}

std::string mini_root_text(std::span<const NamedServer> root_servers,
                           std::span<const NamedDelegation> tlds) {
  std::string text =
      soa_text(".", root_servers.empty() ? "." : root_servers[0].host_name, kRootNegativeTtl);
  text += apex_text(".", root_servers, kRootNsTtl);
  for (const NamedDelegation& tld : tlds)
    text += delegation_text(tld.domain, ".", tld.servers, kDelegationTtl);
  return text;
}

}  // namespace waypost::scenarios
