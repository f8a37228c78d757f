// SPDX-License-Identifier: Apache-2.0
// Fuzz target of the scenario parser. With clang and -fsanitize=fuzzer it is a libFuzzer program
// (docs/testing.md); in every build it is replayed over the fixed corpus by tests/scenarios.
// The first octet chooses the form.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "scenarios/load/load.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using waypost::scenarios::Form;
  if (size == 0) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  const Form form = data[0] == 'j' ? Form::json : data[0] == 'b' ? Form::binary : Form::text;
  waypost::scenarios::load_memory(rest, form, "fuzz");
  return 0;
}
