// SPDX-License-Identifier: Apache-2.0
// Finds what a plan changes, who holds which value of it, and who is the last with the old one.
#pragma once

#include <unordered_map>

#include "scenarios/build/build.hpp"
#include "scenarios/results/world_words.hpp"
#include "viz/live/activity.hpp"
#include "viz/live/scene.hpp"
#include "viz/live/watch.hpp"

namespace waypost::viz {

/// The changes of data that the plan makes, in order of time.
std::vector<WatchedChange> find_changes(const scenarios::Built& built);

/// The set's data, sorted, joined by ", ": what makes two values differ. TTLs do not.
std::string value_text(const world::World& world, dns::RecordSetId set,
                       const scenarios::WorldWords& words);

/// Keeps the shares of every change since the start. Copied with checkpoints.
class WatchObserver {
 public:
  explicit WatchObserver(std::vector<WatchedChange> changes)
      : changes_(std::move(changes)),
        series_(changes_.size()),
        memory_(changes_.size()),
        holdings_(changes_.size()) {}

  void end_window(const world::World& world, const Scene& scene, const Activity& activity,
                  const scenarios::WorldWords& words);
  WatchState observe(const world::World& world, const Scene& scene, const Activity& activity,
                     const scenarios::WorldWords& words, std::uint32_t chosen);
  const std::vector<WatchedChange>& changes() const { return changes_; }

 private:
  /// What a record set is of a change; sets never change, so it is worked out once for each.
  using Memory = std::unordered_map<dns::RecordSetId, HeldValue>;

  /// What all resolvers hold of one change. What holds nothing, and was not busy, holds nothing.
  struct Holdings {
    std::vector<HeldValue> held;        ///< by Scene::servers
    std::vector<std::uint32_t> having;  ///< servers that hold something
    std::uint64_t shakes = 0;           ///< at the last look at all
  };
  /// By resolvers, and by the users behind them.
  struct Counts {
    HeldCounts resolvers{}, users{};
  };
  Counts counts(const Scene& scene, const Holdings& holdings) const;
  const Holdings& look(const world::World& world, const Scene& scene, const Activity& activity,
                       std::size_t change, const scenarios::WorldWords& words);
  void count_users(const world::World& world, const Activity& activity);
  HeldValue held(const world::World& world, const dns::RecursiveResolver& resolver,
                 std::size_t change, const scenarios::WorldWords& words) const;
  HeldValue value_of(const world::World& world, dns::RecordSetId set, std::size_t change,
                     const scenarios::WorldWords& words) const;
  LastHolder holder(const world::World& world, const SceneServer& server, std::size_t change) const;

  std::vector<WatchedChange> changes_;
  std::vector<HeldSeries> series_;      ///< by change
  mutable std::vector<Memory> memory_;  ///< by change
  std::vector<Holdings> holdings_;      ///< by change
  std::vector<std::uint64_t> users_;    ///< by resolver
  std::uint64_t users_shakes_ = 0;      ///< when they were counted
  std::uint64_t all_users_ = 0;
};

/// Users by the index of the resolver that they reach first.
std::vector<std::uint64_t> users_by_resolver(const world::World& world);

}  // namespace waypost::viz
