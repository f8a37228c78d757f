// SPDX-License-Identifier: Apache-2.0
// What of a world does not change while it runs: places, servers by role, users, links, the dated
// plan. Made once; every snapshot points to it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/net/ids.hpp"
#include "sim/event.hpp"
#include "sim/time.hpp"
#include "viz/map/projection.hpp"

namespace waypost::viz {

enum class ServerRole : std::uint8_t { root, tld, authoritative, resolver, forwarder, mail_host };
inline constexpr std::size_t kServerRoles = 6;
/// What it is in the world.
enum class ServerKind : std::uint8_t { authoritative, resolver, forwarder, mail_host };
ServerKind kind_of(ServerRole role);
/// "root", "TLD", "authoritative", "resolver", "forwarder", "mail".
const char* to_text(ServerRole role);

struct SceneSite {
  std::string name;  ///< "Paris, FR"
  GeoPoint position;
  std::uint64_t users = 0;  ///< who live here
};

struct SceneServer {
  std::string name;
  ServerRole role = ServerRole::authoritative;
  std::uint32_t site = 0;
  std::uint32_t index = 0;  ///< among the servers of its kind in the world
  net::HostId host = net::kNone;
  sim::EntityId entity = 0;
  ServerKind kind() const { return kind_of(role); }
};

struct SceneLink {
  std::string name;
  GeoPoint from, to;
};

/// A step of the plan, or a command given while running.
struct PlanMarker {
  sim::Time at{};
  std::string text;
  bool injected = false;
};

struct Scene {
  std::string title;     ///< the scenario's file name without extension
  std::string question;  ///< that its opening comment asks
  std::uint64_t seed = 0;
  sim::Time horizon{};
  std::int64_t start_unix_seconds = 0;
  std::vector<SceneSite> sites;                 ///< by net::SiteId
  std::vector<SceneServer> servers;             ///< as in Directory::servers
  std::vector<SceneLink> links;                 ///< by net::LinkId
  std::vector<PlanMarker> plan;                 ///< in order of time; steps with a sentence only
  std::vector<std::uint32_t> site_of_entity;    ///< by EntityId; net::kNone: nowhere
  std::vector<std::uint32_t> server_of_entity;  ///< by EntityId; net::kNone: no server

  /// Site of an entity, net::kNone when it has none.
  std::uint32_t site_of(sim::EntityId entity) const {
    return entity < site_of_entity.size() ? site_of_entity[entity] : net::kNone;
  }
};

}  // namespace waypost::viz
