// SPDX-License-Identifier: Apache-2.0
// Reads master-file text into a zone, with addresses interned into a book of their own.
#pragma once

#include "models/net/address_book.hpp"
#include "scenarios/import/zone_import.hpp"

namespace waypost::test {

struct ImportFixture {
  dns::NameTable names;
  dns::RecordStore records;
  net::AddressBook addresses;

  scenarios::ImportTarget target() {
    return {names, records, [this](const net::Address& a) { return addresses.intern(a); }};
  }
  scenarios::ImportedZone zone(const std::string& text, const std::string& apex) {
    return scenarios::import_zone(read(text, apex), names.intern(apex), target());
  }
  static scenarios::MasterRecords read(const std::string& text, const std::string& origin) {
    scenarios::MasterOptions options;
    options.origin = origin;
    return scenarios::read_master_text(text, "test.zone", options);
  }
};

/// The first finding in one line; "" when there is none.
inline std::string first_finding(const scenarios::ZoneFindings& findings) {
  return findings.list.empty() ? "" : to_text(findings.list[0]);
}

}  // namespace waypost::test
