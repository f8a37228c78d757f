// SPDX-License-Identifier: Apache-2.0
#include "viz/app/subject_by_name.hpp"

namespace waypost::viz {

std::optional<Subject> subject_by_name(const Scene& scene, const std::string& name) {
  for (std::uint32_t i = 0; i < scene.servers.size(); ++i) {
    const SceneServer& server = scene.servers[i];
    if (server.name == name || server.name + "@" + scene.sites[server.site].name == name)
      return Subject{Subject::Kind::server, i};
  }
  for (std::uint32_t i = 0; i < scene.sites.size(); ++i)
    if (scene.sites[i].name == name) return Subject{Subject::Kind::site, i};
  for (std::uint32_t i = 0; i < scene.links.size(); ++i)
    if (scene.links[i].name == name) return Subject{Subject::Kind::link, i};
  return std::nullopt;
}

Subject telling_subject(const Scene& scene) {
  for (std::uint32_t i = 0; i < scene.servers.size(); ++i)
    if (scene.servers[i].role == ServerRole::resolver) return {Subject::Kind::server, i};
  return scene.servers.empty() ? Subject{} : Subject{Subject::Kind::server, 0};
}

}  // namespace waypost::viz
