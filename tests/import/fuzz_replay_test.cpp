// SPDX-License-Identifier: Apache-2.0
// The master-file fuzz target over its fixed corpus, every cut of it and many one-octet changes.
#include <catch2/catch.hpp>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {
int try_input(const std::string& input) {
  return LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}
}  // namespace

TEST_CASE("no input of the corpus, cut or changed, upsets the master-file reader",
          "[import][fuzz]") {
  const std::filesystem::path corpus = WAYPOST_SOURCE_DIR "/tests/fuzz/master_file_corpus";
  std::set<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(corpus)) files.insert(entry.path());
  REQUIRE(files.size() >= 10);
  for (const auto& file : files) {
    INFO(file);
    std::ifstream in(file, std::ios::binary);
    const std::string whole{std::istreambuf_iterator<char>(in), {}};
    CHECK(try_input(whole) == 0);
    for (std::size_t n = 0; n < whole.size(); ++n) {
      REQUIRE(try_input(whole.substr(0, n)) == 0);
      for (const int flip : {0x15, 0x40, 0x80, 0x01}) {
        std::string changed = whole;
        changed[n] = static_cast<char>(changed[n] ^ flip);
        REQUIRE(try_input(changed) == 0);
      }
    }
  }
}
