// SPDX-License-Identifier: Apache-2.0
// Reads a trace file, whole or cut. Nothing in the file is believed before its checksum was
// compared: a damaged or foreign file ends in a TraceError, never in a crash or a large allocation.
#pragma once

#include <cstdint>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "sim/trace_file.hpp"

namespace waypost::sim {

/// Says which file, where in it, and what is wrong.
class TraceError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The records of one block with the words for their numbers. Ids of names and addresses are
/// valid within the block only.
class TraceBlock {
 public:
  std::vector<TraceRecord> records;

  /// Empty if the record has none, or if the run's legend did not know it.
  const std::string& kind(const TraceRecord& record) const;
  const std::string& entity(const TraceRecord& record) const;
  const std::string& other(const TraceRecord& record) const;
  const std::string& name(const TraceRecord& record) const;
  const std::string& address(const TraceRecord& record) const;
  /// Of a kind whose value is a name.
  const std::string& value_name(const TraceRecord& record) const;

 private:
  friend class TraceReader;
  const std::string& text(trace_format::Space space, std::uint32_t id) const;
  std::map<std::pair<trace_format::Space, std::uint32_t>, std::string> texts_;
};

class TraceReader {
 public:
  /// Throws TraceError if `path` is no trace file of a version that this program reads.
  explicit TraceReader(const std::string& path);

  const TraceHeader& header() const { return header_; }
  const std::vector<TraceBlockInfo>& blocks() const { return blocks_; }
  /// False if the file has no valid index: blocks() are the whole ones before the cut.
  bool complete() const { return complete_; }
  /// What is wrong with an incomplete file, in words; empty if it is complete.
  const std::string& damage() const { return damage_; }
  /// Reads block `i`; throws TraceError if it is damaged.
  TraceBlock read(std::size_t i);

 private:
  [[noreturn]] void fail(const std::string& what) const;
  void read_header();
  bool read_index();
  void scan_blocks();
  struct RawBlock {
    trace_format::Frame frame;
    std::string payload;
    std::string error;  ///< empty if the block is whole and its checksum right
  };
  RawBlock read_raw(std::uint64_t offset, std::uint32_t tag);

  std::string path_;
  std::ifstream stream_;
  std::uint64_t size_ = 0, data_begin_ = 0;
  TraceHeader header_;
  std::vector<TraceBlockInfo> blocks_;
  bool complete_ = false;
  std::string damage_;
};

}  // namespace waypost::sim
