// SPDX-License-Identifier: Apache-2.0
// What happened, as the models report it: a record of fixed size, and where it goes. A run holds a
// pointer to a sink in its context, null when tracing is off, so a report costs one branch:
//   if (context.trace != nullptr) context.trace->record({...});
// Sinks never move the trajectory. Files: sim/trace_file.hpp; choosing records: trace_filter.hpp.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace waypost::sim {

/// No entity, name or address.
inline constexpr std::uint32_t kNoId = UINT32_MAX;

/// One report. The models give each kind its meaning (models/*/trace_kinds.hpp: 0x2.. is DNS,
/// 0x3.. mail); fields that a kind does not use keep their defaults.
struct TraceRecord {
  std::int64_t time = 0;          ///< when, nanoseconds since the run's start
  std::int64_t start = 0;         ///< when that began which ends here; else equal to time
  std::uint64_t object = 0;       ///< the query, resolution, message or session; stable, not a slot
  std::uint64_t parent = 0;       ///< the object it works for; 0: none
  std::int64_t value = 0;         ///< of the kind's own meaning
  std::uint32_t entity = kNoId;   ///< who reports
  std::uint32_t other = kNoId;    ///< the other party's entity
  std::uint32_t name = kNoId;     ///< a name's id in the world
  std::uint32_t address = kNoId;  ///< an address's id in the world
  std::uint16_t kind = 0;         ///< what happened
  std::uint16_t type = 0;         ///< record type, or another small code
  std::uint16_t code = 0;         ///< response or reply code
  std::uint16_t attempt = 0;
  bool operator==(const TraceRecord&) const = default;
};
static_assert(sizeof(TraceRecord) == 64);

class TraceSink {
 public:
  virtual ~TraceSink() = default;
  /// Takes one report; reports come in order of time.
  virtual void record(const TraceRecord& record) = 0;
  /// The run has ended, at its horizon or earlier: nothing more comes. Not called when it failed.
  virtual void finish() {}
};

/// Keeps all records in memory, for tests and for following one lookup or message.
class MemoryTrace : public TraceSink {
 public:
  void record(const TraceRecord& record) override { records_.push_back(record); }
  const std::vector<TraceRecord>& records() const { return records_; }

 private:
  std::vector<TraceRecord> records_;
};

/// The words for the numbers in a record, asked for while the run is alive. An empty function
/// knows none. Ids of names may be used again for other names; entities and kinds stay.
struct TraceLegend {
  std::function<std::string(std::uint16_t)> kind;
  std::function<std::string(std::uint32_t)> entity, name, address;
  /// True for kinds whose `value` is the id of a name.
  std::function<bool(std::uint16_t)> value_is_name;
};

}  // namespace waypost::sim
