// SPDX-License-Identifier: Apache-2.0
#include "viz/view/ui_state.hpp"

namespace waypost::viz {
namespace {
constexpr std::size_t kRemembered = 64;
}

void UiState::select(Subject next) {
  if (next == subject) return;
  subject = next;
  if (next.kind == Subject::Kind::nothing) return;
  history.push_back(next);
  if (history.size() > kRemembered) history.erase(history.begin());
}

void UiState::back() {
  if (history.size() < 2) return;
  history.pop_back();
  subject = history.back();
}

Attention UiState::attention() const {
  Attention attention;
  attention.subject = subject;
  attention.search = search;
  attention.event_filter = event_filter;
  attention.watched = watched;
  attention.follow = follow;
  attention.range = brush;
  return attention;
}

}  // namespace waypost::viz
