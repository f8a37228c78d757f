// SPDX-License-Identifier: Apache-2.0
// Trace files: what is written is read; what is cut or damaged is recognised; filters.
#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "sim/random.hpp"
#include "sim/trace_file.hpp"
#include "sim/trace_filter.hpp"
#include "sim/trace_reader.hpp"

using namespace waypost::sim;

namespace {

/// A file name of this process that disappears with the test.
struct Scratch {
  std::string path = (std::filesystem::temp_directory_path() /
                      ("waypost_trace_test_" + std::to_string(::getpid())))
                         .string();
  ~Scratch() {
    std::remove(path.c_str());
    std::remove((path + ".partial").c_str());
  }
  std::string bytes() const {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void put(const std::string& bytes) const {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
  }
};

const TraceHeader kHeader{77, 0xABCDEF, "build 1"};

TraceLegend legend() {
  return {[](std::uint16_t kind) { return "kind" + std::to_string(kind); },
          [](std::uint32_t entity) { return "hosts/" + std::to_string(entity); },
          [](std::uint32_t name) { return "name" + std::to_string(name) + ".example."; },
          [](std::uint32_t address) { return "192.0.2." + std::to_string(address); },
          {}};
}

TraceRecord make_record(std::int64_t i) {
  const auto n = static_cast<std::uint32_t>(i);
  return {.time = i * 10,
          .start = i,
          .object = 5u + n,
          .parent = n,
          .value = -i,
          .entity = n % 100,
          .other = n % 3 == 0 ? kNoId : n % 50,
          .name = n % 1000,
          .address = n % 7,
          .kind = static_cast<std::uint16_t>(n % 5),
          .type = 15,
          .code = 250,
          .attempt = 1};
}

void write_trace(const std::string& path, std::int64_t records, bool finish = true) {
  TraceFile file(path, kHeader, legend());
  for (std::int64_t i = 0; i < records; ++i) file.record(make_record(i));
  if (finish) file.finish();
}

/// Reads everything there is; the number of records.
std::uint64_t read_all(const std::string& path) {
  TraceReader reader(path);
  std::uint64_t n = 0;
  for (std::size_t i = 0; i < reader.blocks().size(); ++i) n += reader.read(i).records.size();
  return n;
}

}  // namespace

TEST_CASE("a trace is read as it was written, words included", "[sim][trace]") {
  const Scratch scratch;
  write_trace(scratch.path, 50'000);
  TraceReader reader(scratch.path);
  CHECK(reader.complete());
  CHECK(reader.header() == kHeader);
  CHECK(reader.blocks().size() >= 4);  // 3.2 MB in blocks of at most 1 MiB
  std::int64_t i = 0;
  for (std::size_t b = 0; b < reader.blocks().size(); ++b) {
    const TraceBlock block = reader.read(b);
    CHECK(reader.blocks()[b].first == block.records.front().time);
    CHECK(reader.blocks()[b].last == block.records.back().time);
    for (const TraceRecord& r : block.records) {
      TraceRecord expected = make_record(i);
      const bool words = block.kind(r) == "kind" + std::to_string(expected.kind) &&
                         block.entity(r) == "hosts/" + std::to_string(expected.entity) &&
                         block.name(r) == "name" + std::to_string(expected.name) + ".example." &&
                         block.address(r) == "192.0.2." + std::to_string(expected.address) &&
                         block.other(r).empty() == (expected.other == kNoId);
      expected.name = r.name, expected.address = r.address;  // numbered anew in each block
      REQUIRE((words && r == expected));
      ++i;
    }
  }
  CHECK(i == 50'000);
}

TEST_CASE("no block of a trace is longer than 1 MiB, whatever its names", "[sim][trace]") {
  const Scratch scratch;
  TraceLegend long_words = legend();
  long_words.name = [](std::uint32_t name) {
    return std::string(60'000, 'x') + std::to_string(name);
  };
  TraceFile file(scratch.path, kHeader, long_words);
  for (std::int64_t i = 0; i < 100; ++i) file.record(make_record(i));
  file.finish();
  TraceReader reader(scratch.path);
  std::uint64_t last = 0;
  for (const TraceBlockInfo& block : reader.blocks()) {
    CHECK(block.offset - last <= (1u << 20));
    last = block.offset;
  }
  CHECK(read_all(scratch.path) == 100);
}

TEST_CASE("an empty trace is complete", "[sim][trace]") {
  const Scratch scratch;
  write_trace(scratch.path, 0);
  CHECK(TraceReader(scratch.path).complete());
  CHECK(read_all(scratch.path) == 0);
}

TEST_CASE("an unfinished trace is beside its target and readable", "[sim][trace]") {
  const Scratch scratch;
  write_trace(scratch.path, 50'000, false);
  CHECK_FALSE(std::filesystem::exists(scratch.path));
  TraceReader reader(scratch.path + ".partial");
  CHECK_FALSE(reader.complete());
  CHECK(reader.damage().find("no index") != std::string::npos);
  CHECK(read_all(scratch.path + ".partial") > 30'000);  // all but the block that was being filled
}

TEST_CASE("a trace cut anywhere is readable up to its last whole block", "[sim][trace]") {
  const Scratch scratch;
  write_trace(scratch.path, 40'000);
  const std::string whole = scratch.bytes();
  const auto blocks = TraceReader(scratch.path).blocks();
  Draw draw({1}, 1);
  for (int i = 0; i < 60; ++i) {
    const std::uint64_t cut =
        blocks[0].offset + draw.below(static_cast<std::uint32_t>(whole.size() - blocks[0].offset));
    scratch.put(whole.substr(0, cut));
    std::uint64_t expected = 0;
    for (std::size_t b = 0; b < blocks.size(); ++b) {
      const bool fits =
          b + 1 < blocks.size() ? blocks[b + 1].offset <= cut : cut + 200 >= whole.size();
      if (fits) expected += blocks[b].records;
    }
    TraceReader reader(scratch.path);
    CHECK_FALSE(reader.complete());
    INFO("cut at " << cut << " of " << whole.size() << ": " << reader.damage());
    CHECK(read_all(scratch.path) >= expected);
    CHECK_FALSE(reader.damage().empty());
  }
}

TEST_CASE("a damaged or foreign trace ends in a TraceError or is read, never in a crash",
          "[sim][trace][fuzz]") {
  const Scratch scratch;
  write_trace(scratch.path, 200);
  const std::string whole = scratch.bytes();
  Draw draw({2}, 1);
  int errors = 0;
  for (int i = 0; i < 1500; ++i) {
    std::string bytes = whole;
    const std::uint32_t n = 1 + draw.below(4);
    const auto size = static_cast<std::uint32_t>(bytes.size());
    // Half of the damage goes to the places that say lengths: head, frames, index, trailer.
    for (std::uint32_t k = 0; k < n; ++k) {
      const std::uint32_t at = draw.chance(0.5) ? draw.below(150) : draw.below(size);
      bytes[draw.chance(0.3) ? size - 1 - at % 100 : at] = static_cast<char>(draw.u32());
    }
    if (draw.chance(0.3)) bytes.resize(draw.below(size));
    scratch.put(bytes);
    try {
      const std::uint64_t records = read_all(scratch.path);
      CHECK(records <= 200);
    } catch (const TraceError&) {
      ++errors;
    }
  }
  CHECK(errors > 500);
}

TEST_CASE("what is no trace is refused in words", "[sim][trace]") {
  const Scratch scratch;
  CHECK_THROWS_WITH(TraceReader("/nonexistent/trace"), Catch::Contains("cannot be opened"));
  CHECK_THROWS_AS(TraceReader("/tmp"), TraceError);
  for (const std::string& bytes :
       {std::string(), std::string("hello"), std::string(1'000'000, '\0')}) {
    scratch.put(bytes);
    CHECK_THROWS_WITH(TraceReader(scratch.path), Catch::Contains("not a Waypost trace"));
  }
}

TEST_CASE("one wrong bit in a block is found by its checksum", "[sim][trace]") {
  const Scratch scratch;
  write_trace(scratch.path, 40'000);
  std::string bytes = scratch.bytes();
  const auto blocks = TraceReader(scratch.path).blocks();
  bytes[blocks[1].offset + 5000] = static_cast<char>(bytes[blocks[1].offset + 5000] ^ 0x10);
  scratch.put(bytes);
  TraceReader reader(scratch.path);
  CHECK(reader.complete());  // the index is whole
  CHECK(reader.read(0).records.size() == blocks[0].records);
  CHECK_THROWS_WITH(reader.read(1), Catch::Contains("checksum"));
  CHECK(reader.read(2).records.size() == blocks[2].records);
}

TEST_CASE("a file appears whole or not at all", "[sim][file]") {
  const Scratch scratch;
  write_file(scratch.path, "old");
  {
    AtomicFile file(scratch.path);
    file.write("new");
    CHECK(scratch.bytes() == "old");
  }  // not committed
  CHECK(scratch.bytes() == "old");
  CHECK_FALSE(std::filesystem::exists(scratch.path + ".partial"));
  write_file(scratch.path, "new");
  CHECK(scratch.bytes() == "new");
  CHECK_THROWS_WITH(write_file("/nonexistent/dir/file", "x"),
                    Catch::Contains("/nonexistent/dir/file"));
}

TEST_CASE("a glob matches as a shell's does", "[sim][trace]") {
  const auto [pattern, text, matches] = GENERATE(table<std::string, std::string, bool>({
      {"*", "", true},
      {"*", "anything", true},
      {"a?c", "abc", true},
      {"a?c", "ac", false},
      {"dns.*", "dns.query", true},
      {"dns.*", "mail.dns.x", false},
      {"*/paris*", "users/paris/1", true},
      {"*a*b", "xaxbxb", true},
      {"*a*b", "xaxbx", false},
      {"", "", true},
      {"", "x", false},
      {"a**b", "ab", true},
      {"abc", "abc", true},
      {"abc", "abcd", false},
  }));
  INFO(pattern << " on " << text);
  CHECK(glob_matches(pattern, text) == matches);
}

TEST_CASE("a filter keeps what its terms say", "[sim][trace]") {
  const auto [text, expected] = GENERATE(table<std::string, std::size_t>({
      {"all", 1000},
      {"none", 0},
      {"kind:kind2", 200},
      {"kind:kind1,kind:kind2", 400},
      {"entity:hosts/7", 10},
      {"entity:hosts/7 kind:kind2", 10},
      {"entity:hosts/7,kind:kind1", 0},
      {"from:1ms to:2ms", 101},
      {"kind:nothing*", 0},
      {"kind:*", 1000},
  }));
  INFO(text);
  const TraceLegend words = legend();
  MemoryTrace kept;
  FilteredTrace filtered(TraceFilter::parse(text), kept, words);
  for (std::int64_t i = 0; i < 1000; ++i) {
    TraceRecord record = make_record(i);
    record.time = i * 10'000;  // every 10 us
    filtered.record(record);
  }
  CHECK(kept.records().size() == expected);
}

TEST_CASE("a filter's times are written as in scenarios", "[sim][trace]") {
  CHECK(TraceFilter::parse("to:2h1m").to == Time{} + minutes(121));
  CHECK(TraceFilter::parse("from:1d1.5h,to:2d").from == Time{} + minutes(24 * 60 + 90));
}

TEST_CASE("a wrong filter is refused with the words to write instead", "[sim][trace]") {
  CHECK_THROWS_WITH(TraceFilter::parse("dns"), Catch::Contains("'dns' is none of: all, none"));
  CHECK_THROWS_WITH(TraceFilter::parse("knd:x"), Catch::Contains("kind:, entity:"));
  CHECK_THROWS_WITH(TraceFilter::parse("from:12"), Catch::Contains("90s"));
  CHECK_THROWS_WITH(TraceFilter::parse("to:1h30"), Catch::Contains("with a unit"));
  CHECK_THROWS_WITH(TraceFilter::parse("from:-1s"), Catch::Contains("with a unit"));
  CHECK_THROWS_WITH(TraceFilter::parse("from:2h,to:1h"), Catch::Contains("later"));
  CHECK_THROWS_AS(TraceFilter::parse(""), std::invalid_argument);
  CHECK_THROWS_AS(TraceFilter::parse(" , "), std::invalid_argument);
}
