// SPDX-License-Identifier: Apache-2.0
// Where a run can be taken up again: instants that grow sparser into the past, within a budget of
// memory. Which to keep is decided here; what a checkpoint is, the caller knows.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <vector>

#include "sim/time.hpp"

namespace waypost::viz {

template <class State>
class Checkpoints {
 public:
  /// `budget`: octets that all together may take; the first and the newest are kept even beyond it.
  explicit Checkpoints(std::size_t budget) : budget_(budget) {}

  /// Adds the state at `at`, later than all there are; drops others until the budget is met.
  void add(sim::Time at, std::size_t octets, std::shared_ptr<const State> state) {
    kept_.push_back({at, octets, std::move(state)});
    octets_ += octets;
    while (octets_ > budget_ && kept_.size() > 2) drop(least_missed());
  }
  /// The latest at or before `at`; null when there is none.
  std::shared_ptr<const State> before(sim::Time at) const {
    const auto next =
        std::find_if(kept_.begin(), kept_.end(), [&](const Kept& k) { return k.at > at; });
    return next == kept_.begin() ? nullptr : std::prev(next)->state;
  }
  /// Forgets all after `at`: the past is being changed.
  void forget_after(sim::Time at) {
    while (!kept_.empty() && kept_.back().at > at) drop(kept_.size() - 1);
  }
  /// The time of the newest; before all times when there is none.
  sim::Time newest() const { return kept_.empty() ? sim::Time{-1} : kept_.back().at; }
  std::vector<sim::Time> times() const {
    std::vector<sim::Time> times;
    for (const Kept& k : kept_) times.push_back(k.at);
    return times;
  }
  std::size_t octets() const { return octets_; }
  std::size_t size() const { return kept_.size(); }

 private:
  struct Kept {
    sim::Time at;
    std::size_t octets;
    std::shared_ptr<const State> state;
  };
  /// The one whose loss leaves the gap that is smallest for its age: gaps end up growing
  /// exponentially into the past.
  std::size_t least_missed() const {
    const sim::Time now = kept_.back().at;
    std::size_t best = 1;
    double least = 2;
    for (std::size_t i = 1; i + 1 < kept_.size(); ++i) {
      const double gap = (kept_[i + 1].at - kept_[i - 1].at).seconds();
      const double age = (now - kept_[i - 1].at).seconds();
      if (gap / age >= least) continue;
      least = gap / age;
      best = i;
    }
    return best;
  }
  void drop(std::size_t i) {
    octets_ -= kept_[i].octets;
    kept_.erase(kept_.begin() + static_cast<std::ptrdiff_t>(i));
  }

  std::size_t budget_;
  std::size_t octets_ = 0;
  std::vector<Kept> kept_;
};

}  // namespace waypost::viz
