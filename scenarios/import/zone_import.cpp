// SPDX-License-Identifier: Apache-2.0
#include "scenarios/import/zone_import.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <unordered_set>

#include "scenarios/import/record_import.hpp"
#include "sim/hash.hpp"

namespace waypost::scenarios {
namespace {

using Severity = ZoneFinding::Severity;

/// A record with its owner as a name; sorting brings the sets together.
struct Placed {
  dns::Name owner;
  const MasterRecord* record;
};

bool same_set(const Placed& a, const Placed& b) {
  return a.owner == b.owner && a.record->type == b.record->type;
}

/// Owners in order of first appearance, in a set the order of the file.
void sort_into_sets(std::vector<Placed>& placed) {
  std::stable_sort(placed.begin(), placed.end(), [](const Placed& a, const Placed& b) {
    return a.owner.node != b.owner.node ? a.owner.node < b.owner.node
                                        : a.record->type < b.record->type;
  });
}

class Importer {
 public:
  Importer(const MasterRecords& read, const ImportTarget& target, ZoneFindings& findings)
      : read_(read), target_(target), findings_(findings) {}

  std::vector<Placed> place(const dns::Name* apex);
  void drop_aliases_beside_data(std::vector<Placed>& placed);
  void check_soa(std::vector<Placed>& placed, dns::Name apex);
  std::vector<dns::RecordSetId> make_sets(const std::vector<Placed>& placed);

 private:
  void report(const MasterRecord& at, Severity severity, std::string what, std::string mend = {},
              const char* rule = "") {
    findings_.add(
        {severity, read_.files[at.file], at.line, 0, std::move(what), std::move(mend), rule});
  }
  std::optional<dns::Rdata> data_of(const MasterRecord& record);
  dns::RecordSetId make_set(std::span<const Placed> set);

  const MasterRecords& read_;
  const ImportTarget& target_;
  ZoneFindings& findings_;
};

/// Owners become names; what is not at or below `apex` (when given) is left out.
std::vector<Placed> Importer::place(const dns::Name* apex) {
  std::vector<Placed> placed;
  placed.reserve(read_.records.size());
  for (const MasterRecord& record : read_.records) {
    dns::Name owner;
    try {
      owner = target_.names.intern(record.owner);
    } catch (const std::invalid_argument& fault) {
      report(record, Severity::error, fault.what());
      continue;
    }
    if (apex != nullptr && !target_.names.is_at_or_below(owner, *apex)) {
      report(record, Severity::warning,
             "\"" + record.owner + "\" is outside the zone \"" + target_.names.text(*apex) +
                 "\" and left out",
             "Put it into the zone it belongs to");
      continue;
    }
    placed.push_back({owner, &record});
  }
  return placed;
}

/// RFC 1034 section 3.6.2, RFC 2181 section 10.1: a name with a CNAME has nothing else (DNSSEC
/// apart).
void Importer::drop_aliases_beside_data(std::vector<Placed>& placed) {
  std::vector<Placed> kept;
  kept.reserve(placed.size());
  for (std::size_t begin = 0; begin < placed.size();) {
    std::size_t end = begin;
    std::size_t aliases = 0;
    for (; end < placed.size() && placed[end].owner == placed[begin].owner; ++end)
      aliases += placed[end].record->type == dns::RecordType::cname;
    const bool lone_alias = aliases == 1 && end - begin == 1;
    for (; begin < end; ++begin) {
      const Placed& one = placed[begin];
      if (lone_alias || one.record->type != dns::RecordType::cname) {
        kept.push_back(one);
        continue;
      }

      report(*one.record, Severity::error,
             "\"" + one.record->owner + "\" has a CNAME beside another record",
             "Keep one CNAME alone, or write its target's records here", "Z04");
    }
  }
  placed = std::move(kept);
}

/// One SOA, at the apex, and name servers (RFC 1035 section 5.2).
void Importer::check_soa(std::vector<Placed>& placed, dns::Name apex) {
  bool has_soa = false;
  bool has_ns = false;
  std::erase_if(placed, [&](const Placed& one) {
    has_ns = has_ns || (one.owner == apex && one.record->type == dns::RecordType::ns);
    if (one.record->type != dns::RecordType::soa) return false;
    if (one.owner == apex && !has_soa) {
      has_soa = true;
      return false;
    }
    report(*one.record, Severity::error,
           has_soa && one.owner == apex
               ? "the zone has a second SOA"
               : "a SOA stands below the zone's apex \"" + target_.names.text(apex) + "\"",
           "Keep one SOA, at the apex");
    return true;
  });
  const auto lacks = [&](const char* what, const char* mend) {
    findings_.add({Severity::error, read_.files[0], 0, 0,
                   "the zone \"" + target_.names.text(apex) + "\" has no " + what, mend});
  };
  if (!has_soa) lacks("SOA", "Write \"@ SOA ns1 hostmaster 1 7200 3600 1209600 3600\"");
  if (!has_ns) lacks("NS at its apex", "Write \"@ NS ns1\", and an address for ns1");
}

std::vector<dns::RecordSetId> Importer::make_sets(const std::vector<Placed>& placed) {
  std::vector<dns::RecordSetId> sets;
  for (std::size_t begin = 0; begin < placed.size();) {
    std::size_t end = begin;
    while (end < placed.size() && same_set(placed[end], placed[begin])) ++end;
    const dns::RecordSetId set = make_set(std::span(placed).subspan(begin, end - begin));
    if (set != dns::kNoRecordSet) sets.push_back(set);
    begin = end;
  }
  return sets;
}

std::optional<dns::Rdata> Importer::data_of(const MasterRecord& record) {
  try {
    return import_data(record, target_);
  } catch (const std::invalid_argument& fault) {
    report(record, Severity::error, fault.what());
    return std::nullopt;
  }
}

dns::RecordSetId Importer::make_set(std::span<const Placed> set) {
  std::vector<dns::Rdata> data;
  std::unordered_set<std::uint64_t> hashes;  // asked, never iterated
  std::uint64_t content = target_.names.hash(set[0].owner);
  std::uint32_t ttl = set[0].record->ttl;
  for (const Placed& one : set) {
    const std::optional<dns::Rdata> rdata = data_of(*one.record);
    if (!rdata) continue;
    if (one.record->ttl != set[0].record->ttl)
      report(*one.record, Severity::warning,
             "the TTL " + std::to_string(one.record->ttl) + " differs from the set's first, " +
                 std::to_string(set[0].record->ttl) + "; the lowest is taken for all",
             "Write one TTL for the whole set", "Z05");
    ttl = std::min(ttl, one.record->ttl);
    const std::uint64_t hash = data_hash(*rdata, *one.record, target_);
    if (!hashes.insert(hash).second) {
      report(*one.record, Severity::warning, "the record stands twice; one is kept");
      continue;
    }
    data.push_back(*rdata);
    content = sim::mix(content, hash);
  }
  if (data.empty()) return dns::kNoRecordSet;
  if (data.size() > UINT16_MAX) {
    report(*set[0].record, Severity::error, "a set of over 65,535 records");
    return dns::kNoRecordSet;
  }
  return target_.records.add(set[0].owner, set[0].record->type, ttl, data, content);
}

}  // namespace

ImportedZone import_zone(const MasterRecords& read, dns::Name apex, const ImportTarget& target) {
  ImportedZone imported;
  Importer importer(read, target, imported.findings);
  std::vector<Placed> placed = importer.place(&apex);
  sort_into_sets(placed);
  importer.drop_aliases_beside_data(placed);
  importer.check_soa(placed, apex);
  imported.zone = dns::make_zone(target.names, target.records, apex, importer.make_sets(placed));
  return imported;
}

std::vector<dns::RecordSetId> import_sets(const MasterRecords& read, const ImportTarget& target,
                                          ZoneFindings& findings) {
  Importer importer(read, target, findings);
  std::vector<Placed> placed = importer.place(nullptr);
  sort_into_sets(placed);
  return importer.make_sets(placed);
}

}  // namespace waypost::scenarios
