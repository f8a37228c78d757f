// SPDX-License-Identifier: Apache-2.0
// All demand of a run, as plain copyable data.
#pragma once

#include <vector>

#include "models/workload/clients.hpp"

namespace waypost::workload {

struct Workload {
  std::vector<Catalogue> catalogues;
  std::vector<Clients> clients;
  sim::Time horizon{};  ///< no arrival after it
};

}  // namespace waypost::workload
