// SPDX-License-Identifier: Apache-2.0
#include "models/mail/policy/spf.hpp"

#include <algorithm>

namespace waypost::mail {
namespace {

using dns::LookupStatus;
using Kind = SpfTerm::Kind;

constexpr std::uint8_t kTermLimit = 10, kVoidLimit = 2;
constexpr std::size_t kNameLimit = 10;

PolicyAction next_term(SpfCheck& c, const PolicyView& view);

PolicyAction end(SpfCheck& c, SpfResult result) {
  c.state = SpfCheck::State::done;
  c.result = result;
  return PolicyDone{};
}

PolicyAction ask(dns::Name name, dns::RecordType type) {
  return PolicyLookup{{name, type, dns::RecordClass::in}};
}

PolicyAction fetch(SpfCheck& c, dns::Name domain, bool redirected) {
  c.state = SpfCheck::State::fetching;
  c.frames.push_back({nullptr, domain, 0, redirected});
  return ask(domain, dns::RecordType::txt);
}

const net::Address& client_of(const SpfCheck& c, const PolicyView& view) {
  return view.addresses.address(c.client);
}

dns::RecordType address_type(const SpfCheck& c, const PolicyView& view) {
  return client_of(c, view).family == net::Family::v4 ? dns::RecordType::a : dns::RecordType::aaaa;
}

bool same_network(const net::Address& a, const net::Address& b, const SpfTerm& term) {
  if (a.family != b.family) return false;
  int bits = a.family == net::Family::v4 ? term.prefix : term.prefix6;
  for (std::size_t i = 0; bits > 0; ++i, bits -= 8) {
    const auto mask = static_cast<std::uint8_t>(bits >= 8 ? 0xFF : 0xFF << (8 - bits));
    if ((a.bytes[i] & mask) != (b.bytes[i] & mask)) return false;
  }
  return true;
}

/// The record at hand has a result: of an include it is one term's verdict (section 5.2).
PolicyAction finish_record(SpfCheck& c, const PolicyView& view, SpfResult result) {
  bool redirected = c.frames.back().redirected;
  c.frames.pop_back();
  for (; redirected && !c.frames.empty(); c.frames.pop_back())
    redirected = c.frames.back().redirected;
  if (c.frames.empty()) return end(c, result);
  switch (result) {
    case SpfResult::pass: {
      const SpfCheck::Frame& outer = c.frames.back();
      return finish_record(c, view, outer.record->terms[outer.term].result);
    }
    case SpfResult::temporary_error: return end(c, SpfResult::temporary_error);
    case SpfResult::none:
    case SpfResult::permanent_error: return end(c, SpfResult::permanent_error);
    case SpfResult::neutral:
    case SpfResult::fail:
    case SpfResult::soft_fail: break;
  }
  ++c.frames.back().term;
  return next_term(c, view);
}

PolicyAction term_matched(SpfCheck& c, const PolicyView& view, bool matches) {
  SpfCheck::Frame& frame = c.frames.back();
  if (matches) return finish_record(c, view, frame.record->terms[frame.term].result);
  ++frame.term;
  return next_term(c, view);
}

PolicyAction begin_lookup_term(SpfCheck& c, const PolicyView& view, const SpfTerm& term) {
  if (++c.terms_used > kTermLimit) return end(c, SpfResult::permanent_error);
  const dns::Name domain = term.domain == dns::kRoot ? c.frames.back().domain : term.domain;
  c.state = SpfCheck::State::matching;
  c.hosts.clear();
  switch (term.kind) {
    case Kind::include: return fetch(c, domain, false);
    case Kind::redirect: return fetch(c, domain, true);
    case Kind::mx: return ask(domain, dns::RecordType::mx);
    case Kind::exists: return ask(domain, dns::RecordType::a);
    case Kind::ptr:
      return ask(view.published.reverse_name(c.client, client_of(c, view).family),
                 dns::RecordType::ptr);
    default: return ask(domain, address_type(c, view));
  }
}

/// Section 4.6.2: terms from left to right; none matches: neutral.
PolicyAction next_term(SpfCheck& c, const PolicyView& view) {
  SpfCheck::Frame& frame = c.frames.back();
  if (frame.term >= frame.record->terms.size()) return finish_record(c, view, SpfResult::neutral);
  const SpfTerm& term = frame.record->terms[frame.term];
  switch (term.kind) {
    case Kind::all: return term_matched(c, view, true);
    case Kind::ip4:
    case Kind::ip6:
      return term_matched(c, view, same_network(client_of(c, view), term.network, term));
    case Kind::a:
    case Kind::mx:
    case Kind::include:
    case Kind::exists:
    case Kind::ptr:
    case Kind::redirect: break;
  }
  return begin_lookup_term(c, view, term);
}

/// A TXT answer: section 4.5.
PolicyAction on_record(SpfCheck& c, const PolicyView& view, const dns::LookupResult& answer) {
  bool several = false;
  const SpfRecord* record = nullptr;
  if (answer.status == LookupStatus::found)
    for (const dns::SetView& set : answer.answer)
      if (view.records.set(set.set).type == dns::RecordType::txt)
        record = view.published.spf(view.records, set, several);
  if (record == nullptr) {
    const bool redirected = c.frames.back().redirected;  // section 6.1: nothing there is an error
    return finish_record(c, view, redirected ? SpfResult::permanent_error : SpfResult::none);
  }
  if (several || record->malformed) return end(c, SpfResult::permanent_error);
  c.frames.back().record = record;
  return next_term(c, view);
}

PolicyAction next_host(SpfCheck& c, const PolicyView& view) {
  if (c.hosts.empty()) return term_matched(c, view, false);
  const dns::Name host = c.hosts.back();
  c.hosts.pop_back();
  return ask(host, address_type(c, view));
}

void take_hosts(SpfCheck& c, const PolicyView& view, const dns::LookupResult& answer) {
  for (const dns::SetView& set : answer.answer) {
    const auto type = view.records.set(set.set).type;
    if (type != answer.question.qtype) continue;
    dns::for_each_record(view.records, set,
                         [&](const dns::Rdata& data) { c.hosts.push_back(data.name); });
  }
}

bool holds_client(const SpfCheck& c, const PolicyView& view, const SpfTerm& term,
                  const dns::LookupResult& answer) {
  bool found = false;
  for (const dns::SetView& set : answer.answer)
    dns::for_each_record(view.records, set, [&](const dns::Rdata& data) {
      if (data.address == net::kNone) return;
      found |= term.kind == Kind::ptr
                   ? data.address == c.client
                   : same_network(client_of(c, view), view.addresses.address(data.address), term);
    });
  return found;
}

/// An answer about addresses, or about the names that have them.
PolicyAction on_match(SpfCheck& c, const PolicyView& view, const dns::LookupResult& answer) {
  const SpfCheck::Frame& frame = c.frames.back();
  const SpfTerm& term = frame.record->terms[frame.term];
  const bool is_void =
      answer.status == LookupStatus::no_data || answer.status == LookupStatus::nx_domain;
  if (is_void && ++c.void_lookups > kVoidLimit) return end(c, SpfResult::permanent_error);
  if (is_void) return next_host(c, view);
  if (term.kind == Kind::exists) return term_matched(c, view, true);
  if (answer.question.qtype == dns::RecordType::mx ||
      answer.question.qtype == dns::RecordType::ptr) {
    take_hosts(c, view, answer);
    if (c.hosts.size() > kNameLimit && term.kind == Kind::mx)
      return end(c, SpfResult::permanent_error);
    if (c.hosts.size() > kNameLimit) c.hosts.resize(kNameLimit);
    if (term.kind ==
        Kind::ptr) {  // section 5.5: names within the target, by default the domain itself
      const dns::Name target = term.domain == dns::kRoot ? frame.domain : term.domain;
      const auto outside = [&](dns::Name n) { return !view.names.is_at_or_below(n, target); };
      c.hosts.erase(std::remove_if(c.hosts.begin(), c.hosts.end(), outside), c.hosts.end());
    }
    return next_host(c, view);
  }
  if (holds_client(c, view, term, answer)) return term_matched(c, view, true);
  return next_host(c, view);
}

}  // namespace

PolicyAction start(SpfCheck& c, dns::Name domain, net::AddressId client) {
  c = SpfCheck{};
  c.client = client;
  return fetch(c, domain, false);
}

PolicyAction on_answer(SpfCheck& c, const PolicyView& view, const dns::LookupResult& answer) {
  switch (answer.status) {
    case LookupStatus::try_again:
    case LookupStatus::timed_out:
    case LookupStatus::malformed: return end(c, SpfResult::temporary_error);  // section 2.6.6
    case LookupStatus::found:
    case LookupStatus::no_data:
    case LookupStatus::nx_domain: break;
  }
  return c.state == SpfCheck::State::fetching ? on_record(c, view, answer)
                                              : on_match(c, view, answer);
}

}  // namespace waypost::mail
