// SPDX-License-Identifier: Apache-2.0
#include "viz/live/activity.hpp"

namespace waypost::viz {

Activity::Activity(const world::World& world, const Scene& scene)
    : server_of_(scene.server_of_entity) {
  states_.assign(world.engine.entity_count(), State::shaker);
  server_of_.resize(states_.size(), net::kNone);
  for (std::size_t entity = 0; entity < states_.size(); ++entity) {
    if (server_of_[entity] != net::kNone)
      states_[entity] = State::quiet_server;
    else if (entity < world.roles.size() &&
             world.roles[entity].kind != world::EntityRole::Kind::none)
      states_[entity] = State::known;  // clients and senders: no observer asks for theirs
  }
  for (const SceneServer& server : scene.servers) entity_of_.push_back(server.entity);
}

void Activity::note(sim::EntityId target) {
  if (states_[target] == State::shaker) return shake();
  states_[target] = State::known;
  busy_.push_back(server_of_[target]);
}

void Activity::grow(const world::World& world) {
  states_.resize(world.engine.entity_count(), State::shaker);
  server_of_.resize(states_.size(), net::kNone);
  shake();
}

void Activity::end_window() {
  for (const std::uint32_t server : busy_) states_[entity_of_[server]] = State::quiet_server;
  busy_.clear();
}

}  // namespace waypost::viz
