// SPDX-License-Identifier: Apache-2.0
#include "viz/view/visited.hpp"

namespace waypost::viz {
namespace {
constexpr std::size_t kRemembered = 64;
}

void Visited::visit(Subject next) {
  if (next == present()) return;
  all_.resize(at_);
  all_.push_back(next);
  if (all_.size() > kRemembered) all_.erase(all_.begin());
  at_ = all_.size();
}

Subject Visited::back() {
  if (has_back()) --at_;
  return present();
}

Subject Visited::forward() {
  if (has_forward()) ++at_;
  return present();
}

}  // namespace waypost::viz
