// SPDX-License-Identifier: Apache-2.0
#include "viz/view/injections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace waypost::viz {
namespace {

const SceneServer* server_of(const Snapshot& s, Subject subject) {
  const bool is = subject.kind == Subject::Kind::server && subject.index < s.scene->servers.size();
  return is ? &s.scene->servers[subject.index] : nullptr;
}

std::string without_dot(std::string name) {
  if (name.size() > 1 && name.back() == '.') name.pop_back();
  return name;
}

/// Addresses, exchangers and name servers: "example.org. MX" and its records as a step replaces
/// them, the whole set, since that is what a step replaces.
std::vector<std::pair<std::string, std::string>> record_sets(const std::vector<RecordRow>& rows) {
  std::vector<std::pair<std::string, std::string>> sets;
  for (const RecordRow& row : rows) {
    if (row.type != "A" && row.type != "AAAA" && row.type != "MX" && row.type != "NS") continue;
    const std::string set = fmt::format("{} {}", row.owner, row.type);
    const auto known =
        std::find_if(sets.begin(), sets.end(), [&](const auto& s) { return s.first == set; });
    std::string& replace = known == sets.end() ? sets.emplace_back(set, "").second : known->second;
    replace +=
        " replace: " + quoted(fmt::format("{} {} {} {}", row.owner, row.ttl, row.type, row.value));
  }
  return sets;
}

/// Changes of the watched record, and a shorter life for it.
void add_zone_changes(const Snapshot& s, std::vector<Injection>& all) {
  if (s.inspection.zones.empty()) return;
  const std::string zone = without_dot(s.inspection.zones.front().apex);
  if (zone == ".") return;
  all.push_back({"Lower all TTLs of " + zone,
                 fmt::format("change_ttl {{ zone: {} ttl: \"60s\" }}", quoted(zone))});
  for (const auto& [set, replace] : record_sets(s.inspection.records)) {
    all.push_back({"Change " + set,
                   fmt::format("change_records {{ zone: {}{} }}", quoted(zone), replace), false});
    if (all.size() > 14) return;
  }
}

}  // namespace

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string down_step(const std::string& name) {
  return fmt::format("down {{ names: {} }}", quoted(name));
}
std::string up_step(const std::string& name) {
  return fmt::format("up {{ names: {} }}", quoted(name));
}

std::string name_in_plan(const Snapshot& s, Subject subject) {
  switch (subject.kind) {
    case Subject::Kind::nothing: return "";
    case Subject::Kind::server:
      return subject.index < s.scene->servers.size() ? s.scene->servers[subject.index].name : "";
    case Subject::Kind::site:
      return subject.index < s.scene->sites.size() ? s.scene->sites[subject.index].name : "";
    case Subject::Kind::link:
      return subject.index < s.scene->links.size() ? s.scene->links[subject.index].name : "";
  }
  return "";
}

bool is_up(const Snapshot& s, Subject subject) {
  switch (subject.kind) {
    case Subject::Kind::nothing: return true;
    case Subject::Kind::server:
      return subject.index >= s.servers.up.size() || s.servers.up[subject.index] != 0;
    case Subject::Kind::site:
      return subject.index >= s.site_up.size() || s.site_up[subject.index] != 0;
    case Subject::Kind::link: return subject.index >= s.links.size() || s.links[subject.index].up;
  }
  return true;
}

std::vector<Injection> injections(const Snapshot& s, Subject subject) {
  std::vector<Injection> all;
  const std::string name = name_in_plan(s, subject);
  if (name.empty()) return all;
  const std::string target = quoted(name);
  const SceneServer* server = server_of(s, subject);
  all.push_back({"Take down", down_step(name)});
  all.push_back({"Bring back", up_step(name)});
  if (server != nullptr)
    all.push_back(
        {"Refuse connections", fmt::format("down {{ names: {} how: REFUSING }}", target)});
  all.push_back({"Lose 20 %", fmt::format("lossy {{ names: {} loss: \"20%\" }}", target)});
  all.push_back({"Slow down, x5", fmt::format("slow {{ names: {} factor: 5 }}", target)});
  if (server == nullptr) return all;
  if (server->kind() != ServerKind::authoritative)
    all.push_back({"Flush", fmt::format("flush {{ names: {} }}", target)});
  all.push_back({"Burst of 50,000 per second for a minute",
                 fmt::format("lasting: \"1m\" attack {{ names: {} rate: \"50,000/s\" }}", target)});
  if (server->kind() == ServerKind::authoritative) add_zone_changes(s, all);
  return all;
}

}  // namespace waypost::viz
