// SPDX-License-Identifier: Apache-2.0
#include "sim/trace_file.hpp"

namespace waypost::sim {

using trace_format::Space;

namespace {

// Room for the definitions of one record, and the frame: a block never exceeds its limit.
constexpr std::size_t kReserve = sizeof(trace_format::Frame) + 6 * (7 + UINT16_MAX) + 64;

template <class Function, class Id>
std::string ask(const Function& legend, Id id) {
  return legend ? legend(id) : std::string{};
}

}  // namespace

TraceFile::TraceFile(const std::string& path, const TraceHeader& header, TraceLegend legend)
    : file_(path), legend_(std::move(legend)) {
  file_.keep_partial();
  file_.write({trace_format::kMagic, sizeof trace_format::kMagic});
  offset_ = sizeof trace_format::kMagic;
  std::string payload;
  trace_format::put(payload, header.seed);
  trace_format::put(payload, header.scenario_hash);
  trace_format::put_text(payload, header.build_id);
  write_block(trace_format::kHead, payload, {});
}

void TraceFile::record(const TraceRecord& record) {
  if ((records_.size() + 1) * sizeof record + definitions_.size() + kReserve >
      trace_format::kMaxBlock)
    flush();
  TraceRecord r = record;
  if (first_use(Space::kKind, r.kind)) define(Space::kKind, r.kind, ask(legend_.kind, r.kind));
  define_entity(r.entity);
  define_entity(r.other);
  if (r.name != kNoId) r.name = local_id(Space::kName, ask(legend_.name, r.name));
  if (r.address != kNoId) r.address = local_id(Space::kAddress, ask(legend_.address, r.address));
  if (legend_.value_is_name && legend_.value_is_name(r.kind))
    r.value = local_id(Space::kName, ask(legend_.name, static_cast<std::uint32_t>(r.value)));
  records_.push_back(r);
}

bool TraceFile::first_use(Space space, std::uint32_t id) {
  return defined_.insert(std::uint64_t{static_cast<std::uint8_t>(space)} << 32 | id).second;
}

void TraceFile::define_entity(std::uint32_t id) {
  if (id == kNoId || !first_use(Space::kEntity, id)) return;
  define(Space::kEntity, id, ask(legend_.entity, id));
}

void TraceFile::define(Space space, std::uint32_t id, const std::string& text) {
  trace_format::put(definitions_, space);
  trace_format::put(definitions_, id);
  trace_format::put_text(definitions_, text);
  ++definition_count_;
}

// By text, not by id: the world may have given the id to another name since.
std::uint32_t TraceFile::local_id(Space space, const std::string& text) {
  auto& ids = local_[space == Space::kName ? 0 : 1];
  const auto id = static_cast<std::uint32_t>(ids.size());
  const auto [it, fresh] = ids.emplace(text, id);
  if (fresh) define(space, id, text);
  return it->second;
}

void TraceFile::flush() {
  if (records_.empty()) return;
  std::string payload;
  trace_format::put(payload, definition_count_);
  payload += definitions_;
  payload.append(reinterpret_cast<const char*>(records_.data()),
                 records_.size() * sizeof(TraceRecord));
  const TraceBlockInfo info{offset_, records_.front().time, records_.back().time, records_.size()};
  index_.push_back(info);
  write_block(trace_format::kData, payload, info);
  records_.clear();
  definitions_.clear();
  definition_count_ = 0;
  defined_.clear();
  for (auto& ids : local_) ids.clear();
}

void TraceFile::write_block(std::uint32_t tag, const std::string& payload,
                            const TraceBlockInfo& info) {
  trace_format::Frame frame{tag,
                            static_cast<std::uint32_t>(payload.size()),
                            info.first,
                            info.last,
                            static_cast<std::uint32_t>(info.records),
                            trace_format::kVersion,
                            0,
                            0};
  frame.checksum = trace_format::checksum(frame, payload);
  file_.write({reinterpret_cast<const char*>(&frame), sizeof frame});
  file_.write(payload);
  file_.stream().flush();  // what is written survives the program
  offset_ += sizeof frame + payload.size();
}

void TraceFile::finish() {
  flush();
  const std::uint64_t index_offset = offset_;
  std::string payload;
  for (const TraceBlockInfo& info : index_) trace_format::put(payload, info);
  write_block(trace_format::kIndex, payload, {});
  std::string trailer;
  trace_format::put(trailer, index_offset);
  trailer.append(trace_format::kMagic, sizeof trace_format::kMagic);
  file_.write(trailer);
  file_.commit();
}

}  // namespace waypost::sim
