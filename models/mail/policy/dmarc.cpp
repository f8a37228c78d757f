// SPDX-License-Identifier: Apache-2.0
#include "models/mail/policy/dmarc.hpp"

namespace waypost::mail {
namespace {

constexpr int kMostQueries = 8;

PolicyAction ask(DmarcCheck& c, const PolicyView& view, dns::Name domain) {
  c.at = domain;
  return PolicyLookup{
      {view.published.dmarc_name(domain), dns::RecordType::txt, dns::RecordClass::in}};
}

/// The walk is over. Whether the domain exists is asked only where the record makes a difference
/// (np).
PolicyAction end(DmarcCheck& c) {
  const bool matters =
      c.record != nullptr && !c.own_record && c.record->nonexistent != c.record->subdomains;
  if (c.state == DmarcCheck::State::walking && matters) {
    c.state = DmarcCheck::State::proving;
    return PolicyLookup{{c.author, dns::RecordType::a, dns::RecordClass::in}};
  }
  c.state = DmarcCheck::State::done;
  return PolicyDone{};
}

/// One label up; a long name goes straight to its ancestor of seven labels (RFC 9989 section 4.10).
PolicyAction walk_on(DmarcCheck& c, const PolicyView& view) {
  const int depth = view.names.depth(c.at);
  if (depth <= 1) return end(c);
  const bool long_name = c.at == c.author && depth >= kMostQueries;
  return ask(c, view,
             long_name ? view.names.ancestor(c.at, kMostQueries - 1) : view.names.parent(c.at));
}

const DmarcRecord* record_in(const PolicyView& view, const dns::LookupResult& answer) {
  for (const dns::SetView& set : answer.answer)
    if (view.records.set(set.set).type == dns::RecordType::txt)
      if (const DmarcRecord* record = view.published.dmarc(view.records, set)) return record;
  return nullptr;
}

/// Relaxed: the same organisational domain; strict: the same domain (section 4.4).
bool is_aligned(const DmarcCheck& c, const PolicyView& view, dns::Name domain, bool strict) {
  if (domain == c.author) return true;
  return !strict && view.names.is_at_or_below(domain, c.organisation);
}

DmarcPolicy milder(DmarcPolicy policy) {
  return policy == DmarcPolicy::reject ? DmarcPolicy::quarantine : DmarcPolicy::none;
}

}  // namespace

PolicyAction start(DmarcCheck& c, const PolicyView& view, dns::Name author) {
  c = DmarcCheck{};
  c.state = DmarcCheck::State::walking;
  c.author = c.organisation = author;
  return ask(c, view, author);
}

PolicyAction on_answer(DmarcCheck& c, const PolicyView& view, const dns::LookupResult& answer) {
  if (c.state == DmarcCheck::State::proving) {
    c.nonexistent = answer.status == dns::LookupStatus::nx_domain;
    return end(c);
  }
  switch (answer.status) {
    case dns::LookupStatus::try_again:
    case dns::LookupStatus::timed_out:
    case dns::LookupStatus::malformed: c.failed = c.record == nullptr; return end(c);
    case dns::LookupStatus::found:
    case dns::LookupStatus::no_data:
    case dns::LookupStatus::nx_domain: break;
  }
  const DmarcRecord* record =
      answer.status == dns::LookupStatus::found ? record_in(view, answer) : nullptr;
  if (record == nullptr) return walk_on(c, view);
  const bool suffix = record->psd == DmarcRecord::Psd::yes && c.at != c.author;
  if (!suffix) c.organisation = c.at;
  if (c.record == nullptr) {
    c.record = record;
    c.own_record = c.at == c.author;
  }
  return record->psd == DmarcRecord::Psd::unknown ? walk_on(c, view) : end(c);
}

DmarcPolicy requested(const DmarcCheck& c, const PolicyView& view, bool spf_passed,
                      dns::Name spf_domain, bool dkim_passed) {
  if (c.record == nullptr || dkim_passed) return DmarcPolicy::none;
  if (spf_passed && is_aligned(c, view, spf_domain, c.record->strict_spf)) return DmarcPolicy::none;
  const DmarcPolicy policy = c.own_record    ? c.record->policy
                             : c.nonexistent ? c.record->nonexistent
                                             : c.record->subdomains;
  return c.record->testing ? milder(policy) : policy;
}

}  // namespace waypost::mail
