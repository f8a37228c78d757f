// SPDX-License-Identifier: Apache-2.0
#include "models/mail/policy/dane.hpp"

namespace waypost::mail {

dns::Question tlsa_question(const PolicyView& view, dns::Name host) {
  return {view.published.tlsa_name(host), dns::RecordType::tlsa, dns::RecordClass::in};
}

TlsaAnswer judge_tlsa(const PolicyView& view, const dns::LookupResult& answer) {
  switch (answer.status) {
    case dns::LookupStatus::try_again:
    case dns::LookupStatus::timed_out:
    case dns::LookupStatus::malformed: return {TlsaVerdict::untrusted};
    case dns::LookupStatus::no_data:
    case dns::LookupStatus::nx_domain: return {TlsaVerdict::none};
    case dns::LookupStatus::found: break;
  }
  if (!answer.authentic) return {TlsaVerdict::none};
  for (const dns::SetView& set : answer.answer)
    if (view.records.set(set.set).type == dns::RecordType::tlsa &&
        view.published.has_usable_tlsa(view.records, set.set))
      return {TlsaVerdict::usable, set.set};
  return {TlsaVerdict::unusable};
}

}  // namespace waypost::mail
