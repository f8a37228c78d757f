// SPDX-License-Identifier: Apache-2.0
// The shipped exchange hubs and the links between them (scenarios/data/network).
#pragma once

#include <string>

#include "models/net/topology.hpp"

namespace waypost::scenarios {

/// Adds the hubs and links in `data_folder` to `topology`; a link is named "A - B". Throws
/// std::runtime_error naming file and line when the data is missing or damaged.
void read_network_map(const std::string& data_folder, net::Topology& topology);

}  // namespace waypost::scenarios
