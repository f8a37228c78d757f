// SPDX-License-Identifier: Apache-2.0
// A checked scenario -> a World ready to run, with the names of everything in it. Same scenario and
// seed, same world; what one entry becomes does not depend on unrelated entries.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/plan/action.hpp"
#include "models/world/world.hpp"
#include "scenarios/load/load.hpp"

namespace waypost::scenarios {

/// A client that the command line puts into the world beside the scenario's own.
struct ExtraClient {
  std::string place;      ///< "Paris, FR", or a site of the scenario; empty: at the first resolver
  std::string resolvers;  ///< group that it asks; empty: the first
};

/// What the command line changes or adds. Nothing of it changes any other object's luck.
struct BuildOptions {
  std::optional<std::uint64_t> seed;     ///< wins over the scenario's
  std::optional<sim::Duration> horizon;  ///< wins over the scenario's
  std::optional<ExtraClient> client;     ///< one stub resolver, for dig and probe: Built::client
  bool checkers = false;                 ///< a client beside every resolver: Built::checkers
  std::vector<std::string> names;        ///< asked for from outside: they and their TLDs exist
};

/// One server of the world under the name that the scenario gives it.
struct DirectoryServer {
  std::string name;  ///< host name or group
  std::string kind;  ///< "root", "tld", "name_server", "resolver", "forwarder", "mail_host"
  std::string site;
  plan::ServerRef server;
  net::HostId host = net::kNone;
  double connection_octets = 0;  ///< memory of an encrypted connection; 0: not counted
};

/// A group of clients: the users of a population at one site with the same resolvers.
struct DirectoryClients {
  std::string population;
  std::string site;
  std::string resolvers;  ///< the group asked first
};

/// What the numbers in a World are called in the scenario.
struct Directory {
  std::vector<DirectoryServer> servers;
  std::vector<DirectoryClients> clients;  ///< beside Workload::clients
  std::vector<std::string> populations;
  std::vector<std::string> queries;  ///< by QueryDemand::entry
  std::vector<std::string> messages;
};

/// A client that asks one resolver only, from the same place.
struct Checker {
  std::uint32_t clients;  ///< of Workload::clients
  std::string resolvers;  ///< group
  std::string site;
};

/// Something that build noticed and ran all the same.
struct BuildFinding {
  std::string rule;      ///< "D01"; may be empty
  std::string severity;  ///< "critical", "error", "warning", "note"
  std::string subject;
  std::string text;
  bool from_zone_text = false;  ///< passed on from reading a zone: lint tells it with its line
};

struct Built {
  world::World world;
  Directory directory{};
  std::vector<BuildFinding> findings{};
  std::vector<std::string> assumptions{};  ///< sentences for the report
  std::int64_t start_unix_seconds = 0;     ///< the date of time 0, UTC
  std::uint32_t client = UINT32_MAX;       ///< of Workload::clients: BuildOptions::client
  std::vector<Checker> checkers{};
};

/// Builds the world of a scenario without load errors. Throws BadScenario with every mistake found.
Built build(const Loaded& loaded, const BuildOptions& options = {});

}  // namespace waypost::scenarios
