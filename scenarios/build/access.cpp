// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/access.hpp"

#include <array>
#include <cmath>  // sqrt only: exact
#include <utility>

#include "scenarios/load/units.hpp"
#include "sim/expect.hpp"

namespace waypost::scenarios {
namespace {

/// Middles of the measured last-mile ranges (docs/models.md, "Access lines"); a data centre's line
/// is its own network, 0.2 ms.
constexpr std::array<std::pair<std::string_view, AccessLine>, 7> kProfiles{{
    {"datacentre", {sim::microseconds(200), 0, 0}},
    {"fibre", {sim::microseconds(3500), 0.05, 0.001}},
    {"cable", {sim::microseconds(11500), 0.07, 0.002}},
    {"dsl", {sim::microseconds(22500), 0.07, 0.005}},
    {"4g", {sim::milliseconds(40), 0.10, 0.015}},
    {"leo", {sim::microseconds(37500), 0.10, 0.01}},
    {"geo", {sim::milliseconds(600), 0.05, 0.01}},
}};

double share_or(const std::string& text, double fallback) {
  if (text.empty()) return fallback;
  const auto read = parse_share(text);
  return read ? *read : fallback;
}

void set_families(AccessLine& line, schema::Access::Families families) {
  line.ipv4 = families != schema::Access::IPV6_ONLY;
  line.ipv6 = families != schema::Access::IPV4_ONLY;
}

}  // namespace

CoreLine core_line(const schema::Network& network) {
  const CoreLine usual;
  return {share_or(network.jitter(), usual.jitter), share_or(network.core_loss(), usual.loss)};
}

const AccessLine& access_profile(std::string_view name) {
  for (const auto& [known, line] : kProfiles)
    if (known == name) return line;
  WAYPOST_EXPECT(false, "an access profile that the loader let pass");
}

AccessLine to_access(const schema::Access& access, std::string_view fallback,
                     const std::string& path, Problems& problems, Bandwidth bandwidth_of) {
  AccessLine line =
      access_profile(access.profile().empty() ? fallback : std::string_view(access.profile()));
  if (const auto delay = parse_duration(access.delay()); !access.delay().empty() && delay)
    line.round_trip = *delay;
  line.jitter = share_or(access.jitter(), line.jitter);
  line.loss = share_or(access.loss(), line.loss);
  set_families(line, access.families());
  const auto bandwidth = parse_bits_per_second(access.bandwidth());
  if (access.bandwidth().empty() || !bandwidth) return line;
  if (bandwidth_of == Bandwidth::dns_server)
    line.bits_per_second = *bandwidth;
  else
    problems.not_built(path + ".bandwidth",
                       "a limit of bandwidth for other hosts than DNS servers");
  return line;
}

net::Host make_host(net::SiteId site, const AccessLine& line, const CoreLine& core) {
  net::Host host{.site = site, .access = line.round_trip / 2};
  host.jitter =
      static_cast<float>(std::sqrt(line.jitter * line.jitter + core.jitter * core.jitter / 2));
  host.loss = static_cast<float>(1 - (1 - line.loss) * std::sqrt(1 - core.loss));
  host.reaches_ipv4 = line.ipv4;
  host.reaches_ipv6 = line.ipv6;
  return host;
}

}  // namespace waypost::scenarios
