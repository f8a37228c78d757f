// SPDX-License-Identifier: Apache-2.0
// What each population saw of DNS, and what its encrypted connections cost the servers.
#pragma once

#include "scenarios/build/build.hpp"
#include "scenarios/schema/result.pb.h"

namespace waypost::scenarios {

/// One row per population that asked something.
void measure_populations(const Built& built, schema::DnsReport& report);

/// One row per server or group that was asked over encrypted connections.
void measure_encrypted(const Built& built, schema::DnsReport& report);

}  // namespace waypost::scenarios
