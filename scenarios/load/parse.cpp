// SPDX-License-Identifier: Apache-2.0
// The binary form, and the words that all three forms share.
#include "scenarios/load/parse.hpp"

#include <fmt/format.h>
#include <google/protobuf/unknown_field_set.h>

#include "scenarios/load/suggest.hpp"

namespace waypost::scenarios {
namespace {
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

std::vector<std::string> field_names(const Descriptor& type) {
  std::vector<std::string> names;
  for (int i = 0; i < type.field_count(); ++i) names.push_back(type.field(i)->name());
  return names;
}

/// The path of the first message below `message` that holds fields of no known number.
std::string with_unknown_fields(const Message& message, const std::string& path, bool& found) {
  const auto& reflection = *message.GetReflection();
  if (!reflection.GetUnknownFields(message).empty()) {
    found = true;
    return path;
  }
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->message_type() == nullptr) continue;
    const int size = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < size && !found; ++i) {
      const Message& child = field->is_repeated() ? reflection.GetRepeatedMessage(message, field, i)
                                                  : reflection.GetMessage(message, field);
      const std::string name =
          field->is_repeated() ? fmt::format("{}[{}]", field->name(), i) : field->name();
      const std::string inner =
          with_unknown_fields(child, path.empty() ? name : path + "." + name, found);
      if (found) return inner;
    }
  }
  return {};
}
}  // namespace

std::string unknown_field_hint(const Descriptor& type, const std::string& name) {
  const std::string near = nearest(name, field_names(type));
  if (!near.empty()) return fmt::format("Did you mean \"{}\"?", near);
  const Descriptor* root = schema::Scenario::descriptor();
  if (&type != root && root->FindFieldByName(name) != nullptr)
    return fmt::format("\"{}\" is a field of Scenario: is a closing brace missing above?", name);
  return did_you_mean(name, field_names(type));
}

std::vector<std::string> enum_names(const google::protobuf::EnumDescriptor& type) {
  std::vector<std::string> names;
  for (int i = 0; i < type.value_count(); ++i)
    if (type.value(i)->number() != 0) names.push_back(type.value(i)->name());
  return names;
}

ParseOutcome parse_binary(std::string_view bytes, schema::Scenario& message,
                          const Locations& locations) {
  ParseOutcome outcome;
  google::protobuf::LogSilencer silent;  // the outcome says it
  const bool parsed = bytes.size() <= INT32_MAX &&
                      message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
  bool unknown = false;
  const std::string where = parsed ? with_unknown_fields(message, "", unknown) : "";
  if (parsed && !unknown && !bytes.empty()) return outcome;
  outcome.errors.push_back(locations.error(
      where, fmt::format("truncated, or not a Waypost scenario ({} octets)", bytes.size()),
      "Binary scenarios are waypost.schema.Scenario messages, schema_version 1"));
  message.Clear();
  return outcome;
}

}  // namespace waypost::scenarios
