// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/zone_records.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "scenarios/build/draft.hpp"

namespace waypost::scenarios {
namespace {

using Lines = google::protobuf::RepeatedPtrField<std::string>;

/// Its records and findings bear as line 1 + the index of their entry in `lines`.
MasterRecords read_lines(const Draft& draft, const Lines& lines, dns::Name origin,
                         std::uint32_t ttl) {
  std::string text;
  std::vector<int> entries;
  for (int i = 0; i < lines.size(); ++i) {
    text += lines[i] + "\n";
    const auto inner = std::count(lines[i].begin(), lines[i].end(), '\n');
    entries.insert(entries.end(), static_cast<std::size_t>(inner) + 1, i + 1);
  }
  return read_master_text(text, draft.file,
                          {.origin = draft.world.dns.names.text(origin), .default_ttl = ttl},
                          entries);
}

MasterRecords read_file(Draft& draft, const schema::Zone& zone, dns::Name apex, std::uint32_t ttl,
                        const std::string& path) {
  const std::filesystem::path file = std::filesystem::path(draft.folder) / zone.file();
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file, ignored)) {
    draft.problems.add(path + ".file", fmt::format("\"{}\" is no file", file.string()),
                       "File names are relative to the scenario's folder");
    return {};
  }
  return read_master_file(file.string(),
                          {.origin = draft.world.dns.names.text(apex), .default_ttl = ttl});
}

bool has_at_apex(const Draft& draft, const MasterRecords& read, dns::Name apex,
                 dns::RecordType type) {
  dns::Name owner;
  return std::any_of(read.records.begin(), read.records.end(), [&](const MasterRecord& record) {
    return record.type == type && draft.world.dns.names.find(record.owner, owner) && owner == apex;
  });
}

/// SOA and NS as `name_servers` say, where the text has none (docs/models.md, "Zones made for
/// you").
void add_missing_apex(const Draft& draft, const schema::Zone& zone, dns::Name apex,
                      std::uint32_t ttl, MasterRecords& read) {
  std::string text;
  const std::string owner = draft.world.dns.names.text(apex);
  const auto absolute = [](const std::string& name) {
    return name.ends_with('.') ? name : name + ".";
  };
  if (!has_at_apex(draft, read, apex, dns::RecordType::soa))
    text += fmt::format("{} {} SOA {} hostmaster.{} 1 7200 900 1209600 {}\n", owner, ttl,
                        absolute(zone.name_servers(0)), owner == "." ? "" : owner,
                        std::min<std::uint32_t>(ttl, 3600));
  if (!has_at_apex(draft, read, apex, dns::RecordType::ns))
    for (const std::string& server : zone.name_servers())
      text += fmt::format("{} {} NS {}\n", owner, ttl, absolute(server));
  MasterRecords added = read_master_text(text, read.files.empty() ? draft.file : read.files[0]);
  if (read.files.empty()) read.files = added.files;
  for (MasterRecord& record : added.records) {
    record.line = 0;  // it stands nowhere
    read.records.push_back(std::move(record));
  }
}

/// Of records that the scenario itself holds: its line and column instead of the entry's number.
void place(const Draft& draft, const std::string& path, ZoneFindings& findings) {
  for (ZoneFinding& finding : findings.list) {
    if (finding.line == 0) continue;
    const ScenarioError at =
        draft.locations.error(fmt::format("{}[{}]", path, finding.line - 1), {}, {});
    finding.line = at.line;
    finding.column = at.column;
  }
}

void tell(Draft& draft, const ZoneFindings& findings, const std::string& zone) {
  constexpr const char* kSeverities[] = {"error", "warning", "note"};
  for (const ZoneFinding& finding : findings.list)
    draft.built.findings.push_back({"", kSeverities[static_cast<int>(finding.severity)], zone,
                                    without_severity(finding), true});
  if (findings.left_out > 0)
    draft.note(zone, fmt::format("{} more findings are left out", findings.left_out));
}

/// `paths`: of the entries that the findings' lines count.
void refuse(Draft& draft, const ZoneFindings& findings, const std::vector<std::string>& paths) {
  for (const ZoneFinding& finding : findings.list)
    if (finding.severity == ZoneFinding::Severity::error)
      draft.problems.add(paths[static_cast<std::size_t>(std::max(finding.line, 1) - 1)],
                         finding.what, finding.mend);
}

/// The entry with the first record of the set, from 0.
std::size_t entry_of(const Draft& draft, const MasterRecords& read, dns::RecordSetId id) {
  const dns::RecordSet& set = draft.world.dns.records.set(id);
  dns::Name owner;
  for (const MasterRecord& record : read.records)
    if (record.type == set.type && draft.world.dns.names.find(record.owner, owner) &&
        owner == set.owner)
      return static_cast<std::size_t>(record.line - 1);
  return 0;
}

std::vector<WrittenSet> read_written(Draft& draft, const Lines& lines,
                                     const std::vector<std::string>& paths, dns::Name origin,
                                     std::uint32_t ttl) {
  const MasterRecords read = read_lines(draft, lines, origin, ttl);
  ZoneFindings findings;
  std::vector<WrittenSet> sets;
  for (const dns::RecordSetId set : import_sets(read, import_target(draft), findings))
    sets.push_back({set, paths[entry_of(draft, read, set)]});
  refuse(draft, read.findings, paths);
  refuse(draft, findings, paths);
  return sets;
}

}  // namespace

ImportTarget import_target(Draft& draft) {
  return {draft.world.dns.names, draft.world.dns.records,
          [&book = draft.network().addresses](const net::Address& a) { return book.intern(a); }};
}

dns::Name name_in_zone(Draft& draft, const std::string& text, dns::Name apex,
                       const std::string& path) {
  dns::NameTable& names = draft.world.dns.names;
  if (text == "@") return apex;
  try {
    return names.intern(text.ends_with('.') ? text : text + "." + names.text(apex));
  } catch (const std::invalid_argument& wrong) {
    draft.problems.add(path, fmt::format("\"{}\" is no domain name: {}", text, wrong.what()));
    return apex;
  }
}

std::vector<WrittenSet> read_record_lines(Draft& draft, const Lines& lines, dns::Name origin,
                                          std::uint32_t ttl, const std::string& path) {
  std::vector<std::string> paths;
  for (int i = 0; i < lines.size(); ++i) paths.push_back(fmt::format("{}[{}]", path, i));
  return read_written(draft, lines, paths, origin, ttl);
}

std::vector<WrittenSet> read_record_line(Draft& draft, const std::string& line, dns::Name origin,
                                         std::uint32_t ttl, const std::string& path) {
  Lines lines;
  *lines.Add() = line;
  return read_written(draft, lines, {path}, origin, ttl);
}

ZoneText read_zone_text(Draft& draft, const schema::Zone& zone, dns::Name apex, std::uint32_t ttl,
                        const std::string& path) {
  MasterRecords read = zone.file().empty() ? read_lines(draft, zone.records(), apex, ttl)
                                           : read_file(draft, zone, apex, ttl, path);
  add_missing_apex(draft, zone, apex, ttl, read);
  ImportedZone imported = import_zone(read, apex, import_target(draft));
  if (zone.file().empty()) {
    place(draft, path + ".records", read.findings);
    place(draft, path + ".records", imported.findings);
  }
  tell(draft, read.findings, zone.origin());
  tell(draft, imported.findings, zone.origin());
  const bool clean = read.findings.errors + imported.findings.errors == 0;
  return {std::move(imported.zone.sets),
          clean || zone.on_bad_record() == schema::Zone::SKIP_RECORD};
}

}  // namespace waypost::scenarios
