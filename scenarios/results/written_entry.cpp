// SPDX-License-Identifier: Apache-2.0
#include "scenarios/results/written_entry.hpp"

#include <fmt/format.h>

#include "scenarios/load/locations.hpp"
#include "scenarios/schema/scenario.pb.h"

namespace waypost::scenarios {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

/// One element of a scalar field; `at` < 0: the field is not repeated.
std::string scalar_text(const Message& m, const FieldDescriptor& f, int at) {
  const Reflection& r = *m.GetReflection();
  switch (f.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return at < 0 ? r.GetString(m, &f) : r.GetRepeatedString(m, &f, at);
    case FieldDescriptor::CPPTYPE_ENUM:
      return lower((at < 0 ? r.GetEnum(m, &f) : r.GetRepeatedEnum(m, &f, at))->name());
    case FieldDescriptor::CPPTYPE_BOOL:
      return (at < 0 ? r.GetBool(m, &f) : r.GetRepeatedBool(m, &f, at)) ? "true" : "false";
    case FieldDescriptor::CPPTYPE_UINT32:
      return std::to_string(at < 0 ? r.GetUInt32(m, &f) : r.GetRepeatedUInt32(m, &f, at));
    case FieldDescriptor::CPPTYPE_UINT64:
      return std::to_string(at < 0 ? r.GetUInt64(m, &f) : r.GetRepeatedUInt64(m, &f, at));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return fmt::format("{:g}", at < 0 ? r.GetDouble(m, &f) : r.GetRepeatedDouble(m, &f, at));
    default: return "";  // the schema uses no other kind
  }
}

/// Walks everything that an entry holds.
class Reader {
 public:
  Reader(const Loaded& loaded, WrittenEntry& entry) : loaded_(loaded), entry_(entry) {}

  void read(const Message& m, const std::string& prefix) {
    std::vector<const FieldDescriptor*> fields;
    m.GetReflection()->ListFields(m, &fields);
    for (const FieldDescriptor* f : fields) {
      const std::string name = prefix + std::string(f->name());
      if (!f->is_repeated()) {
        read_one(m, *f, -1, name);
        continue;
      }
      for (int i = 0; i < m.GetReflection()->FieldSize(m, f); ++i)
        read_one(m, *f, i, fmt::format("{}[{}]", name, i));
    }
  }

 private:
  void read_one(const Message& m, const FieldDescriptor& f, int at, const std::string& name) {
    if (f.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      const int line = loaded_.locations->error(entry_.path + "." + name, "", "").line;
      entry_.values.push_back({name, scalar_text(m, f, at), line});
      return;
    }
    const Reflection& r = *m.GetReflection();
    read(at < 0 ? r.GetMessage(m, &f) : r.GetRepeatedMessage(m, &f, at), name + ".");
  }

  const Loaded& loaded_;
  WrittenEntry& entry_;
};

/// "isp" leads to "isp", "isp/1" and "isp@Paris, FR", not to "isp2".
bool is_of(std::string_view rest, const std::string& name) {
  return rest.starts_with(name) &&
         (rest.size() == name.size() || rest[name.size()] == '/' || rest[name.size()] == '@');
}

/// The index of the entry called so; -1: none. The longest name wins.
int find_named(const Message& scenario, const FieldDescriptor& list, std::string_view rest) {
  const FieldDescriptor* name = list.message_type()->FindFieldByName("name");
  if (name == nullptr) return -1;
  const Reflection& r = *scenario.GetReflection();
  int found = -1;
  std::size_t longest = 0;
  for (int i = 0; i < r.FieldSize(scenario, &list); ++i) {
    const Message& entry = r.GetRepeatedMessage(scenario, &list, i);
    const std::string text = entry.GetReflection()->GetString(entry, name);
    if (text.size() < longest || !is_of(rest, text)) continue;
    found = i;
    longest = text.size();
  }
  return found;
}

}  // namespace

const WrittenValue* WrittenEntry::find(const std::string& field) const {
  for (const WrittenValue& value : values) {
    if (!value.field.starts_with(field)) continue;
    const char next = value.field.size() == field.size() ? '.' : value.field[field.size()];
    if (next == '.' || next == '[') return &value;
  }
  return nullptr;
}

WrittenEntry written_entry(const Loaded& loaded, const std::string& host_path) {
  WrittenEntry entry;
  if (!loaded.scenario || !loaded.locations) return entry;
  const Message& scenario = *loaded.scenario;
  const std::size_t slash = host_path.find('/');
  const FieldDescriptor* field =
      scenario.GetDescriptor()->FindFieldByName(host_path.substr(0, slash));
  if (field == nullptr || field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return entry;
  int at = -1;
  if (field->is_repeated()) {
    if (slash == std::string::npos) return entry;
    at = find_named(scenario, *field, std::string_view(host_path).substr(slash + 1));
    if (at < 0) return entry;
    entry.path = fmt::format("{}[{}]", std::string(field->name()), at);
  } else {
    if (!scenario.GetReflection()->HasField(scenario, field)) return entry;
    entry.path = std::string(field->name());
  }
  entry.line = loaded.locations->error(entry.path, "", "").line;
  const Reflection& r = *scenario.GetReflection();
  Reader(loaded, entry)
      .read(at < 0 ? r.GetMessage(scenario, field) : r.GetRepeatedMessage(scenario, field, at), "");
  return entry;
}

}  // namespace waypost::scenarios
