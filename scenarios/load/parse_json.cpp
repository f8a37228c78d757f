// SPDX-License-Identifier: Apache-2.0
// JSON form. protobuf parses the syntax (into google.protobuf.Struct) and tells only its first
// mistake; the fields are filled here by reflection, so that every wrong one is reported by its
// path.
#include <fmt/format.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <charconv>
#include <map>

#include "scenarios/load/parse.hpp"
#include "scenarios/load/read_file.hpp"
#include "scenarios/load/suggest.hpp"

namespace waypost::scenarios {
namespace {
using google::protobuf::FieldDescriptor;
using google::protobuf::ListValue;
using google::protobuf::Message;
using google::protobuf::Struct;
using google::protobuf::Value;

constexpr double kExactIntegers = 9007199254740992.0;  // 2^53: JSON numbers pass through double
constexpr std::size_t kMostJson = 32ULL << 20;         // a Struct takes some 20 times its text

class Filler {
 public:
  explicit Filler(const Locations& locations) : locations_(locations) {}

  void fill(const Struct& object, Message& message, const std::string& path) {
    // Struct's map has no order; its keys are visited sorted so that reports are the same each
    // time.
    std::map<std::string, const Value*> entries;
    for (const auto& [key, value] : object.fields()) entries.emplace(key, &value);
    for (const auto& [key, value] : entries) {
      const auto* type = message.GetDescriptor();
      const FieldDescriptor* field = type->FindFieldByName(key);
      if (field == nullptr) field = type->FindFieldByCamelcaseName(key);
      const std::string here = path.empty() ? key : path + "." + key;
      if (field == nullptr) {
        fail(here, fmt::format("{} has no such field", type->name()),
             unknown_field_hint(*type, key));
      } else if (value->kind_case() != Value::kNullValue) {
        set(*value, message, *field, here);
      }
    }
  }

  ParseOutcome finish() { return std::move(outcome_); }

 private:
  void fail(const std::string& path, std::string what, std::string hint) {
    outcome_.errors.push_back(locations_.error(path, std::move(what), std::move(hint)));
    const std::size_t dot = path.rfind('.');
    outcome_.mentioned.insert(path.substr(dot == std::string::npos ? 0 : dot + 1));
  }

  void set(const Value& value, Message& message, const FieldDescriptor& field,
           const std::string& path) {
    if (!field.is_repeated()) return set_one(value, message, field, path);
    if (value.kind_case() != Value::kListValue)
      return fail(path, "a list is expected here", "Put the value into [ ]");
    for (int i = 0; i < value.list_value().values_size(); ++i)
      set_one(value.list_value().values(i), message, field, fmt::format("{}[{}]", path, i));
  }

  void set_one(const Value& value, Message& message, const FieldDescriptor& field,
               const std::string& path) {
    const auto& reflection = *message.GetReflection();
    if (const auto* oneof = field.real_containing_oneof();
        oneof != nullptr && reflection.HasOneof(message, oneof))
      return fail(path,
                  fmt::format("excludes {}, which is given too",
                              reflection.GetOneofFieldDescriptor(message, oneof)->name()),
                  "Leave one out");
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE: return set_message(value, message, field, path);
      case FieldDescriptor::CPPTYPE_STRING: return set_text(value, message, field, path);
      case FieldDescriptor::CPPTYPE_BOOL: return set_bool(value, message, field, path);
      case FieldDescriptor::CPPTYPE_ENUM: return set_enum(value, message, field, path);
      default: return set_number(value, message, field, path);
    }
  }

  void set_message(const Value& value, Message& message, const FieldDescriptor& field,
                   const std::string& path) {
    if (value.kind_case() != Value::kStructValue)
      return fail(path, "an object { } is expected here", "");
    const auto& reflection = *message.GetReflection();
    fill(value.struct_value(),
         *(field.is_repeated() ? reflection.AddMessage(&message, &field)
                               : reflection.MutableMessage(&message, &field)),
         path);
  }

  void set_text(const Value& value, Message& message, const FieldDescriptor& field,
                const std::string& path) {
    if (value.kind_case() == Value::kNumberValue)
      return fail(path, fmt::format("text is expected, not the number {}", value.number_value()),
                  fmt::format("Write \"{}\", with its unit if it has one", value.number_value()));
    if (value.kind_case() != Value::kStringValue) return fail(path, "text is expected here", "");
    const auto& reflection = *message.GetReflection();
    field.is_repeated() ? reflection.AddString(&message, &field, value.string_value())
                        : reflection.SetString(&message, &field, value.string_value());
  }

  void set_bool(const Value& value, Message& message, const FieldDescriptor& field,
                const std::string& path) {
    if (value.kind_case() != Value::kBoolValue)
      return fail(path, "true or false is expected here", "");
    message.GetReflection()->SetBool(&message, &field, value.bool_value());
  }

  void set_enum(const Value& value, Message& message, const FieldDescriptor& field,
                const std::string& path) {
    const auto* known = value.kind_case() == Value::kStringValue
                            ? field.enum_type()->FindValueByName(value.string_value())
                            : nullptr;
    if (known == nullptr || known->number() == 0)
      return fail(path, fmt::format("\"{}\" is no value of {}", value.string_value(), field.name()),
                  did_you_mean(value.string_value(), enum_names(*field.enum_type())));
    message.GetReflection()->SetEnum(&message, &field, known);
  }

  /// Numbers; 64-bit integers may be written as text, as protobuf writes them.
  void set_number(const Value& value, Message& message, const FieldDescriptor& field,
                  const std::string& path) {
    const auto& reflection = *message.GetReflection();
    if (value.kind_case() == Value::kStringValue &&
        field.cpp_type() == FieldDescriptor::CPPTYPE_UINT64) {
      const std::string& text = value.string_value();
      std::uint64_t number = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
      if (error != std::errc{} || end != text.data() + text.size())
        return fail(path, fmt::format("\"{}\" is no whole number", text), "");
      return reflection.SetUInt64(&message, &field, number);
    }
    if (value.kind_case() != Value::kNumberValue)
      return fail(path, "a number without quotes is expected here", "");
    const double number = value.number_value();
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE)
      return reflection.SetDouble(&message, &field, number);
    const bool wide = field.cpp_type() == FieldDescriptor::CPPTYPE_UINT64;
    const double most = wide ? kExactIntegers : 4294967295.0;
    if (!(number >= 0 && number <= most) ||
        number != static_cast<double>(static_cast<std::uint64_t>(number)))
      return fail(path, fmt::format("{} is no whole number from 0 to {:.0f}", number, most),
                  wide ? "Write larger numbers as text" : "");
    if (wide) return reflection.SetUInt64(&message, &field, static_cast<std::uint64_t>(number));
    const auto narrow = static_cast<std::uint32_t>(number);
    field.is_repeated() ? reflection.AddUInt32(&message, &field, narrow)
                        : reflection.SetUInt32(&message, &field, narrow);
  }

  const Locations& locations_;
  ParseOutcome outcome_;
};

/// "INVALID_ARGUMENT:Expected : between key:value pair.\n{\"a\" 1}\n^" -> its first line.
std::string first_line(std::string text) {
  if (text.starts_with("INVALID_ARGUMENT:")) text.erase(0, 17);
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n'))
    text[at] = ' ';
  return text.substr(0, 300);
}

}  // namespace

ParseOutcome parse_json(std::string_view text, schema::Scenario& message,
                        const Locations& locations) {
  const auto refuse = [&](std::string what, std::string hint) {
    return ParseOutcome{{locations.error("", std::move(what), std::move(hint))}, {}};
  };
  if (text.size() > kMostJson)
    return refuse(fmt::format("{} MiB of JSON are more than the {} MiB that are read",
                              text.size() >> 20, kMostJson >> 20),
                  "Use the binary form, .binpb, for generated scenarios");
  if (text.find('\0') != std::string_view::npos || first_bad_utf8(text) != std::string_view::npos)
    return refuse("this is not JSON in UTF-8", "");
  Struct object;
  const auto status = google::protobuf::util::JsonStringToMessage(
      google::protobuf::StringPiece(text.data(), text.size()), &object);
  if (!status.ok()) return refuse("broken JSON: " + first_line(status.ToString()), "");
  Filler filler(locations);
  filler.fill(object, message, "");
  return filler.finish();
}

}  // namespace waypost::scenarios
