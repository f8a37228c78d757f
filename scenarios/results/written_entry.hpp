// SPDX-License-Identifier: Apache-2.0
// What a scenario itself says of a host: the entry that it comes from, every value written there,
// and the line of each. Read from the message by its descriptors, so that new fields need nothing
// here.
#pragma once

#include <string>
#include <vector>

#include "scenarios/load/load.hpp"

namespace waypost::scenarios {

/// One value as the scenario writes it.
struct WrittenValue {
  std::string field;  ///< within the entry: "settings.max_ttl", "sites[1]"
  std::string value;
  int line = 0;  ///< from 1; 0: the form of the file (JSON, binary) has no lines
};

struct WrittenEntry {
  std::string path;  ///< "resolvers[0]"; empty: the scenario has no entry for this host
  int line = 0;
  std::vector<WrittenValue> values;  ///< in the schema's order, lists within it too

  /// The value of `field`, or of the first below it ("service.time" finds
  /// "service.time.constant"); null: not written.
  const WrittenValue* find(const std::string& field) const;
};

/// The entry of the host with this path (Network::host_paths): "resolvers/isp/1" is of the entry
/// "isp" of `resolvers`, "root/a" of `root`.
WrittenEntry written_entry(const Loaded& loaded, const std::string& host_path);

}  // namespace waypost::scenarios
