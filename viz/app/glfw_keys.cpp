// SPDX-License-Identifier: Apache-2.0
#include "viz/app/glfw_keys.hpp"

#include <GLFW/glfw3.h>

namespace waypost::viz {

KeyChord chord_of(const KeyPress& press) {
  KeyChord chord{0, press.shift, press.control};
  if (press.key >= GLFW_KEY_A && press.key <= GLFW_KEY_Z)
    chord.key = 'a' + press.key - GLFW_KEY_A;
  else if (press.key >= GLFW_KEY_SPACE && press.key <= GLFW_KEY_GRAVE_ACCENT)
    chord.key = press.key;  // printable: GLFW's numbers are ASCII
  switch (press.key) {
    case GLFW_KEY_ESCAPE: chord.key = kKeyEscape; break;
    case GLFW_KEY_BACKSPACE: chord.key = kKeyBackspace; break;
    case GLFW_KEY_UP: chord.key = kKeyUp; break;
    case GLFW_KEY_DOWN: chord.key = kKeyDown; break;
    case GLFW_KEY_LEFT: chord.key = kKeyLeft; break;
    case GLFW_KEY_RIGHT: chord.key = kKeyRight; break;
    case GLFW_KEY_F12: chord.key = kKeyF12; break;
    default: break;
  }
  return chord;
}

}  // namespace waypost::viz
