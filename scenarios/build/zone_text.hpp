// SPDX-License-Identifier: Apache-2.0
// Master-file text that a scenario leaves to the program: the apex of a zone, a delegation at its
// parent, a small root for lessons. Text, so that it can be shown, and is read like any other zone.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace waypost::scenarios {

/// A name server as its zone's and its parent's records name it.
struct NamedServer {
  std::string host_name;               ///< absolute
  std::vector<std::string> addresses;  ///< IPv4 or IPv6 text; may be empty
};

/// NS records of `domain` (absolute), with the addresses of those servers that are at or below
/// `parent`: glue for the parent's zone, in-domain and sibling (RFC 9471). `ttl` in seconds.
std::string delegation_text(const std::string& domain, const std::string& parent,
                            std::span<const NamedServer> servers, unsigned ttl);

/// SOA of a zone with serial 1 and the timers of RFC 1912 section 2.2's lower ends; `ttl` is the
/// record's and the negative TTL, seconds.
std::string soa_text(const std::string& apex, const std::string& primary, unsigned ttl);

/// NS records at the apex, and the addresses of servers inside the zone. `ttl` in seconds.
std::string apex_text(const std::string& apex, std::span<const NamedServer> servers, unsigned ttl);

struct NamedDelegation {
  std::string domain;  ///< absolute, one label: "com."
  std::vector<NamedServer> servers;
};

/// An invented root zone: its servers and these TLDs, nothing else. TTLs as in the real one.
std::string mini_root_text(std::span<const NamedServer> root_servers,
                           std::span<const NamedDelegation> tlds);

}  // namespace waypost::scenarios
