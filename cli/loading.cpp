// SPDX-License-Identifier: Apache-2.0
#include "cli/loading.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "scenarios/load/suggest.hpp"

namespace waypost::cli {

std::filesystem::path library_folder() {
  const char* chosen = std::getenv("WAYPOST_LIBRARY");
  return chosen != nullptr && *chosen != '\0' ? chosen : WAYPOST_LIBRARY_DIR;
}

std::filesystem::path find_scenario(const std::string& name) {
  const std::filesystem::path path(name);
  if (std::filesystem::exists(path) || path.has_parent_path() || path.has_extension()) return path;
  const std::filesystem::path shipped = library_folder() / (name + ".textproto");
  return std::filesystem::exists(shipped) ? shipped : path;
}

scenarios::Loaded load_named(const std::string& name) {
  const std::filesystem::path path = find_scenario(name);
  scenarios::Loaded loaded = scenarios::load_file(path);
  if (loaded.ok() || std::filesystem::exists(path)) return loaded;
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(library_folder(), ignored))
    if (entry.path().extension() == ".textproto") names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  if (const std::string near = scenarios::nearest(path.stem().string(), names); !near.empty())
    loaded.errors.front().hint = fmt::format("Did you mean \"{}\", of the library?", near);
  return loaded;
}

std::optional<scenarios::Loaded> load_or_complain(const std::string& name, const Console& console) {
  scenarios::Loaded loaded = load_named(name);
  for (const auto& error : loaded.errors) fmt::print(console.err, "{}\n", to_string(error));
  if (!loaded.ok()) {
    fmt::print(console.err, "{} in {}\n", count_of(loaded.errors.size(), "mistake"), loaded.file);
    return std::nullopt;
  }
  for (const auto& note : loaded.notes) fmt::print(console.err, "note: {}\n", to_string(note));
  return loaded;
}

std::string count_of(std::size_t n, const std::string& noun) {
  return fmt::format("{} {}{}", n, noun, n == 1 ? "" : "s");
}

}  // namespace waypost::cli
