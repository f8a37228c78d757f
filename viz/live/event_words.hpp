// SPDX-License-Identifier: Apache-2.0
// An event of the trace in words.
#pragma once

#include "viz/live/event_log.hpp"

namespace waypost::viz {

EventRow describe_event(std::uint64_t number, const sim::TraceRecord& record,
                        const scenarios::WorldWords& words);

bool passes(const EventFilter& filter, const sim::TraceRecord& record,
            const scenarios::WorldWords& words);

}  // namespace waypost::viz
