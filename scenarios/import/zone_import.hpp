// SPDX-License-Identifier: Apache-2.0
// Records of a master file -> record sets -> a zone, with the faults that only several records
// show: an alias beside other data, several TTLs in one set, no SOA, data of another zone.
#pragma once

#include <functional>

#include "models/dns/zone.hpp"
#include "models/net/address.hpp"
#include "scenarios/import/master_file.hpp"

namespace waypost::scenarios {

/// Where an import puts what it reads.
struct ImportTarget {
  dns::NameTable& names;
  dns::RecordStore& records;
  std::function<net::AddressId(const net::Address&)> intern_address;
};

struct ImportedZone {
  dns::Zone zone;         ///< of all good records; without errors in `findings` it can be served
  ZoneFindings findings;  ///< of this step only: those of reading are in MasterRecords
};

/// Makes the zone at `apex`. Records outside it are left out with a warning, as BIND does. Of a set
/// with several TTLs all get the lowest (RFC 2181 section 5.2).
ImportedZone import_zone(const MasterRecords& read, dns::Name apex, const ImportTarget& target);

/// The record sets of `read`, whatever zone they are of: hints, glue, record changes of a plan.
std::vector<dns::RecordSetId> import_sets(const MasterRecords& read, const ImportTarget& target,
                                          ZoneFindings& findings);

}  // namespace waypost::scenarios
