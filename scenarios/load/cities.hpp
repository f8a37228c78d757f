// SPDX-License-Identifier: Apache-2.0
// The shipped list of cities (scenarios/data/cities): every place of 100,000 people and every
// capital.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace waypost::scenarios {

struct City {
  std::string name;        ///< "Zürich"
  std::string ascii_name;  ///< "Zurich"; equal to `name` when the list has none
  std::string country;     ///< ISO 3166-1 alpha-2
  std::string admin1;      ///< GeoNames code; for the USA the state's letters
  double latitude = 0;     ///< degrees north
  double longitude = 0;    ///< degrees east
  std::int64_t population = 0;
  std::string time_zone;  ///< IANA name; empty for 26 places

  /// "Paris, FR": how scenarios and reports name it.
  std::string label() const { return name + ", " + country; }
};

class Cities {
 public:
  /// The shipped list, read once. Throws std::runtime_error when the data file is missing.
  static const Cities& shipped();

  /// "Paris, FR", "Springfield, MO, US", "Zurich, CH"; case is ignored. Of several the most
  /// populous. Null when there is none.
  const City* find(std::string_view label) const;

  /// "Did you mean" over all labels, or what to write when the country is missing.
  std::string hint(std::string_view label) const;

  /// All, the most populous first.
  const std::vector<City>& by_population() const { return cities_; }

 private:
  explicit Cities(const std::string& file);
  std::vector<City> cities_;
  std::vector<std::pair<std::string, std::uint32_t>> index_;  ///< sorted lower-case labels
};

}  // namespace waypost::scenarios
