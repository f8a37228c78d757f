// SPDX-License-Identifier: Apache-2.0
// Fuzz target of the master-file reader and of the zone made from it. With clang and
// -fsanitize=fuzzer it is a libFuzzer program (docs/testing.md); in every build tests/import
// replays it over the corpus.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "models/net/address_book.hpp"
#include "scenarios/import/zone_import.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace waypost;
  scenarios::MasterOptions options;
  options.origin = "example.com.";
  options.include_depth = 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const scenarios::MasterRecords read = scenarios::read_master_text(text, "fuzz", options);
  dns::NameTable names;
  dns::RecordStore records;
  net::AddressBook book;
  const scenarios::ImportTarget target{names, records,
                                       [&](const net::Address& a) { return book.intern(a); }};
  const dns::Name apex = names.intern("example.com.");
  const scenarios::ImportedZone zone = scenarios::import_zone(read, apex, target);
  for (const dns::ZoneNode& node : zone.zone.nodes)
    dns::lookup(names, records, zone.zone, node.name, dns::RecordType::mx);
  return 0;
}
