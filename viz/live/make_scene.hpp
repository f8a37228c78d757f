// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scenarios/build/build.hpp"
#include "viz/live/scene.hpp"

namespace waypost::viz {

/// The scene of a world that was built from `file`.
Scene make_scene(const scenarios::Built& built, const std::string& file);

}  // namespace waypost::viz
