// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/places.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/load/calendar.hpp"
#include "scenarios/load/suggest.hpp"

namespace waypost::scenarios {
namespace {

/// Unique among cities: the state stands between when a larger city has the same label.
std::string path_of(const City& city) {
  if (Cities::shipped().find(city.label()) == &city) return city.label();
  return city.name + ", " + city.admin1 + ", " + city.country;
}

}  // namespace

void Places::declare(const schema::Scenario& scenario) {
  for (int i = 0; i < scenario.sites_size(); ++i)
    declare(scenario.sites(i), fmt::format("sites[{}]", i));
}

void Places::declare(const schema::Site& site, const std::string& path) {
  if (site.city().empty() != site.has_coordinates()) {
    problems_.add(path, "needs exactly one of `city` and `coordinates`");
    return;
  }
  net::Site place{.path = site.name(), .time_zone = site.time_zone()};
  std::int64_t population = 0;
  if (site.has_coordinates()) {
    place.position = {site.coordinates().latitude(), site.coordinates().longitude()};
    if (std::abs(place.position.latitude) > 90 || std::abs(place.position.longitude) > 180)
      problems_.add(path + ".coordinates", "lie outside -90..90 and -180..180 degrees");
  } else if (const City* city = Cities::shipped().find(site.city())) {
    place.position = {city->latitude, city->longitude};
    place.country = city->country;
    if (place.time_zone.empty()) place.time_zone = city->time_zone;
    population = city->population;
  } else {
    problems_.add(path + ".city", fmt::format("unknown city \"{}\"", site.city()),
                  Cities::shipped().hint(site.city()));
    return;
  }
  add(std::move(place), population);
}

net::SiteId Places::add(net::Site site, std::int64_t population) {
  const auto known = by_name_.find(site.path);
  if (known != by_name_.end()) return known->second;
  const net::SiteId id = net::add_site(network_, site);
  by_name_.emplace(std::move(site.path), id);
  populations_.push_back(population);
  return id;
}

net::SiteId Places::at_city(const City& city) {
  return add({.path = path_of(city),
              .position = {city.latitude, city.longitude},
              .country = city.country,
              .time_zone = city.time_zone},
             city.population);
}

net::SiteId Places::at(const std::string& name, net::Coordinates position,
                       const std::string& country) {
  return add({.path = name, .position = position, .country = country}, 0);
}

net::SiteId Places::find(std::string_view place, const std::string& path) {
  const auto known = by_name_.find(place);
  if (known != by_name_.end()) return known->second;
  if (const City* city = Cities::shipped().find(place)) return at_city(*city);
  std::vector<std::string> names;
  for (const auto& [name, site] : by_name_) names.push_back(name);
  const std::string near = nearest(place, names);
  problems_.add(
      path, fmt::format("unknown place \"{}\"", place),
      near.empty() ? Cities::shipped().hint(place) : fmt::format("Did you mean \"{}\"?", near));
  return net::kNone;
}

std::vector<net::SiteId> Places::largest(std::uint32_t count) {
  const std::vector<City>& cities = Cities::shipped().by_population();
  std::vector<net::SiteId> found;
  for (std::size_t i = 0; i < std::min<std::size_t>(count, cities.size()); ++i)
    found.push_back(at_city(cities[i]));
  return found;
}

}  // namespace waypost::scenarios
