// SPDX-License-Identifier: Apache-2.0
// One thing looked at closely: the page that answers a selection. A cache may hold a million
// entries; a page holds the first few hundred that match, and says how many there are.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "viz/live/configuration.hpp"
#include "viz/live/watch.hpp"

namespace waypost::viz {

/// What is selected.
struct Subject {
  enum class Kind : std::uint8_t { nothing, server, site, link };
  Kind kind = Kind::nothing;
  std::uint32_t index = 0;  ///< of Scene::servers, sites or links
  bool operator==(const Subject&) const = default;
};

struct CacheRow {
  std::string name, type, value;
  double ttl_left = 0;  ///< seconds
  double ttl = 0;       ///< seconds it was stored with
  bool negative = false;
  HeldValue watched = HeldValue::none;
};

struct ZoneRow {
  std::string apex;
  std::uint32_t serial = 0;
  std::uint32_t sets = 0;
  bool loaded = true;
};

struct RecordRow {
  std::string owner, type, value;
  std::uint32_t ttl = 0;
};

/// What a mail host has waiting for one domain.
struct QueueRow {
  std::string domain;
  std::uint32_t recipients = 0;
  std::uint32_t attempts = 0;  ///< most passes of any
  double oldest_seconds = 0;
  double next_try_seconds = 0;  ///< until the first of them is taken up; < 0: being tried now
  std::string reason;           ///< of the last failure: "450 4.2.0", "no reply", "" for none yet
};

struct LocalServerRow {
  std::string server;
  std::uint32_t index = 0;  ///< of Scene::servers
};

struct Inspection {
  Subject subject;
  std::string title, subtitle;
  std::vector<std::pair<std::string, std::string>> facts;
  std::vector<CacheRow> cache;  ///< soonest to expire first
  std::uint64_t cache_size = 0;
  std::vector<ZoneRow> zones;
  std::uint64_t zone_count = 0;
  std::vector<RecordRow> records;               ///< of the first zone
  std::vector<QueueRow> queue;                  ///< most recipients first
  std::vector<LocalServerRow> here;             ///< of a site: the servers that stand there
  std::vector<ConfigurationRow> configuration;  ///< of a server
  std::vector<std::uint32_t> catchment;  ///< of an anycast instance: the sites that it serves
};

inline constexpr std::size_t kInspectionRows = 300;

}  // namespace waypost::viz
