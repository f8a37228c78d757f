// SPDX-License-Identifier: Apache-2.0
#include "scenarios/import/ldns_record.hpp"

#include <ldns/ldns.h>

namespace waypost::scenarios {
namespace {

struct FreeRecord {
  void operator()(ldns_rr* rr) const { ldns_rr_free(rr); }
};
struct FreeBuffer {
  void operator()(ldns_buffer* buffer) const { ldns_buffer_free(buffer); }
};

std::string describe(ldns_status status) {
  switch (status) {
    case LDNS_STATUS_LABEL_OVERFLOW: return "a label is over 63 octets";
    case LDNS_STATUS_DOMAINNAME_OVERFLOW: return "a name is over 255 octets";
    case LDNS_STATUS_EMPTY_LABEL: return "a name has an empty label";
    case LDNS_STATUS_SYNTAX_BAD_ESCAPE: return "an escape is neither \\X nor \\DDD up to \\255";
    case LDNS_STATUS_INVALID_STR: return "a string is over 255 octets, or malformed";
    default: break;
  }
  return std::string("its data is malformed (") + ldns_get_errorstr_by_id(status) + ")";
}

/// ldns says only "syntax error" of a bad owner, so that is asked about apart.
std::string describe_fault(const std::string& line, ldns_status status, LdnsRecord& record) {
  ldns_rdf* owner = nullptr;
  const ldns_status of_owner = ldns_str2rdf_dname(&owner, line.substr(0, line.find(' ')).c_str());
  if (owner != nullptr) ldns_rdf_deep_free(owner);
  if (of_owner != LDNS_STATUS_OK) status = of_owner;
  record.too_long =
      status == LDNS_STATUS_LABEL_OVERFLOW || status == LDNS_STATUS_DOMAINNAME_OVERFLOW;
  return describe(status);
}

}  // namespace

LdnsOrigin::LdnsOrigin(const std::string& absolute)
    : rdf_(ldns_dname_new_frm_str(absolute.c_str()), [](ldns_rdf* rdf) {
        if (rdf != nullptr) ldns_rdf_deep_free(rdf);
      }) {}

std::string read_with_ldns(const std::string& line, const LdnsOrigin& origin, LdnsRecord& record) {
  ldns_rr* raw = nullptr;
  const ldns_status status =
      ldns_rr_new_frm_str(&raw, line.c_str(), 0, const_cast<ldns_rdf*>(origin.get()), nullptr);
  const std::unique_ptr<ldns_rr, FreeRecord> rr(raw);
  if (status != LDNS_STATUS_OK || rr == nullptr) return describe_fault(line, status, record);

  const std::unique_ptr<ldns_buffer, FreeBuffer> text(ldns_buffer_new(256));
  record.wire_octets = 0;
  for (std::size_t i = 0; i < ldns_rr_rd_count(rr.get()); ++i) {
    const ldns_rdf* field = ldns_rr_rdf(rr.get(), i);
    if (field == nullptr) return "a field of its data is missing";
    record.wire_octets += static_cast<int>(ldns_rdf_size(field));
    if (i > 0) ldns_buffer_printf(text.get(), " ");
    if (ldns_rdf2buffer_str(text.get(), field) != LDNS_STATUS_OK) return "its data is malformed";
  }
  if (record.wire_octets > 65535) return "its data is over 65,535 octets";
  record.data.assign(reinterpret_cast<const char*>(ldns_buffer_begin(text.get())),
                     ldns_buffer_position(text.get()));
  return {};
}

bool is_known_type(const std::string& type) { return ldns_get_rr_type_by_name(type.c_str()) != 0; }

}  // namespace waypost::scenarios
