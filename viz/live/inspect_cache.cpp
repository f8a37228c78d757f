// SPDX-License-Identifier: Apache-2.0
#include "viz/live/inspect_cache.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "viz/live/watch_observer.hpp"

namespace waypost::viz {
namespace {

using Entry = dns::CacheEntry;

CacheRow describe(const world::World& world, const Entry& entry, sim::Time now,
                  const scenarios::WorldWords& words) {
  CacheRow row;
  row.name = words.name(entry.name);
  row.ttl_left = (entry.expires - now).seconds();
  row.negative = entry.kind != Entry::Kind::records;
  // The cache keeps what is known of a name as a whole, and failures, under types of its own.
  const auto number = static_cast<std::uint16_t>(entry.type);
  switch (entry.kind) {
    case Entry::Kind::records:
      row.type = dns::to_text(entry.type);
      row.value = value_text(world, entry.set, words);
      row.ttl = entry.ttl;
      break;
    case Entry::Kind::no_data:
      row.type = dns::to_text(entry.type);
      row.value = "no such data";
      break;
    case Entry::Kind::name_error: row.value = "no such name"; break;
    case Entry::Kind::failure:
      row.type = dns::to_text(static_cast<dns::RecordType>(number & 0x7FFF));
      row.value = "could not be resolved";
      break;
  }
  row.ttl = std::max(row.ttl, row.ttl_left);
  return row;
}

}  // namespace

std::vector<CacheRow> cache_rows(const world::World& world, const dns::Cache& cache,
                                 const WatchState& watch, const scenarios::WorldWords& words,
                                 const std::string& search) {
  const sim::Time now = world.engine.now();
  const auto watched = [&](const Entry& e) {
    return watch.any() && watch.change().name == e.name.node && !e.name.made_up() &&
           watch.change().type == static_cast<std::uint16_t>(e.type);
  };
  std::vector<const Entry*> entries;
  cache.for_each(now, [&](const Entry& entry) {
    if (search.empty() || words.name(entry.name).find(search) != std::string::npos)
      entries.push_back(&entry);
  });
  const auto shown = std::min(entries.size(), kInspectionRows);
  std::partial_sort(entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(shown),
                    entries.end(), [&](const Entry* a, const Entry* b) {
                      if (watched(*a) != watched(*b)) return watched(*a);
                      if (a->expires != b->expires) return a->expires < b->expires;
                      return a->name.node < b->name.node;
                    });
  std::vector<CacheRow> rows;
  for (std::size_t i = 0; i < shown; ++i) {
    rows.push_back(describe(world, *entries[i], now, words));
    if (watched(*entries[i]) && entries[i]->kind == Entry::Kind::records)
      rows.back().watched = rows.back().value == watch.change().old_value ? HeldValue::old_value
                            : rows.back().value == watch.change().new_value
                                ? HeldValue::new_value
                                : HeldValue::other_value;
  }
  return rows;
}

std::vector<RecordRow> zone_records(const world::World& world, const dns::Zone& zone,
                                    const scenarios::WorldWords& words) {
  std::vector<RecordRow> rows;
  for (const dns::RecordSetId id : zone.sets) {
    const dns::RecordSet& set = world.dns.records.set(id);
    for (const dns::Rdata& data : world.dns.records.data(id)) {
      if (rows.size() >= kInspectionRows) return rows;
      rows.push_back({words.name(set.owner), std::string(dns::to_text(set.type)),
                      words.data(id, data), set.ttl});
    }
  }
  return rows;
}

}  // namespace waypost::viz
