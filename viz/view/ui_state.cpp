// SPDX-License-Identifier: Apache-2.0
#include "viz/view/ui_state.hpp"

namespace waypost::viz {

void UiState::use(const LayoutPreset& preset) {
  layout = preset.layout;
  for (const std::string_view panel : preset.in_front) show(std::string(panel));
}

void UiState::select(Subject next) {
  if (next == subject) return;
  subject = next;
  if (next.kind != Subject::Kind::nothing) visited.visit(next);
}

void UiState::back() {
  if (visited.has_back()) subject = visited.back();
}

void UiState::forward() {
  if (visited.has_forward()) subject = visited.forward();
}

void UiState::pin() {
  if (pinned || subject.kind == Subject::Kind::nothing)
    pinned.reset();
  else
    pinned = subject;
}

Attention UiState::attention() const {
  Attention attention;
  attention.subject = subject;
  attention.pinned = pinned.value_or(Subject{});
  attention.search = search;
  attention.event_filter = event_filter;
  attention.watched = watched;
  attention.follow = follow;
  attention.range = brush;
  return attention;
}

}  // namespace waypost::viz
