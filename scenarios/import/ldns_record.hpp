// SPDX-License-Identifier: Apache-2.0
// The one place that speaks to ldns: the syntax of one record's data. ldns takes out-of-range
// numbers silently (MX 70000 becomes 4464), so record_fields.hpp checks them in the text first.
#pragma once

#include <memory>
#include <string>
#include <string_view>

struct ldns_struct_rdf;

namespace waypost::scenarios {

/// An origin in the form ldns wants; invalid when the text is not a name.
class LdnsOrigin {
 public:
  /// `absolute`: with the final dot.
  explicit LdnsOrigin(const std::string& absolute);
  bool valid() const { return rdf_ != nullptr; }
  const ldns_struct_rdf* get() const { return rdf_.get(); }

 private:
  std::shared_ptr<ldns_struct_rdf> rdf_;
};

/// One record as ldns understood it.
struct LdnsRecord {
  std::string data;     ///< canonical text of all fields, names absolute, one blank between fields
  int wire_octets = 0;  ///< RDLENGTH, names uncompressed
  bool too_long = false;  ///< what is wrong is a label over 63 octets, or a name over 255
};

/// Reads "OWNER 0 IN TYPE DATA". Returns an empty text when it is well-formed, else what is wrong.
std::string read_with_ldns(const std::string& line, const LdnsOrigin& origin, LdnsRecord& record);

/// True when `type` is a record type that ldns knows, modelled here or not.
bool is_known_type(const std::string& type);

}  // namespace waypost::scenarios
