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

/// The lines as one text, and the line of the scenario on which each stands.
struct Joined {
  std::string text;
  std::vector<int> lines;
};

Joined join(const Draft& draft, const Lines& lines, const std::string& path) {
  Joined joined;
  for (int i = 0; i < lines.size(); ++i) {
    const int line = draft.locations.error(fmt::format("{}[{}]", path, i), "", "").line;
    joined.text += lines[i] + "\n";
    const auto inner = std::count(lines[i].begin(), lines[i].end(), '\n');
    joined.lines.insert(joined.lines.end(), static_cast<std::size_t>(inner) + 1, line);
  }
  return joined;
}

MasterRecords read_lines(const Draft& draft, const Lines& lines, dns::Name origin,
                         std::uint32_t ttl, const std::string& path) {
  const Joined joined = join(draft, lines, path);
  return read_master_text(joined.text, draft.file,
                          {.origin = draft.world.dns.names.text(origin), .default_ttl = ttl},
                          joined.lines);
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
  for (MasterRecord& record : added.records) read.records.push_back(std::move(record));
}

void tell(Draft& draft, const ZoneFindings& findings, const std::string& zone) {
  constexpr const char* kSeverities[] = {"error", "warning", "note"};
  for (const ZoneFinding& finding : findings.list)
    draft.built.findings.push_back(
        {"", kSeverities[static_cast<int>(finding.severity)], zone, to_text(finding), true});
  if (findings.left_out > 0)
    draft.note(zone, fmt::format("{} more findings are left out", findings.left_out));
}

void refuse(Draft& draft, const ZoneFindings& findings, const std::string& path) {
  for (const ZoneFinding& finding : findings.list)
    if (finding.severity == ZoneFinding::Severity::error)
      draft.problems.add(path, to_text(finding));
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

std::vector<dns::RecordSetId> read_record_lines(Draft& draft, const Lines& lines, dns::Name origin,
                                                std::uint32_t ttl, const std::string& path) {
  const MasterRecords read = read_lines(draft, lines, origin, ttl, path);
  ZoneFindings findings;
  auto sets = import_sets(read, import_target(draft), findings);
  refuse(draft, read.findings, path);
  refuse(draft, findings, path);
  return sets;
}

ZoneText read_zone_text(Draft& draft, const schema::Zone& zone, dns::Name apex, std::uint32_t ttl,
                        const std::string& path) {
  MasterRecords read = zone.file().empty()
                           ? read_lines(draft, zone.records(), apex, ttl, path + ".records")
                           : read_file(draft, zone, apex, ttl, path);
  add_missing_apex(draft, zone, apex, ttl, read);
  ImportedZone imported = import_zone(read, apex, import_target(draft));
  tell(draft, read.findings, zone.origin());
  tell(draft, imported.findings, zone.origin());
  const bool clean = read.findings.errors + imported.findings.errors == 0;
  return {std::move(imported.zone.sets),
          clean || zone.on_bad_record() == schema::Zone::SKIP_RECORD};
}

}  // namespace waypost::scenarios
