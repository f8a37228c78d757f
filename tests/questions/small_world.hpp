// SPDX-License-Identifier: Apache-2.0
// A world from scenario text, run to chosen instants, and the figures that the questions ask about.
#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "scenarios/build/build.hpp"
#include "scenarios/load/load.hpp"

namespace waypost::questions {

/// The time of day 0 in seconds after which something last happened; -1: never.
inline constexpr double kNever = -1;

class SmallWorld {
 public:
  /// `text` without schema_version, horizon and the fixed parts of `stage`.
  explicit SmallWorld(const std::string& text) : built_(build(text)) { world::start(built_.world); }

  void run_to(double seconds) {
    world::run(built_.world, sim::Time{} + sim::from_seconds(seconds));
  }
  const world::World& world() const { return built_.world; }

  const mail::MailHost& mail_host(const std::string& name) const {
    for (const auto& server : built_.directory.servers)
      if (server.name == name && server.server.kind == plan::ServerRef::Kind::mail_host)
        return built_.world.mail.hosts[server.server.index];
    FAIL("no mail host " << name);
    throw std::logic_error("unreachable");
  }
  plan::ServerRef server(const std::string& name) const {
    for (const auto& server : built_.directory.servers)
      if (server.name == name) return server.server;
    FAIL("no server " << name);
    throw std::logic_error("unreachable");
  }
  const dns::ZoneUpkeep& upkeep(const std::string& name_server) const {
    return built_.world.dns.authority.servers[server(name_server).index].upkeep;
  }
  /// Answers with data that a name server has given.
  std::uint64_t answers(const std::string& name_server) const {
    return built_.world.dns.authority.servers[server(name_server).index].counters.count(
        dns::Outcome::answer);
  }
  std::uint64_t ended(dns::LookupStatus status) const {
    std::uint64_t n = 0;
    for (const auto& clients : built_.world.workload.clients) n += clients.metrics.ended_as(status);
    return n;
  }
  std::uint64_t accepted(const std::string& host) const { return mail_host(host).ledger.accepted; }
  std::uint64_t count(mail::Outcome outcome) const {
    return built_.world.mail.metrics.of(mail::MessageKind::user).count(outcome);
  }
  std::uint64_t queued() const { return mail::queued_recipients(built_.world.mail); }
  std::uint64_t failed_lookups() const {
    std::uint64_t n = 0;
    for (const auto& clients : built_.world.workload.clients)
      n += clients.metrics.ended_as(dns::LookupStatus::try_again) +
           clients.metrics.ended_as(dns::LookupStatus::timed_out);
    return n;
  }

  /// Runs from now to `end` in steps and tells when `figure` last grew (start of the step).
  template <class Figure>
  double last_growth(double end, double step, Figure&& figure) {
    double last = kNever;
    for (double t = built_.world.engine.now().seconds(); t < end; t += step) {
      const auto before = figure();
      run_to(t + step);
      if (figure() != before) last = t;
    }
    return last;
  }

 private:
  static scenarios::Built build(const std::string& text) {
    const auto loaded = scenarios::load_memory("schema_version: 1\n" + text, scenarios::Form::text,
                                               "question.textproto");
    for (const auto& error : loaded.errors) UNSCOPED_INFO(error.what);
    REQUIRE(loaded.ok());
    return scenarios::build(loaded);
  }
  scenarios::Built built_;
};

/// A mini root, one resolver in Paris, one sending host in Paris with a thousand writers.
inline std::string stage(const std::string& profile = "unbound") {
  return R"(
root { mini {} }
resolvers { name: "isp" sites: "Paris, FR" profile: ")" +
         profile + R"(" }
name_servers { name: "ns1.b.example" sites: "Frankfurt am Main, DE" }
mail_hosts { name: "out.a.example" sites: "Paris, FR" receives { domains { names: "a.example" } } sends { resolver: "isp" } }
name_servers { name: "ns1.a.example" sites: "Paris, FR" }
zones { origin: "a.example" name_servers: "ns1.a.example" records: "@ 3600 MX 10 out" }
populations { name: "writers" users: "1,000" sites: "Paris, FR" mail { domain: "a.example" through: "out.a.example" } }
)";
}

}  // namespace waypost::questions
