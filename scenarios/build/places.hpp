// SPDX-License-Identifier: Apache-2.0
// From the text of a `site` field to a site of the network: a site of the scenario, or a city of
// the shipped list, added to the network when it is first named. A city's path is its label
// ("Paris, FR").
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "models/net/network.hpp"
#include "scenarios/build/problems.hpp"
#include "scenarios/load/cities.hpp"
#include "scenarios/schema/scenario.pb.h"

namespace waypost::scenarios {

class Places {
 public:
  Places(net::Network& network, Problems& problems) : network_(network), problems_(problems) {}

  /// Adds the scenario's own sites.
  void declare(const schema::Scenario& scenario);

  /// The site that `place` names, for the field at `path`; kNone after a mistake.
  net::SiteId find(std::string_view place, const std::string& path);

  /// The sites of a `sites` field; empty after a mistake in each.
  template <class Texts>
  std::vector<net::SiteId> find_all(const Texts& places, const std::string& path) {
    std::vector<net::SiteId> found;
    for (int i = 0; i < places.size(); ++i) {
      const net::SiteId site = find(places[i], path + "[" + std::to_string(i) + "]");
      if (site != net::kNone) found.push_back(site);
    }
    return found;
  }

  /// The `count` most populous cities, at most as many as there are.
  std::vector<net::SiteId> largest(std::uint32_t count);

  /// The sites of an entry that has `sites` or `largest_cities`, exactly one of them.
  template <class Entry>
  std::vector<net::SiteId> of(const Entry& entry, const std::string& path) {
    if ((entry.sites_size() > 0) == entry.has_largest_cities()) {
      problems_.add(path, "needs exactly one of `sites` and `largest_cities`");
      return {};
    }
    return entry.has_largest_cities() ? largest(entry.largest_cities())
                                      : find_all(entry.sites(), path + ".sites");
  }

  net::SiteId at_city(const City& city);
  /// Bare coordinates with a name, for places that no list has (towns of root letters).
  net::SiteId at(const std::string& name, net::Coordinates position, const std::string& country);

  /// Inhabitants of the city where the site stands; 0 for bare coordinates.
  std::int64_t population(net::SiteId site) const { return populations_[site]; }

 private:
  net::SiteId add(net::Site site, std::int64_t population);
  void declare(const schema::Site& site, const std::string& path);

  net::Network& network_;
  Problems& problems_;
  std::map<std::string, net::SiteId, std::less<>> by_name_;
  std::vector<std::int64_t> populations_;  ///< by SiteId
};

}  // namespace waypost::scenarios
