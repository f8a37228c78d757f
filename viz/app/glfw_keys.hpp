// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "viz/app/window.hpp"
#include "viz/view/keys.hpp"

namespace waypost::viz {

/// A key press in the terms of the key table; key 0 for keys that it does not know.
KeyChord chord_of(const KeyPress& press);

}  // namespace waypost::viz
