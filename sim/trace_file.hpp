// SPDX-License-Identifier: Apache-2.0
// The sink that writes a trace file, beside its target and renamed when finished; one that was cut
// (crash, full disk) is readable up to its last whole block. Layout: sim/trace_format.hpp.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "sim/atomic_file.hpp"
#include "sim/trace.hpp"
#include "sim/trace_format.hpp"

namespace waypost::sim {

/// From which run a trace is.
struct TraceHeader {
  std::uint64_t seed = 0;
  std::uint64_t scenario_hash = 0;
  std::string build_id;
  bool operator==(const TraceHeader&) const = default;
};

/// Where a block lies and what times it covers, nanoseconds; as stored in the file's index.
struct TraceBlockInfo {
  std::uint64_t offset;
  std::int64_t first, last;
  std::uint64_t records;
};

class TraceFile : public TraceSink {
 public:
  /// Creates "path.partial"; `legend` is asked until finish() and must stay valid.
  /// Throws std::runtime_error if that or a later write fails.
  TraceFile(const std::string& path, const TraceHeader& header, TraceLegend legend);

  void record(const TraceRecord& record) override;
  /// Writes the index and gives the file its name. Without it "path.partial" stays, readable.
  void finish() override;

 private:
  void write_block(std::uint32_t tag, const std::string& payload, const TraceBlockInfo& info);
  void flush();
  /// Within the current block.
  bool first_use(trace_format::Space space, std::uint32_t id);
  void define(trace_format::Space space, std::uint32_t id, const std::string& text);
  void define_entity(std::uint32_t id);
  std::uint32_t local_id(trace_format::Space space, const std::string& text);

  AtomicFile file_;
  TraceLegend legend_;
  std::uint64_t offset_ = 0;
  std::vector<TraceBlockInfo> index_;
  // The block being filled; its definitions are forgotten with it.
  std::vector<TraceRecord> records_;
  std::string definitions_;
  std::uint32_t definition_count_ = 0;
  std::unordered_set<std::uint64_t> defined_;                ///< space and id of kinds and entities
  std::unordered_map<std::string, std::uint32_t> local_[2];  ///< names, addresses
};

}  // namespace waypost::sim
