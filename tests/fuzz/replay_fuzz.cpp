// SPDX-License-Identifier: Apache-2.0
// Any text read as a .rpl scenario, and played when it is one: no crash, no hang.
#include <cstdint>
#include <string_view>

#include "scenarios/replay/play.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const waypost::replay::ReadScript read = waypost::replay::read_script(text, "fuzz.rpl");
  if (!read.refusal) waypost::replay::play(read.script);
  return 0;
}
