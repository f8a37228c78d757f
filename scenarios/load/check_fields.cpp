// SPDX-License-Identifier: Apache-2.0
// One walk over the whole message; the schema's field options say what to look for (options.proto).
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "scenarios/load/check.hpp"
#include "scenarios/load/check_text.hpp"
#include "scenarios/load/cities.hpp"
#include "scenarios/load/parse.hpp"
#include "scenarios/load/profiles.hpp"
#include "scenarios/load/read_file.hpp"
#include "scenarios/load/suggest.hpp"
#include "scenarios/load/units.hpp"

namespace waypost::scenarios {
namespace {
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

/// What more would not fit into a computer's memory: each machine is built, each worker has a
/// place.
constexpr std::uint32_t kMostMachines = 100'000, kMostWorkers = 1'000'000;
constexpr struct {
  const char* field;
  std::uint32_t most;
} kLimits[] = {
    {"anycast_sites", kMostMachines}, {"largest_cities", kMostMachines},
    {"count", kMostMachines},         {"hosts", kMostMachines},
    {"senders", kMostMachines},       {"hosts_per_domain", kMostMachines},
    {"workers", kMostWorkers},        {"connection_limit", kMostWorkers},
};

class FieldCheck {
 public:
  FieldCheck(const schema::Scenario& scenario, const Calendar& calendar, Findings& findings)
      : scenario_(scenario),
        calendar_(calendar),
        findings_(findings),
        sites_(entry_names(scenario, "sites")) {}

  /// `law_unit`: the unit of the field that holds `message`, for the texts inside a Law.
  void visit(const Message& message, const std::string& path, schema::Unit law_unit) {
    const auto* type = message.GetDescriptor();
    for (int i = 0; i < type->field_count(); ++i) {
      const FieldDescriptor& field = *type->field(i);
      const std::string here = path.empty() ? field.name() : path + "." + field.name();
      check_presence(message, field, here);
      for (int k = 0; k < size_of(message, field); ++k) {
        const std::string one = field.is_repeated() ? fmt::format("{}[{}]", here, k) : here;
        check_value(message, field, k, one, law_unit);
      }
    }
  }

 private:
  static int size_of(const Message& message, const FieldDescriptor& field) {
    const auto& reflection = *message.GetReflection();
    if (field.is_repeated()) return reflection.FieldSize(message, &field);
    return reflection.HasField(message, &field) ? 1 : 0;
  }

  void check_presence(const Message& message, const FieldDescriptor& field,
                      const std::string& path) {
    if (size_of(message, field) > 0) return;
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM && findings_.written(path))
      return findings_.error(
          path, fmt::format("{} may not be written", field.enum_type()->value(0)->name()),
          "Leave the field out for the default");
    if (!field.options().GetExtension(schema::required) || findings_.mentioned(field.name()))
      return;
    findings_.error(path,
                    fmt::format("{} needs {}", field.containing_type()->name(), field.name()));
  }

  void check_value(const Message& message, const FieldDescriptor& field, int index,
                   const std::string& path, schema::Unit law_unit) {
    const auto& reflection = *message.GetReflection();
    const auto& options = field.options();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE: {
        const Message& child = field.is_repeated()
                                   ? reflection.GetRepeatedMessage(message, &field, index)
                                   : reflection.GetMessage(message, &field);
        const schema::Unit unit = options.GetExtension(schema::unit);
        check_share_name(field, child, path);
        return visit(child, path, unit == schema::UNIT_UNSPECIFIED ? law_unit : unit);
      }
      case FieldDescriptor::CPPTYPE_STRING: {
        std::string scratch;
        return check_string(
            field,
            field.is_repeated()
                ? reflection.GetRepeatedStringReference(message, &field, index, &scratch)
                : reflection.GetStringReference(message, &field, &scratch),
            path, law_unit);
      }
      case FieldDescriptor::CPPTYPE_ENUM:
        if (field.enum_type()->FindValueByNumber(reflection.GetEnumValue(message, &field)) ==
            nullptr)
          findings_.error(path, "an unknown value",
                          did_you_mean("", enum_names(*field.enum_type())));
        return;
      case FieldDescriptor::CPPTYPE_DOUBLE:
        return check_double(field, reflection.GetDouble(message, &field), path);
      case FieldDescriptor::CPPTYPE_UINT32:
        if (!field.is_repeated()) check_number(field, reflection.GetUInt32(message, &field), path);
        return;
      default: return;
    }
  }

  void check_number(const FieldDescriptor& field, std::uint32_t value, const std::string& path) {
    if (field.options().GetExtension(schema::positive) && value == 0)
      findings_.error(path, "must be at least 1");
    for (const auto& limit : kLimits)
      if (field.name() == limit.field && value > limit.most)
        findings_.error(path, fmt::format("{} is more than this program builds", value),
                        fmt::format("Write at most {}", limit.most));
  }

  void check_double(const FieldDescriptor& field, double value, const std::string& path) {
    const bool may_be_negative = field.containing_type() == schema::Coordinates::descriptor();
    if (!std::isfinite(value) || (value < 0 && !may_be_negative))
      findings_.error(path, fmt::format("{} is out of range", value),
                      "Write a number of zero or more");
  }

  void check_string(const FieldDescriptor& field, const std::string& text, const std::string& path,
                    schema::Unit law_unit) {
    const auto& options = field.options();
    if (text.empty()) return findings_.error(path, "an empty text");
    if (first_bad_utf8(text) != std::string::npos) return findings_.error(path, "not UTF-8");
    if (const std::string& lists = options.GetExtension(schema::refers); !lists.empty())
      check_reference(text, lists, path);
    if (const std::string& family = options.GetExtension(schema::profile_of); !family.empty())
      check_profile(text, family, path);
    schema::Unit unit = options.GetExtension(schema::unit);
    if (unit == schema::OF_THE_FIELD) unit = law_unit;
    check_unit(unit, text, path, options.GetExtension(schema::positive));
  }

  void check_unit(schema::Unit unit, const std::string& text, const std::string& path,
                  bool positive) {
    if (unit == schema::PLACE) return check_place(text, path);
    if (unit == schema::INSTANT) return check_instant(text, path);
    const TextCheck check = check_text(unit, text);
    if (check.wrong) return findings_.error(path, check.wrong->what, check.wrong->hint);
    if (check.zero && positive)
      findings_.error(path, fmt::format("\"{}\" is zero", text), "Write more than zero");
  }

  void check_place(const std::string& text, const std::string& path) {
    if (std::find(sites_.begin(), sites_.end(), text) != sites_.end()) return;
    if (Cities::shipped().find(text) != nullptr || findings_.mentioned("sites")) return;
    const std::string near = nearest(text, sites_);
    findings_.error(
        path, fmt::format("\"{}\" is neither a site of this scenario nor a known city", text),
        near.empty() ? Cities::shipped().hint(text) : fmt::format("Did you mean \"{}\"?", near));
  }

  void check_instant(const std::string& text, const std::string& path) {
    const auto instant = calendar_.instant(text);
    if (!instant) return findings_.error(path, instant.wrong().what, instant.wrong().hint);
    if (!instant->note.empty()) findings_.note(path, instant->note);
    const auto horizon = parse_duration(scenario_.horizon());
    if (horizon && instant->time > sim::Time{} + *horizon)
      findings_.note(path, fmt::format("\"{}\" is after the horizon, {}: it never comes", text,
                                       scenario_.horizon()));
  }

  /// All entries of the lists that a reference may mean.
  struct Entries {
    std::string lists;  ///< "resolvers or forwarders"
    std::vector<std::string> names;
    std::set<std::string> keys;
    bool uncertain = false;  ///< an entry could not be read, and may be the one that is meant
  };

  const Entries& entries_of(const std::string& lists) {
    const auto [at, fresh] = entries_.try_emplace(lists);
    Entries& entries = at->second;
    if (!fresh) return entries;
    entries.uncertain = findings_.mentioned("name");
    for (std::size_t i = 0; i < lists.size();) {
      const std::size_t space = std::min(lists.find(' ', i), lists.size());
      const std::string list = lists.substr(i, space - i);
      entries.lists += (i == 0 ? "" : " or ") + list;
      entries.uncertain |= findings_.mentioned(list);
      for (std::string& name : entry_names(scenario_, list)) {
        entries.keys.insert(key_of_name(name));
        entries.names.push_back(std::move(name));
      }
      i = space + 1;
    }
    return entries;
  }

  void check_reference(const std::string& text, const std::string& lists, const std::string& path) {
    const Entries& entries = entries_of(lists);
    if (entries.uncertain || entries.keys.contains(key_of_name(text))) return;
    findings_.error(path, fmt::format("\"{}\" is no entry of {}", text, entries.lists),
                    entries.names.empty() ? fmt::format("This scenario has no {}", entries.lists)
                                          : did_you_mean(text, entries.names));
  }

  void check_profile(const std::string& text, const std::string& family, const std::string& path) {
    const auto& names = profile_names(family);
    if (std::find(names.begin(), names.end(), text) == names.end())
      findings_.error(path, fmt::format("\"{}\" is no {} profile", text, family),
                      did_you_mean(text, names));
  }

  /// In a mix the options of the list hold for the name of each part.
  void check_share_name(const FieldDescriptor& field, const Message& child,
                        const std::string& path) {
    if (child.GetDescriptor() != schema::Share::descriptor()) return;
    const std::string& name = static_cast<const schema::Share&>(child).name();
    if (name.empty()) return;
    const std::string& lists = field.options().GetExtension(schema::refers);
    const std::string& family = field.options().GetExtension(schema::profile_of);
    if (!lists.empty()) check_reference(name, lists, path + ".name");
    if (!family.empty()) check_profile(name, family, path + ".name");
  }

  const schema::Scenario& scenario_;
  const Calendar& calendar_;
  Findings& findings_;
  std::vector<std::string> sites_;
  std::map<std::string, Entries> entries_;
};

}  // namespace

std::string key_of_name(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  std::string key(name);
  for (char& c : key)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return key;
}

std::vector<std::string> entry_names(const schema::Scenario& scenario, std::string_view list) {
  std::vector<std::string> names;
  const FieldDescriptor* field = schema::Scenario::descriptor()->FindFieldByName(std::string(list));
  if (field == nullptr || field->message_type() == nullptr || !field->is_repeated()) return names;
  const FieldDescriptor* name = field->message_type()->FindFieldByName("name");
  if (name == nullptr) name = field->message_type()->FindFieldByName("origin");
  const auto& reflection = *scenario.GetReflection();
  for (int i = 0; name != nullptr && i < reflection.FieldSize(scenario, field); ++i) {
    const Message& entry = reflection.GetRepeatedMessage(scenario, field, i);
    names.push_back(entry.GetReflection()->GetString(entry, name));
  }
  return names;
}

void check_fields(const schema::Scenario& scenario, const Calendar& calendar, Findings& findings) {
  FieldCheck(scenario, calendar, findings).visit(scenario, "", schema::UNIT_UNSPECIFIED);
}

}  // namespace waypost::scenarios
