// SPDX-License-Identifier: Apache-2.0
// The two doors between the UI's thread and the simulation's: commands one way, in order; the
// latest snapshot the other way. Each holds its lock only while it moves a pointer.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "viz/live/command.hpp"

namespace waypost::viz {

class CommandQueue {
 public:
  void push(Command command) {
    {
      const std::lock_guard lock(mutex_);
      commands_.push_back(std::move(command));
    }
    arrived_.notify_one();
  }
  /// Ends a wait at once, now or the next one.
  void wake() {
    {
      const std::lock_guard lock(mutex_);
      woken_ = true;
    }
    arrived_.notify_one();
  }
  std::vector<Command> take() {
    const std::lock_guard lock(mutex_);
    woken_ = false;
    return std::exchange(commands_, {});
  }
  /// Until there is a command, or wake, or the time is over.
  void wait(std::chrono::milliseconds at_most) {
    std::unique_lock lock(mutex_);
    arrived_.wait_for(lock, at_most, [&] { return woken_ || !commands_.empty(); });
  }
  /// The same without end.
  void wait() {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [&] { return woken_ || !commands_.empty(); });
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<Command> commands_;
  bool woken_ = false;
};

/// The last value put here, shared and immutable.
template <class T>
class Latest {
 public:
  void put(std::shared_ptr<const T> value) {
    const std::lock_guard lock(mutex_);
    value_.swap(value);  // the old one dies outside of the lock
  }
  std::shared_ptr<const T> get() const {
    const std::lock_guard lock(mutex_);
    return value_;
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const T> value_;
};

}  // namespace waypost::viz
