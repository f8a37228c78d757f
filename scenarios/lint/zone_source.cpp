// SPDX-License-Identifier: Apache-2.0
#include "scenarios/lint/zone_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "models/net/address_book.hpp"
#include "scenarios/import/zone_import.hpp"

namespace waypost::scenarios {
namespace {

constexpr std::uint32_t kAnyTtl = 3600;  // of records without one: no rule asks

std::string lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return text;
}

/// What build adds where the text has none, so that an alias at the apex is seen beside it.
void add_apex(const std::string& origin, MasterRecords& read) {
  const auto has = [&](dns::RecordType type) {
    return std::any_of(read.records.begin(), read.records.end(), [&](const MasterRecord& record) {
      return record.type == type && lower(record.owner) == origin;
    });
  };
  std::string text;
  if (!has(dns::RecordType::soa))
    text += fmt::format("{} {} SOA ns. hostmaster. 1 7200 900 1209600 3600\n", origin, kAnyTtl);
  if (!has(dns::RecordType::ns)) text += fmt::format("{} {} NS ns.\n", origin, kAnyTtl);
  for (MasterRecord& record : read_master_text(text, "").records) {
    record.line = 0;
    read.records.push_back(std::move(record));
  }
}

}  // namespace

std::string absolute_name(const std::string& name) {
  return lower(name.ends_with('.') ? name : name + ".");
}

ZoneSource::ZoneSource(const Loaded& loaded, int index)
    : loaded_(loaded),
      index_(index),
      origin_(absolute_name(loaded.scenario->zones(index).origin())) {
  read_text(loaded.scenario->zones(index),
            std::filesystem::path(loaded.file).parent_path().string());
  look_at_records_together();
}

void ZoneSource::read_text(const schema::Zone& zone, const std::string& folder) {
  const MasterOptions options{.origin = origin_, .default_ttl = kAnyTtl};
  if (!zone.file().empty()) {
    read_ = read_master_file((std::filesystem::path(folder) / zone.file()).string(), options);
    return;
  }
  std::string text;
  std::vector<int> entries;  // of each line of the text: 1 + the index into `records`
  for (int i = 0; i < zone.records_size(); ++i) {
    text += zone.records(i) + "\n";
    const auto inner = std::count(zone.records(i).begin(), zone.records(i).end(), '\n');
    entries.insert(entries.end(), static_cast<std::size_t>(inner) + 1, i + 1);
  }
  read_ = read_master_text(text, loaded_.file, options, entries);
}

/// Adds the findings of import_zone; those of the zone as a whole are build's to tell.
void ZoneSource::look_at_records_together() {
  dns::NameTable names;
  dns::RecordStore records;
  net::AddressBook addresses;
  MasterRecords whole = read_;
  add_apex(origin_, whole);
  const ImportedZone imported = import_zone(
      whole, names.intern(origin_),
      {names, records, [&](const net::Address& address) { return addresses.intern(address); }});
  for (const ZoneFinding& finding : imported.findings.list)
    if (finding.line > 0) read_.findings.add(finding);
}

ScenarioError ZoneSource::place(const std::string& file, int line, int column) const {
  const schema::Zone& zone = loaded_.scenario->zones(index_);
  if (!zone.file().empty() || file != loaded_.file) return {file, line, column, {}, {}, {}};
  return loaded_.locations->error(fmt::format("zones[{}].records[{}]", index_, line - 1), {}, {});
}

ScenarioError ZoneSource::place_of(const MasterRecord& record) const {
  return place(read_.files[record.file], record.line, 0);
}

ScenarioError ZoneSource::place_of(const ZoneFinding& finding) const {
  return place(finding.file, finding.line, finding.column);
}

const MasterRecord* ZoneSource::find(const std::string& owner, dns::RecordType type,
                                     const std::string& target) const {
  for (const MasterRecord& record : read_.records) {
    if (record.type != type || lower(record.owner) != owner) continue;
    const std::string data = " " + lower(record.data);
    if (target.empty() || data.ends_with(" " + target)) return &record;
  }
  return nullptr;
}

}  // namespace waypost::scenarios
