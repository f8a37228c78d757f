// SPDX-License-Identifier: Apache-2.0
#include "scenarios/import/root_sites.hpp"

#include <charconv>
#include <fstream>
#include <stdexcept>

namespace waypost::scenarios {
namespace {

constexpr std::size_t kColumns = 10;

/// The fields of a CSV line; quotes may enclose commas.
std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted)
      fields.emplace_back();
    else if (c != '\r')
      fields.back() += c;
  }
  return fields;
}

template <class Number>
bool read_number(const std::string& text, Number& number) {
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && stop == end;
}

bool read_row(const std::string& line, RootSite& site) {
  const std::vector<std::string> f = split(line);
  if (f.size() != kColumns || f[0].size() != 1 || f[0][0] < 'a' || f[0][0] > 'm') return false;
  site.letter = f[0][0];
  site.country = f[1];
  site.town = f[2];
  site.global = f[5] == "Global";
  site.ipv6 = f[8] == "1";
  return read_number(f[3], site.position.latitude) && read_number(f[4], site.position.longitude) &&
         read_number(f[6], site.sites) && read_number(f[7], site.instances);
}

}  // namespace

std::vector<RootSite> read_root_sites(const std::string& path) {
  std::ifstream in(path);
  std::string line;
  if (!std::getline(in, line)) throw std::runtime_error(path + ": cannot be read");
  std::vector<RootSite> sites;
  for (int number = 2; std::getline(in, line); ++number) {
    RootSite site;
    if (!read_row(line, site))
      throw std::runtime_error(path + ":" + std::to_string(number) + ": not a row of " +
                               std::to_string(kColumns) + " good fields");
    sites.push_back(std::move(site));
  }
  return sites;
}

}  // namespace waypost::scenarios
