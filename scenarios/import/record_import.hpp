// SPDX-License-Identifier: Apache-2.0
// The data of one record: canonical text -> Rdata, and the hash of its content.
#pragma once

#include "scenarios/import/zone_import.hpp"

namespace waypost::scenarios {

/// `record.data` comes from ldns, so its form is known to be good. Throws std::invalid_argument
/// when a name in it is one that the name table refuses.
dns::Rdata import_data(const MasterRecord& record, const ImportTarget& target);

/// Of the data alone; equal in every run and build order.
std::uint64_t data_hash(const dns::Rdata& data, const MasterRecord& record,
                        const ImportTarget& target);

}  // namespace waypost::scenarios
