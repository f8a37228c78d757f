// SPDX-License-Identifier: Apache-2.0
// A Result in the forms that other tools read: JSON with stable keys, protobuf, CSV tables.
#pragma once

#include <string>

#include "scenarios/schema/result.pb.h"

namespace waypost::scenarios {

/// JSON with the field names of result.proto; figures without value are left out.
std::string to_json(const schema::Result& result);

/// A field of a CSV row: quoted when it must be (RFC 4180 section 2).
std::string csv_field(const std::string& text);

/// One row per window: "seconds,dns.stub_queries,...".
std::string series_csv(const schema::Result& result);

/// One row per server.
std::string servers_csv(const schema::Result& result);

/// Writes result.pb, result.json, report.txt, series.csv and servers.csv into `folder` (made when
/// absent), each whole or not at all. Throws std::runtime_error naming the file.
void write_files(const schema::Result& result, const std::string& report,
                 const std::string& folder);

}  // namespace waypost::scenarios
