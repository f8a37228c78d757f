// SPDX-License-Identifier: Apache-2.0
// A name server to be placed: its addresses, where its machines stand, what it serves. Plain
// specification: whoever builds the world makes hosts, an anycast group and servers of it.
#pragma once

#include <string>
#include <vector>

#include "models/dns/name.hpp"
#include "models/net/address.hpp"
#include "models/net/anycast.hpp"
#include "models/net/site.hpp"

namespace waypost::scenarios {

struct ServerPlace {
  std::string town;  ///< "Paris"; with `country` the name of the site: "Paris, FR"
  std::string country;
  net::Coordinates position;
  net::AnycastInstance::Scope scope = net::AnycastInstance::Scope::global;
  int machines = 1;  ///< sharing the load at this place
};

struct ServerGroup {
  std::string path;                     ///< in the scenario: "root/a", "tld/156.154.144.0-24"
  std::vector<std::string> host_names;  ///< NS targets that lead here
  std::vector<net::Address> addresses;  ///< all announced at every place
  std::vector<ServerPlace> places;
  std::vector<dns::Name> zones;  ///< apexes served
  bool assumed = false;          ///< the places are a rule's, not known facts
};

}  // namespace waypost::scenarios
