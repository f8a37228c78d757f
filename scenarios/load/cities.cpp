// SPDX-License-Identifier: Apache-2.0
#include "scenarios/load/cities.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <set>
#include <stdexcept>

#include "scenarios/load/data_folder.hpp"
#include "scenarios/load/suggest.hpp"

namespace waypost::scenarios {
namespace {
constexpr std::size_t kColumns =
    10;  // geonameid name ascii_name country admin1 lat lon population capital timezone

/// The fields of a CSV line; quotes may enclose commas.
std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (char c : line) {
    if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted)
      fields.emplace_back();
    else
      fields.back() += c;
  }
  return fields;
}

template <class T>
T number(const std::string& text) {
  T value{};
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// Lower case, no spaces around commas.
std::string key_of(std::string_view label) {
  std::string key;
  for (char c : label) {
    if (c == ' ' && (key.empty() || key.back() == ',' || key.back() == ' ')) continue;
    if (c == ',')
      while (!key.empty() && key.back() == ' ') key.pop_back();
    key += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  while (!key.empty() && key.back() == ' ') key.pop_back();
  return key;
}
}  // namespace

const Cities& Cities::shipped() {
  static const Cities cities((data_folder() / "cities/cities.csv").string());
  return cities;
}

Cities::Cities(const std::string& file) {
  std::ifstream in(file);
  std::string line;
  if (!std::getline(in, line))
    throw std::runtime_error("the list of cities cannot be read: " + file);
  while (std::getline(in, line)) {
    const std::vector<std::string> f = split(line);
    if (f.size() != kColumns)
      throw std::runtime_error("not " + std::to_string(kColumns) + " columns: " + line);
    cities_.push_back({f[1], f[2].empty() ? f[1] : f[2], f[3], f[4], number<double>(f[5]),
                       number<double>(f[6]), number<std::int64_t>(f[7]), f[9]});
  }
  std::stable_sort(cities_.begin(), cities_.end(),
                   [](const City& a, const City& b) { return a.population > b.population; });
  for (std::uint32_t i = 0; i < cities_.size(); ++i) {
    const City& city = cities_[i];
    for (const std::string& name : {city.name, city.ascii_name}) {
      index_.emplace_back(key_of(name + "," + city.country), i);
      index_.emplace_back(key_of(name + "," + city.admin1 + "," + city.country), i);
    }
  }
  std::sort(index_.begin(), index_.end());
}

const City* Cities::find(std::string_view label) const {
  const auto at =
      std::lower_bound(index_.begin(), index_.end(), std::pair(key_of(label), std::uint32_t{0}));
  if (at == index_.end() || at->first != key_of(label)) return nullptr;
  return &cities_[at->second];
}

std::string Cities::hint(std::string_view label) const {
  const std::string key = key_of(label);
  if (key.find(',') == std::string::npos) {  // a bare name: say the countries that have it
    std::set<std::string> countries;
    std::string found;
    for (const City& city : cities_)
      if ((key_of(city.name) == key || key_of(city.ascii_name) == key) &&
          countries.insert(city.country).second)
        found += (found.empty() ? "\"" : ", \"") + city.label() + "\"";
    if (!found.empty()) return "Write " + found;
    std::vector<std::string> names;
    for (const City& city : by_population()) names.push_back(city.ascii_name);
    const std::string near = nearest(label, names);
    const auto meant = std::find(names.begin(), names.end(), near);
    if (!near.empty())
      return fmt::format("Did you mean \"{}\"?",
                         by_population()[static_cast<std::size_t>(meant - names.begin())].label());
  }
  std::vector<std::string> labels;
  for (const City& city : cities_) {
    labels.push_back(city.label());
    if (city.ascii_name != city.name) labels.push_back(city.ascii_name + ", " + city.country);
  }
  const std::string near = nearest(label, labels);
  if (!near.empty()) return fmt::format("Did you mean \"{}\"?", near);
  return "Write a city of scenarios/data/cities such as \"Paris, FR\", or the name of an entry of "
         "`sites`";
}

}  // namespace waypost::scenarios
