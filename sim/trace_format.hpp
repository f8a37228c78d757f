// SPDX-License-Identifier: Apache-2.0
// The layout of a trace file, for its writer and its reader. Little-endian throughout.
//   file    = magic, head block, data block *, index block, trailer
//   block   = frame (40 octets), payload; a data block is at most 1 MiB with its frame
//   head    = seed u64, scenario hash u64, build id (length u16, octets)
//   data    = definitions (count u32, then each: space u8, id u32, length u16, octets), records
//   index   = per data block: offset u64, first time i64, last time i64, records u64
//   trailer = offset of the index block u64, magic
// A data block defines every number it uses, so it can be read alone.
#pragma once

#include <zlib.h>

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

namespace waypost::sim::trace_format {

static_assert(std::endian::native == std::endian::little);

inline constexpr std::uint32_t kVersion = 1;
inline constexpr char kMagic[8] = {'W', 'A', 'Y', 'T', 'R', 'A', 'C', 'E'};
inline constexpr std::uint32_t kHead = 0x44414548, kData = 0x41544144, kIndex = 0x58444E49;
inline constexpr std::uint32_t kMaxBlock = 1u << 20;

enum class Space : std::uint8_t { kKind, kEntity, kName, kAddress };

struct Frame {
  std::uint32_t tag;
  std::uint32_t length;  ///< octets of payload
  std::int64_t first;    ///< time of the first record, nanoseconds
  std::int64_t last;
  std::uint32_t records;
  std::uint32_t version;
  std::uint32_t reserved;
  std::uint32_t checksum;  ///< CRC-32 (ISO 3309, zlib) of the frame up to here, then the payload
};
static_assert(sizeof(Frame) == 40);

struct IndexEntry {
  std::uint64_t offset;
  std::int64_t first, last;
  std::uint64_t records;
};

inline std::uint32_t checksum(const Frame& frame, std::string_view payload) {
  uLong crc = crc32(0, reinterpret_cast<const Bytef*>(&frame), offsetof(Frame, checksum));
  crc =
      crc32(crc, reinterpret_cast<const Bytef*>(payload.data()), static_cast<uInt>(payload.size()));
  return static_cast<std::uint32_t>(crc);
}

template <class T>
void put(std::string& out, const T& value) {
  static_assert(std::is_trivially_copyable_v<T>);
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

inline void put_text(std::string& out, std::string_view text) {
  text = text.substr(0, UINT16_MAX);
  put(out, static_cast<std::uint16_t>(text.size()));
  out.append(text);
}

/// Takes a value from the front of `in`; false, and `in` unchanged, if it is too short.
template <class T>
bool take(std::string_view& in, T& value) {
  static_assert(std::is_trivially_copyable_v<T>);
  if (in.size() < sizeof value) return false;
  std::memcpy(&value, in.data(), sizeof value);
  in.remove_prefix(sizeof value);
  return true;
}

inline bool take_text(std::string_view& in, std::string& text) {
  std::uint16_t length;
  if (!take(in, length) || in.size() < length) return false;
  text = in.substr(0, length);
  in.remove_prefix(length);
  return true;
}

}  // namespace waypost::sim::trace_format
