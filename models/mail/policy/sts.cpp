// SPDX-License-Identifier: Apache-2.0
#include "models/mail/policy/sts.hpp"

#include <algorithm>

namespace waypost::mail {
namespace {

using State = StsCheck::State;

StsAction end(StsCheck& c) {
  c.state = State::done;
  return PolicyDone{};
}

StsCached* fresh_copy(const StsCheck& c, const StsView& view) {
  const auto found = view.cache.find(c.domain.node);
  return found != view.cache.end() && view.now < found->second.expires ? &found->second : nullptr;
}

bool is_due(const StsCached& copy, const StsView& view) {
  switch (view.recheck) {
    case StsRecheck::each_attempt: return true;
    case StsRecheck::daily: return view.now - copy.checked >= sim::hours(24);
    case StsRecheck::never: return false;
  }
  return true;
}

/// The id in the TXT record; 0: there is none.
std::uint64_t version_in(const StsView& view, const dns::LookupResult& answer) {
  if (answer.status != dns::LookupStatus::found) return 0;
  for (const dns::SetView& set : answer.answer)
    if (view.policy.records.set(set.set).type == dns::RecordType::txt)
      return view.policy.published.sts_version(view.policy.records, set);
  return 0;
}

}  // namespace

bool StsPolicy::allows(const dns::NameTable& names, dns::Name host) const {
  return std::find(hosts.begin(), hosts.end(), host) != hosts.end() ||
         (host != dns::kRoot &&
          std::find(above.begin(), above.end(), names.parent(host)) != above.end());
}

StsAction start(StsCheck& c, const StsView& view, dns::Name domain) {
  c = StsCheck{};
  c.domain = domain;
  const StsCached* copy = fresh_copy(c, view);
  if (copy != nullptr && !is_due(*copy, view)) return end(c);
  c.state = State::asking_text;
  const auto site = view.sites.find(domain.node);
  const dns::Name text =
      site != view.sites.end() ? site->second.text : dns::Name{domain.node, domain.ordinal + 1};
  return PolicyLookup{{text, dns::RecordType::txt, dns::RecordClass::in}};
}

StsAction on_answer(StsCheck& c, const StsView& view, const dns::LookupResult& answer) {
  if (c.state == State::asking_host) {
    for (const dns::SetView& set : answer.answer)
      for (const dns::Rdata& data : view.policy.records.data(set.set))
        if (data.address != net::kNone) {
          c.state = State::fetching;
          return StsFetch{data.address};
        }
    return on_fetched(c, view, false);
  }
  StsCached* copy = fresh_copy(c, view);
  c.version = version_in(view, answer);
  if (c.version == 0) return end(c);  // no record, or DNS trouble: a copy goes on to hold
  if (copy != nullptr) copy->checked = view.now;
  if (copy != nullptr && copy->version == c.version) return end(c);
  const auto site = view.sites.find(c.domain.node);
  if (site == view.sites.end()) return on_fetched(c, view, false);
  c.state = State::asking_host;
  return PolicyLookup{{site->second.host, dns::RecordType::a, dns::RecordClass::in}};
}

/// Section 3.3: what cannot be fetched is as if nothing were there, unless a copy is still good.
StsAction on_fetched(StsCheck& c, const StsView& view, bool arrived) {
  const auto site = view.sites.find(c.domain.node);
  c.fetch_failed = !arrived || site == view.sites.end() || !site->second.policy.reachable;
  if (!c.fetch_failed) {
    const StsPolicy& policy = site->second.policy;
    view.cache[c.domain.node] = {policy, c.version, view.now + policy.max_age, view.now};
  }
  return end(c);
}

const StsPolicy* policy_of(const StsCheck& c, const StsView& view) {
  const StsCached* copy = fresh_copy(c, view);
  return copy != nullptr && copy->policy.mode != StsPolicy::Mode::none ? &copy->policy : nullptr;
}

}  // namespace waypost::mail
