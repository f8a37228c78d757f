// SPDX-License-Identifier: Apache-2.0
// How late greylisting makes the mail of real senders: retry times of seven webmail services as
// recorded (Pagani et al., DSN 2016), the first of them at or after the threshold passes.
#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <fstream>
#include <map>
#include <sstream>

#include "scenarios/build/build.hpp"
#include "scenarios/load/load.hpp"
#include "tests/validation/fates.hpp"

using namespace waypost;

namespace {

constexpr int kThresholds[] = {300, 900, 1800, 3600};

/// Delays in seconds by threshold, as computed from the recorded schedules (papers.md, section 2);
/// 0: lost.
const std::map<std::string, std::array<int, 4>> kPublished{
    {"gmail", {362, 1742, 3396, 5924}},  {"hotmail", {306, 970, 1930, 3610}},
    {"gmx", {301, 1430, 2446, 3969}},    {"yahoo", {339, 1636, 3313, 6575}},
    {"yandex", {413, 1828, 1828, 3661}}, {"qq", {305, 1229, 3172, 5071}},
    {"aol", {332, 1292, 1892, 0}}};

std::map<std::string, std::vector<int>> recorded_schedules() {
  std::map<std::string, std::vector<int>> schedules;
  std::ifstream in(std::string(WAYPOST_SOURCE_DIR) +
                   "/../shared/data/published-figures/retry-schedules.csv");
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::istringstream fields(line);
    std::string sender, attempt, seconds;
    std::getline(fields, sender, ',');
    std::getline(fields, attempt, ',');
    std::getline(fields, seconds, ',');
    sender = sender.substr(0, sender.find('.'));  // yahoo.co.uk
    if (kPublished.contains(sender)) schedules[sender].push_back(std::stoi(seconds));
  }
  return schedules;
}

/// Every sender writes one message to a receiver of each threshold.
std::string senders_and_receivers(const std::map<std::string, std::vector<int>>& schedules) {
  std::string text = R"(
schema_version: 1
horizon: "2d"
network { core_loss: "0%" }
root { mini {} }
resolvers { name: "isp" sites: "Paris, FR" }
name_servers { name: "ns1.b.example" sites: "Frankfurt am Main, DE" }
)";
  for (const int t : kThresholds)
    text += fmt::format(
        "zones {{ origin: \"t{0}.example\" name_servers: \"ns1.b.example\" records: \"@ 3600 MX 10 "
        "mx\" }}\n"
        "mail_hosts {{ name: \"mx.t{0}.example\" sites: \"Berlin, DE\" access {{ families: "
        "IPV4_ONLY }} receives "
        "{{ domains {{ names: \"t{0}.example\" }} checks {{ greylist {{ delay: \"{0}s\" "
        "client_passes: 0 }} }} }} }}\n",
        t);
  for (const auto& [sender, ages] : schedules) {
    std::string retries = "queue_run_delay: \"0s\" ";
    for (const int age : ages) retries += fmt::format("retry_ages: \"{}s\" ", age);
    text += fmt::format(
        "mail_hosts {{ name: \"out.{0}.example\" sites: \"Paris, FR\" sends {{ resolver: \"isp\" "
        "settings {{ {1}}} }} }}\n"
        "populations {{ name: \"{0}\" sites: \"Paris, FR\" mail {{ domain: \"{0}.example\" "
        "through: \"out.{0}.example\" }} }}\n",
        sender, retries);
    for (const int t : kThresholds)
      text += fmt::format(
          "messages {{ population: \"{}\" to {{ name: \"t{}.example\" }} arrivals {{ at: \"+1m\" "
          "}} }}\n",
          sender, t);
  }
  return text;
}

}  // namespace

TEST_CASE("greylisting delays real senders to their first retry past the threshold",
          "[validation][mail]") {
  const auto schedules = recorded_schedules();
  if (schedules.empty()) {
    WARN("SKIPPED: ../shared is absent");
    return;
  }
  REQUIRE(schedules.size() == kPublished.size());
  const auto loaded = scenarios::load_memory(senders_and_receivers(schedules),
                                             scenarios::Form::text, "greylist.textproto");
  for (const auto& error : loaded.errors) UNSCOPED_INFO(error.what);
  REQUIRE(loaded.ok());
  scenarios::Built built = scenarios::build(loaded);
  world::start(built.world);
  validation::Fates fates;
  world::run(built.world, sim::Time{} + sim::hours(48), &fates);
  REQUIRE(fates.all.size() == schedules.size() * std::size(kThresholds));
  fmt::print(
      "Greylisting (Pagani et al. 2016): delay of seven senders, published | simulated, s\n");
  for (const auto& [message, fate] : fates.all) {
    std::string sender, domain = built.world.dns.names.text({fate.domain, 0});
    for (const auto& server : built.directory.servers)
      if (server.server.kind == plan::ServerRef::Kind::mail_host &&
          built.world.mail.hosts[server.server.index].entity == fate.owner)
        sender = server.name.substr(4, server.name.find(".example") - 4);
    const int threshold = std::stoi(domain.substr(1));
    const auto column = std::find(std::begin(kThresholds), std::end(kThresholds), threshold);
    const int published = kPublished.at(sender)[static_cast<std::size_t>(column - kThresholds)];
    CAPTURE(sender, threshold);
    CHECK(fate.delivered == (published != 0));
    if (!fate.delivered) continue;
    const double delay = static_cast<double>(fate.ended - fate.sent) * 1e-9;
    CHECK(delay == Approx(published).margin(2));
    fmt::print("  {:<8} {:>5} s | {:>5} | {:.1f}\n", sender, threshold, published, delay);
  }
}
