// SPDX-License-Identifier: Apache-2.0
// What the authoritative servers of a world hold at one moment, and what a resolver with an empty
// cache, unlimited patience and no luck involved would find in it: from the root along delegations
// (RFC 1034 section 5.3.3). It asks zones, not servers: who is up or slow does not matter here.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "models/plan/action.hpp"
#include "models/world/world.hpp"

namespace waypost::scenarios {

/// Where a question led.
struct Walk {
  enum class End : std::uint8_t {
    answer,
    alias,        ///< `target` is where it goes on; kRoot and `set` none: at a name nobody knows
    no_data,      ///< the name exists, the type does not
    nx_domain,    ///< the name does not exist
    unreachable,  ///< delegated to servers that do not hold the zone
  };
  End end = End::unreachable;
  const dns::Zone* zone = nullptr;  ///< the last one on the way
  dns::Name apex{};                 ///< of that zone, or of the one nobody holds
  dns::RecordSetId set = dns::kNoRecordSet;
  dns::Name target{};
};

/// A name followed through its aliases.
struct Chain {
  std::vector<dns::Name>
      names;  ///< the first is the one asked for; with a loop, ends where it closes
  bool loops = false;
  Walk last{};
};

/// NS of a zone as its parent holds them.
struct Delegation {
  const dns::Zone* parent = nullptr;  ///< the deepest zone above the apex that the way leads to
  dns::RecordSetId ns = dns::kNoRecordSet;  ///< kNoRecordSet: the parent does not know the zone
};

class ServedView {
 public:
  explicit ServedView(const world::World& world);

  /// A step of the plan has been done.
  void apply(const plan::PublishZone& change);

  /// The newest version that any server holds; nullptr: no server has the zone, or it is rejected.
  const dns::Zone* zone(dns::Name apex) const;

  Walk walk(dns::Name name, dns::RecordType type) const;
  Chain follow(dns::Name name, dns::RecordType type) const;
  Delegation delegation(dns::Name apex) const;
  /// A and AAAA of `name`, through aliases.
  std::vector<net::AddressId> addresses(dns::Name name) const;
  /// A and AAAA of `name` in `zone` itself, glue too.
  std::vector<net::AddressId> addresses_in(const dns::Zone& zone, dns::Name name) const;

  /// What a server at `address` has of the zone at `apex`: nullopt when no name server is there;
  /// kNoZone when it is not configured for it; kNotLoaded when it cannot use it.
  std::optional<dns::ZoneId> held_at(net::AddressId address, dns::Name apex) const;

  const dns::NameTable& names() const { return world_.dns.names; }
  const dns::RecordStore& records() const { return world_.dns.records; }
  const world::World& world() const { return world_; }
  /// Presentation form without the final dot.
  std::string text(dns::Name name) const;

 private:
  void add_version(dns::Name apex, dns::ZoneId version);

  const world::World& world_;
  std::vector<std::shared_ptr<const dns::ServedZones>> served_;  ///< by authoritative server
  dns::NameIndex newest_;                                        ///< apex -> ZoneId
};

}  // namespace waypost::scenarios
