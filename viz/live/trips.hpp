// SPDX-License-Identifier: Apache-2.0
// Packets on their way, told from the trace: a question sent, an answer received, a flight of SMTP.
// A trip of 30 ms is seen by nobody, so trips are slowed: each is shown for `shown_for` from its
// end on; 0 shows what is under way at this very instant.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/time.hpp"

namespace waypost::viz {

struct Trip {
  enum class Kind : std::uint8_t { question, answer, mail, lost };
  std::uint32_t from = 0, to = 0;  ///< sites, always different
  float progress = 0;              ///< 0..1
  Kind kind = Kind::question;
};

struct Trips {
  std::vector<Trip> trips;
  sim::Duration shown_for{};  ///< each trip is shown this long after its end
  std::uint64_t total = 0;    ///< of which `trips` is a sample
  std::uint64_t local = 0;    ///< within one site: not drawn
  std::uint64_t sampled = 1;  ///< both are estimates from one report in so many
};

/// How trips are chosen.
struct TripView {
  sim::Duration shown_for{-1};  ///< negative: as short as shows some forty trips
  std::size_t most = 300;       ///< more would hide the map
};

}  // namespace waypost::viz
