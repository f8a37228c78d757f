// SPDX-License-Identifier: Apache-2.0
#include "sim/trace_reader.hpp"

#include <algorithm>
#include <cstring>

namespace waypost::sim {

using trace_format::Frame;
using trace_format::Space;

namespace {

constexpr std::uint64_t kTrailer = sizeof(std::uint64_t) + sizeof trace_format::kMagic;

bool is_magic(const char* bytes) {
  return std::memcmp(bytes, trace_format::kMagic, sizeof trace_format::kMagic) == 0;
}

}  // namespace

const std::string& TraceBlock::text(Space space, std::uint32_t id) const {
  static const std::string kNone;
  const auto it = texts_.find({space, id});
  return it == texts_.end() ? kNone : it->second;
}
const std::string& TraceBlock::kind(const TraceRecord& r) const {
  return text(Space::kKind, r.kind);
}
const std::string& TraceBlock::entity(const TraceRecord& r) const {
  return text(Space::kEntity, r.entity);
}
const std::string& TraceBlock::other(const TraceRecord& r) const {
  return text(Space::kEntity, r.other);
}
const std::string& TraceBlock::name(const TraceRecord& r) const {
  return text(Space::kName, r.name);
}
const std::string& TraceBlock::address(const TraceRecord& r) const {
  return text(Space::kAddress, r.address);
}

const std::string& TraceBlock::value_name(const TraceRecord& r) const {
  return text(Space::kName, static_cast<std::uint32_t>(r.value));
}

TraceReader::TraceReader(const std::string& path)
    : path_(path), stream_(path, std::ios::binary | std::ios::ate) {
  const auto end = stream_ ? static_cast<std::int64_t>(stream_.tellg()) : -1;
  if (end < 0 || end == INT64_MAX)
    fail("cannot be opened");  // tellg() of a directory is the latter
  size_ = static_cast<std::uint64_t>(end);
  read_header();
  complete_ = read_index();
  if (!complete_) scan_blocks();
}

void TraceReader::fail(const std::string& what) const { throw TraceError(path_ + ": " + what); }

TraceReader::RawBlock TraceReader::read_raw(std::uint64_t offset, std::uint32_t tag) {
  RawBlock block{};
  stream_.clear();
  stream_.seekg(static_cast<std::streamoff>(offset));
  if (offset > size_ || size_ - offset < sizeof(Frame) ||
      !stream_.read(reinterpret_cast<char*>(&block.frame), sizeof(Frame))) {
    block.error = "the file ends within the block's frame";
    return block;
  }
  const Frame& frame = block.frame;
  if (frame.tag != tag) {
    block.error = "there is no such block";
  } else if (frame.length > size_ - offset - sizeof(Frame)) {
    block.error = "the file ends within the block";
  } else if (tag != trace_format::kIndex &&
             frame.length > trace_format::kMaxBlock - sizeof(Frame)) {
    block.error = "the block claims to be longer than 1 MiB";
  } else {
    block.payload.resize(frame.length);
    stream_.read(block.payload.data(), frame.length);
    if (!stream_ || trace_format::checksum(frame, block.payload) != frame.checksum)
      block.error = "the checksum does not match";
  }
  return block;
}

void TraceReader::read_header() {
  char magic[sizeof trace_format::kMagic] = {};
  stream_.seekg(0);
  stream_.read(magic, sizeof magic);
  if (!stream_ || !is_magic(magic)) fail("not a Waypost trace");
  const RawBlock head = read_raw(sizeof magic, trace_format::kHead);
  if (!head.error.empty()) fail("damaged at its beginning: " + head.error);
  if (head.frame.version != trace_format::kVersion)
    fail("a trace of version " + std::to_string(head.frame.version) +
         "; this program reads version " + std::to_string(trace_format::kVersion));
  std::string_view in = head.payload;
  if (!trace_format::take(in, header_.seed) || !trace_format::take(in, header_.scenario_hash) ||
      !trace_format::take_text(in, header_.build_id))
    fail("its head is too short");
  data_begin_ = sizeof magic + sizeof(Frame) + head.frame.length;
}

bool TraceReader::read_index() {
  if (size_ < data_begin_ + kTrailer) return false;
  char trailer[kTrailer];
  stream_.clear();
  stream_.seekg(static_cast<std::streamoff>(size_ - kTrailer));
  stream_.read(trailer, kTrailer);
  std::uint64_t offset = 0;
  std::memcpy(&offset, trailer, sizeof offset);
  if (!stream_ || !is_magic(trailer + sizeof offset) || offset < data_begin_) return false;
  const RawBlock index = read_raw(offset, trace_format::kIndex);
  if (!index.error.empty() || index.payload.size() % sizeof(TraceBlockInfo) != 0) return false;
  std::string_view in = index.payload;
  for (TraceBlockInfo info; trace_format::take(in, info);) blocks_.push_back(info);
  return true;
}

// Without an index: from block to block, up to the first that is not whole.
void TraceReader::scan_blocks() {
  std::uint64_t offset = data_begin_;
  damage_ = "it has no index (the run was cut)";
  while (offset < size_) {
    const RawBlock block = read_raw(offset, trace_format::kData);
    if (!block.error.empty()) {
      damage_ = "cut or damaged after " + std::to_string(blocks_.size()) +
                " whole blocks, at octet " + std::to_string(offset) + ": " + block.error;
      return;
    }
    blocks_.push_back({offset, block.frame.first, block.frame.last, block.frame.records});
    offset += sizeof(Frame) + block.frame.length;
  }
}

TraceBlock TraceReader::read(std::size_t i) {
  if (i >= blocks_.size()) fail("has no block " + std::to_string(i));
  const RawBlock raw = read_raw(blocks_[i].offset, trace_format::kData);
  const std::string where =
      "block " + std::to_string(i) + " at octet " + std::to_string(blocks_[i].offset) + ": ";
  if (!raw.error.empty()) fail(where + raw.error);
  TraceBlock block;
  std::string_view in = raw.payload;
  std::uint32_t definitions = 0;
  bool good = trace_format::take(in, definitions);
  for (; good && definitions > 0; --definitions) {
    Space space{};
    std::uint32_t id = 0;
    std::string text;
    good = trace_format::take(in, space) && trace_format::take(in, id) &&
           trace_format::take_text(in, text);
    if (good) block.texts_[{space, id}] = std::move(text);
  }
  if (!good || in.size() != raw.frame.records * sizeof(TraceRecord)) fail(where + "malformed");
  block.records.resize(raw.frame.records);
  if (!in.empty()) std::memcpy(block.records.data(), in.data(), in.size());
  return block;
}

}  // namespace waypost::sim
