// SPDX-License-Identifier: Apache-2.0
#include "scenarios/load/locations.hpp"

#include <charconv>

#include "scenarios/schema/scenario.pb.h"

namespace waypost::scenarios {
namespace {
using google::protobuf::FieldDescriptor;
using google::protobuf::TextFormat;

struct Place {
  int line = -1;
  int column = -1;
  bool exact = false;  ///< the last part of the path was found itself
};

/// "records[2]" -> "records", 2; index -1 when there is none.
std::pair<std::string, int> split_index(std::string_view part) {
  const std::size_t bracket = part.find('[');
  if (bracket == std::string_view::npos) return {std::string(part), -1};
  int index = 0;
  std::from_chars(part.data() + bracket + 1, part.data() + part.size(), index);
  return {std::string(part.substr(0, bracket)), index};
}

/// Walks the parse tree beside the descriptors as far as the path leads.
Place find(const TextFormat::ParseInfoTree* tree, std::string_view path) {
  const auto* type = schema::Scenario::descriptor();
  Place place;
  while (!path.empty() && tree != nullptr && type != nullptr) {
    const std::size_t dot = path.find('.');
    const auto [name, index] = split_index(path.substr(0, dot));
    path = dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
    const FieldDescriptor* field = type->FindFieldByName(name);
    if (field == nullptr) break;
    const int at = field->is_repeated() ? std::max(index, 0) : -1;
    const TextFormat::ParseLocation location = tree->GetLocation(field, at);
    if (location.line < 0) break;
    place = {location.line, location.column, path.empty()};
    type = field->message_type();
    tree = type == nullptr ? nullptr : tree->GetTreeForNested(field, at);
  }
  return place;
}
}  // namespace

ScenarioError Locations::error(std::string path, std::string what, std::string hint) const {
  if (path.starts_with("--")) return {{}, 0, 0, std::move(path), std::move(what), std::move(hint)};
  const Place place = find(tree.get(), path);
  ScenarioError error{
      file, place.line + 1, place.column + 1, std::move(path), std::move(what), std::move(hint)};
  if (tree != nullptr && place.line < 0) error.line = error.column = 1;
  return error;
}

bool Locations::written(std::string_view path) const { return find(tree.get(), path).exact; }

}  // namespace waypost::scenarios
