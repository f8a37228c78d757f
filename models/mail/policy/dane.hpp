// SPDX-License-Identifier: Apache-2.0
// DANE for SMTP (RFC 7672): what the TLSA records of an exchanger ask of the connection to it.
// Asked for only where DNSSEC vouches for the MX and the address (section 2.2.1); a resolver that
// does not validate vouches for nothing. A key is a hash of the data that names it; selector and
// matching type do not matter.
#pragma once

#include "models/mail/policy/spf.hpp"

namespace waypost::mail {

/// _25._tcp.HOST TLSA.
dns::Question tlsa_question(const PolicyView& view, dns::Name host);

enum class TlsaVerdict : std::uint8_t {
  none,      ///< no secure records: as without DANE
  unusable,  ///< secure, but of no usage that a mail sender can check (section 3.1.3)
  usable,
  untrusted,  ///< no answer, or a bogus one: the host is not used (section 2.1.2)
};
struct TlsaAnswer {
  TlsaVerdict verdict = TlsaVerdict::none;
  dns::RecordSetId records = dns::kNoRecordSet;  ///< with usable
};
TlsaAnswer judge_tlsa(const PolicyView& view, const dns::LookupResult& answer);

}  // namespace waypost::mail
