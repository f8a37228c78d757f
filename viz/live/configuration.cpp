// SPDX-License-Identifier: Apache-2.0
#include "viz/live/configuration.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <set>

#include "scenarios/results/written_entry.hpp"
#include "viz/live/configuration_values.hpp"

namespace waypost::viz {
namespace {

using scenarios::WrittenEntry;
using scenarios::WrittenValue;

/// Where the schema has the same thing in the entries of providers and of sets of domains.
std::string field_in(const std::string& field, const std::string& entry_path) {
  const auto moved = [&](const std::string& from, const std::string& to) {
    return field.starts_with(from) ? to + field.substr(from.size()) : field;
  };
  if (entry_path.starts_with("mail_providers")) return moved("receives.", "");
  if (entry_path.starts_with("domains")) return moved("sends.", "self_sends.");
  return field;
}

/// Which written value decides an effective one; a mix wins over a profile.
const WrittenValue* deciding(const WrittenEntry& entry, const std::string& field) {
  if (field == "profile" || field.ends_with(".profile")) {
    const std::string mix = field.substr(0, field.size() - 7) + "mix";
    if (const WrittenValue* dealt = entry.find(mix)) return dealt;
  }
  if (field == "access.delay" && entry.find(field) == nullptr) return entry.find("access.profile");
  return entry.find(field);
}

std::string state_words(mail::DomainState state) {
  switch (state) {
    case mail::DomainState::final: return "final";
    case mail::DomainState::relay_to: return "relay_to";
    case mail::DomainState::forgotten: return "forgotten";
    case mail::DomainState::unknown_users: return "unknown_users";
    case mail::DomainState::tempfail: return "tempfail";
    case mail::DomainState::stale_mailbox: return "stale_mailbox";
    case mail::DomainState::intercepted: return "intercepted";
    case mail::DomainState::forwarded: return "forward";
    case mail::DomainState::list: return "list";
  }
  return "";
}

class Rows {
 public:
  Rows(const world::World& world, const SceneServer& server, const scenarios::Loaded& loaded)
      : world_(world),
        server_(server),
        file_(std::filesystem::path(loaded.file).filename().string()),
        entry_(scenarios::written_entry(loaded, world.network.host_paths[server.host])) {}

  std::vector<ConfigurationRow> make() {
    add_entry();
    for (const EffectiveValue& value : effective_values(world_, server_)) add(value);
    for (const WrittenValue& value : entry_.values)
      if (!told_.contains(value.field)) add_written(value);
    return std::move(rows_);
  }

 private:
  std::string place(int line) const {
    return line > 0 ? fmt::format("line {} of {}", line, file_) : file_;
  }

  void add_entry() {
    if (entry_.path.empty())
      rows_.push_back({"entry", "none", "made by the program: no entry of its own", "none", false});
    else
      add_row("entry", entry_.path, entry_.line);
  }

  void add(const EffectiveValue& value) {
    const std::string field = field_in(value.field, entry_.path);
    const WrittenValue* written = deciding(entry_, field);
    if (written == nullptr) return add_default(field, value);
    add_row(field, value.value, written->line);
    // Everything at and below the field has been told with it.
    for (const WrittenValue& v : entry_.values)
      if (v.field.starts_with(field) &&
          (v.field.size() == field.size() || v.field[field.size()] == '.' ||
           v.field[field.size()] == '['))
        told_.insert(v.field);
  }

  void add_default(const std::string& field, const EffectiveValue& value) {
    const std::string brief = value.otherwise.substr(std::string_view("default of ").size());
    std::string origin = value.otherwise;
    for (const WrittenValue& v : entry_.values)
      if (v.field.starts_with("variants[") && v.field.ends_with("]." + field))
        origin += ", or a variant's, " + place(v.line);
    rows_.push_back({field, value.value, origin, brief, false});
  }

  void add_written(const WrittenValue& value) {
    if (server_.kind() == ServerKind::mail_host && value.field.starts_with("receives.domains["))
      return add_domain(value);
    add_row(value.field, value.value, value.line);
  }

  void add_row(const std::string& field, const std::string& value, int line) {
    const std::string brief = line > 0 ? fmt::format("line {}", line) : file_;
    rows_.push_back({field, value, place(line), brief, true});
  }

  /// What the plan can change is told as it is now.
  void add_domain(const WrittenValue& value) {
    const std::size_t end = value.field.find("].") + 2;
    const std::string what = value.field.substr(end);
    if (what == "state") return;  // told with each name
    if (!what.starts_with("names[")) return add_row(value.field, value.value, value.line);
    const WrittenValue* state = entry_.find(value.field.substr(0, end) + "state");
    const std::string before = state ? state->value : "final";
    dns::Name domain;
    const mail::ServedDomain* served = nullptr;
    if (world_.dns.names.find(value.value, domain))
      served = world_.mail.hosts[server_.index].domains.find(domain);
    const std::string now = served ? state_words(served->state) : before;
    add_row(value.field, fmt::format("{}: {}", value.value, now), state ? state->line : value.line);
    if (now == before) return;
    rows_.back().brief = "changed";
    rows_.back().origin = fmt::format("changed while running; {}: {}", rows_.back().origin, before);
  }

  const world::World& world_;
  const SceneServer& server_;
  std::string file_;
  WrittenEntry entry_;
  std::set<std::string> told_;
  std::vector<ConfigurationRow> rows_;
};

}  // namespace

std::vector<ConfigurationRow> configuration_of(const world::World& world, const SceneServer& server,
                                               const scenarios::Loaded& loaded) {
  return Rows(world, server, loaded).make();
}

}  // namespace waypost::viz
