// SPDX-License-Identifier: Apache-2.0
// What the event log's panel says of the page that it shows.
#pragma once

#include <string>

#include "viz/live/event_page.hpp"

namespace waypost::viz {

/// "12 of 4,000 match"; when older ones are forgotten also how many there were, or since when a
/// range that begins earlier is told.
std::string matching_events(const EventPage& page);

/// Why a page has no row: there was none yet, none matches, or they are forgotten.
std::string why_no_events(const EventPage& page);

}  // namespace waypost::viz
