// SPDX-License-Identifier: Apache-2.0
#include "viz/view/events_view.hpp"

#include <fmt/format.h>

#include "viz/view/words.hpp"

namespace waypost::viz {

std::string matching_events(const EventPage& page) {
  const std::string matching = count_text(page.matching), kept = count_text(page.kept);
  if (!page.forgets()) return fmt::format("{} of {} match", matching, kept);
  if (page.range && page.range->from < page.kept_from)
    return fmt::format("{} of the last {} match, those before {} are forgotten", matching, kept,
                       clock_text(page.kept_from, false));
  return fmt::format("{} of the last {} match, {} in all", matching, kept, count_text(page.seen));
}

std::string why_no_events(const EventPage& page) {
  if (page.seen == 0) return "No events yet.";
  if (page.range_is_forgotten())
    return fmt::format("Forgotten: the log keeps the last {} events, back to {}.",
                       count_text(page.kept), clock_text(page.kept_from, false));
  if (page.range && page.forgets() && page.range->from < page.kept_from)
    return fmt::format("No event matches the filter. Those before {} are forgotten.",
                       clock_text(page.kept_from, false));
  return page.range && page.filter.empty() ? "No event in this range."
                                           : "No event matches the filter.";
}

}  // namespace waypost::viz
