// SPDX-License-Identifier: Apache-2.0
// What was inspected, one after the other, with the way back and forth, as in a browser.
#pragma once

#include <vector>

#include "viz/live/inspection.hpp"

namespace waypost::viz {

class Visited {
 public:
  /// `next` follows the present one; what lay ahead is forgotten.
  void visit(Subject next);
  bool has_back() const { return at_ > 1; }
  bool has_forward() const { return at_ < all_.size(); }
  /// The one before, which is the present one from now on; the present one when there is none.
  Subject back();
  Subject forward();

 private:
  Subject present() const { return at_ == 0 ? Subject{} : all_[at_ - 1]; }

  std::vector<Subject> all_;
  std::size_t at_ = 0;  ///< so many have been seen up to the present one
};

}  // namespace waypost::viz
