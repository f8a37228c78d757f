// SPDX-License-Identifier: Apache-2.0
// Questions that are not put to a server for a while because it failed at them (PowerDNS Recursor,
// syncres.cc, Throttle): for a time, or for so many occasions to ask, whichever ends first.
#pragma once

#include <vector>

#include "models/dns/flat_index.hpp"
#include "models/dns/name.hpp"
#include "models/dns/profile.hpp"
#include "models/net/ids.hpp"

namespace waypost::dns {

class Throttle {
 public:
  /// From now on (server, name, type) is held by `rule`; a rule of no time holds nothing.
  void hold(net::AddressId server, Name name, RecordType type, const ThrottleRule& rule,
            sim::Time now);
  /// True when the server is to be passed over now, which is counted.
  bool passes_over(net::AddressId server, Name name, RecordType type, sim::Time now);
  void release(net::AddressId server, Name name, RecordType type);

  std::size_t size() const { return index_.size(); }

 private:
  struct Held {
    net::AddressId server = net::kNone;
    Name name{};
    RecordType type{};
    std::uint16_t queries = 0;  ///< left
    sim::Time until{};
  };
  std::uint32_t lookup(net::AddressId server, Name name, RecordType type) const;
  void remove(std::uint32_t at);
  void sweep(sim::Time now);

  FlatIndex index_;
  std::vector<Held> held_;
  std::vector<std::uint32_t> free_;
  std::uint32_t hand_ = 0;
};

}  // namespace waypost::dns
