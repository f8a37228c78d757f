// SPDX-License-Identifier: Apache-2.0
// The include rule of docs/architecture.md, read from the sources themselves, and the paths that
// the documentation names.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

const fs::path kRoot = WAYPOST_SOURCE_DIR;

/// A folder may include itself and those that stand before it.
const std::vector<std::string> kOrder = {
    "sim",         "models/theory", "models/net", "models/dns", "models/mail", "models/workload",
    "models/plan", "models/world",  "scenarios",  "cli",        "viz"};

/// Position in kOrder of the folder that `path` (relative to the root) lies in; -1 if none.
int layer_of(const std::string& path) {
  for (std::size_t i = 0; i < kOrder.size(); ++i)
    if (path.starts_with(kOrder[i] + "/")) return static_cast<int>(i);
  return -1;
}

std::vector<std::string> included_files(const fs::path& file) {
  static const std::regex kInclude(R"re(^\s*#\s*include\s+"([^"]+)")re");
  std::vector<std::string> found;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    std::smatch match;
    if (std::regex_search(line, match, kInclude)) found.push_back(match[1]);
  }
  return found;
}

bool is_source(const fs::path& p) { return p.extension() == ".hpp" || p.extension() == ".cpp"; }

}  // namespace

TEST_CASE("includes go one way, down the list of docs/architecture.md", "[architecture]") {
  std::vector<std::string> violations;
  int read = 0;
  for (const std::string& folder : kOrder) {
    if (!fs::exists(kRoot / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(kRoot / folder)) {
      if (!is_source(entry.path())) continue;
      ++read;
      const std::string path = fs::relative(entry.path(), kRoot).string();
      for (const std::string& target : included_files(entry.path())) {
        const int from = layer_of(path), to = layer_of(target);
        if (to > from || (layer_of(target) == 1 && from < 8 && from != 1))
          violations.push_back(path + " includes " + target);
      }
    }
  }
  CAPTURE(violations);
  CHECK(violations.empty());
  CHECK(read > 20);
}

TEST_CASE("theory knows nothing of the simulation", "[architecture]") {
  for (const auto& entry : fs::recursive_directory_iterator(kRoot / "models/theory")) {
    if (!is_source(entry.path())) continue;
    for (const std::string& target : included_files(entry.path())) {
      CAPTURE(entry.path().string(), target);
      CHECK(target.starts_with("models/theory/"));
    }
  }
}

TEST_CASE("every path that the documentation names exists", "[architecture]") {
  static const std::regex kPath(
      R"(`((?:sim|models|scenarios|cli|tests|bench|docs|notebooks|scripts)/[A-Za-z0-9_./-]+)`)");
  std::vector<fs::path> pages = {kRoot / "README.md"};
  for (const auto& entry : fs::recursive_directory_iterator(kRoot / "docs"))
    if (entry.path().extension() == ".md") pages.push_back(entry.path());
  for (const fs::path& page : pages) {
    std::ifstream in(page);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    for (std::sregex_iterator it(text.begin(), text.end(), kPath), end; it != end; ++it) {
      const std::string named = (*it)[1];
      CAPTURE(page.string(), named);
      CHECK(fs::exists(kRoot / named));
    }
  }
}
