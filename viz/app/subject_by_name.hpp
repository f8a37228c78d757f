// SPDX-License-Identifier: Apache-2.0
// Things of a scene by what people call them.
#pragma once

#include <optional>
#include <string>

#include "viz/live/inspection.hpp"
#include "viz/live/scene.hpp"

namespace waypost::viz {

/// A server ("mx1.example.org", "isp@Paris, FR"), a site ("Paris, FR") or a link, in this order.
std::optional<Subject> subject_by_name(const Scene& scene, const std::string& name);

/// What is worth a look before anybody has chosen: the first resolver, else the first server.
Subject telling_subject(const Scene& scene);

}  // namespace waypost::viz
