// SPDX-License-Identifier: Apache-2.0
// One run, measured: a World and the names of what is in it become a Result of single values.
#pragma once

#include <string>

#include "scenarios/build/build.hpp"
#include "scenarios/load/run_settings.hpp"
#include "scenarios/results/series.hpp"
#include "scenarios/schema/result.pb.h"

namespace waypost::scenarios {

/// Everything counted since the end of the warm-up. Rows come in the order of the scenario; those
/// of outcomes and causes are all there, zeros included, so that replications meet row by row.
schema::Result measure(const Built& built, const RunSettings& settings,
                       const SeriesRecorder& series);

}  // namespace waypost::scenarios
