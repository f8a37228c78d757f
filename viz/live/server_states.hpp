// SPDX-License-Identifier: Apache-2.0
// How every server is doing: up or down, busy, failing, queueing; rates are those of the last
// window. One array per figure, in the order of Scene::servers.
#pragma once

#include <cstdint>
#include <vector>

#include "viz/live/scene.hpp"

namespace waypost::viz {

struct ServerStates {
  std::vector<std::uint8_t> up;    ///< its host and its port answer
  std::vector<float> load;         ///< busy share of its workers in the window, 0..1
  std::vector<float> per_second;   ///< queries, or final dots of mail, in the window
  std::vector<float> error_share;  ///< of these: SERVFAIL, REFUSED, dropped, turned away; NaN: none
  std::vector<float> hit_share;  ///< resolvers: answered from the cache; NaN: no queries, no cache
  std::vector<std::uint32_t> queued;  ///< mail hosts: recipients waiting
  std::vector<float> oldest_seconds;  ///< mail hosts: age of the oldest in the queue; 0: empty
};

struct LinkState {
  bool up = true;
  float delay_factor = 1;
  float loss = 0;
};

}  // namespace waypost::viz
