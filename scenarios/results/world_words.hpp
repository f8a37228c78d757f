// SPDX-License-Identifier: Apache-2.0
// The words for what a trace or an answer names by number: servers with their places, addresses,
// domain names, records in presentation format (RFC 1035 section 5.1), exact lengths of time.
#pragma once

#include <string>
#include <vector>

#include "scenarios/build/build.hpp"

namespace waypost::scenarios {

/// Keeps a reference: the built world must outlive it.
class WorldWords {
 public:
  explicit WorldWords(const Built& built);

  /// "a.root-servers.net in Paris, FR"; of the entity of a server, clients or users.
  std::string server(sim::EntityId entity) const;
  /// The name alone: "a.root-servers.net".
  std::string server_name(sim::EntityId entity) const;
  /// Its path in the scenario, which is stable and unique: "resolvers/isp/0"; "plan"; empty: none.
  std::string path(sim::EntityId entity) const;
  /// "Paris, FR".
  std::string place(sim::EntityId entity) const;
  /// "198.41.0.4"; "no address" for kNone.
  std::string address(net::AddressId id) const;
  /// With the final dot, of a node of the name table.
  std::string name(std::uint32_t node) const;
  std::string name(dns::Name name) const { return built_.world.dns.names.text(name); }
  /// Data of one record of `set`: "10 mx1.example.org."
  std::string data(dns::RecordSetId set, const dns::Rdata& rdata) const;

 private:
  const Built& built_;
  std::vector<std::uint32_t> server_of_;  ///< by EntityId: index into Directory::servers
  std::vector<net::HostId> host_of_;      ///< by EntityId
};

/// "412.345678": milliseconds with all their nanoseconds.
std::string milliseconds(sim::Duration d);
/// "+48h", "+1m30s", "+5s128ms": an instant since the start of the run, to the millisecond.
std::string since_start(sim::Time t);

/// Pages are this wide.
inline constexpr std::size_t kPageColumns = 100;
/// `text` broken at blanks into lines of at most `columns`, all but the first indented by four.
std::vector<std::string> wrapped(const std::string& text, std::size_t columns);

}  // namespace waypost::scenarios
