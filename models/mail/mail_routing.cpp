// SPDX-License-Identifier: Apache-2.0
#include "models/mail/mail_routing.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "sim/expect.hpp"

namespace waypost::mail {
namespace {

using dns::LookupResult;
using dns::LookupStatus;
using dns::RecordType;

bool is_own(const RoutingView& view, net::AddressId address) {
  return std::find(view.own.begin(), view.own.end(), address) != view.own.end();
}

/// Calls f for each record of the type asked for; the alias chain before them is passed over.
template <class F>
void for_each_answer(const RoutingView& view, const LookupResult& answer, F&& f) {
  for (const dns::SetView& set : answer.answer)
    if (!set.synthesised && view.records.set(set.set).type == answer.question.qtype)
      dns::for_each_record(view.records, set, f);
}

template <class Vector, class Predicate>
void drop_if(Vector& v, Predicate&& predicate) {
  v.resize(static_cast<std::size_t>(std::remove_if(v.begin(), v.end(), predicate) - v.begin()));
}

RoutingError error_of(const RoutingRules& rules, const LookupResult& answer) {
  switch (answer.status) {
    case LookupStatus::nx_domain: return {RoutingFault::not_found, rules.no_host, answer.question};
    case LookupStatus::found:
    case LookupStatus::no_data: return {RoutingFault::no_data, rules.no_host, answer.question};
    case LookupStatus::try_again:
    case LookupStatus::timed_out:
      return {RoutingFault::dns_failure, rules.dns_failure, answer.question};
    case LookupStatus::malformed:
      return {RoutingFault::malformed, rules.malformed, answer.question};
  }
  return {};
}

/// Soft beats hard: one server that may come back keeps the message (Postfix, smtp_addr.c).
void note_error(Routing& r, const RoutingError& error) {
  if (r.error.code.status_class != 4) r.error = error;
}

/// `verdict`: what the profile makes of it; the class of the code follows.
RoutingError with_verdict(RoutingError error, DnsVerdict verdict) {
  if (verdict == DnsVerdict::defer) error.code.status_class = 4;
  if (verdict == DnsVerdict::bounce) error.code.status_class = 5;
  return error;
}

RoutingAction give_up(Routing& r, const RoutingError& error) {
  r.state = Routing::State::done;
  r.error = error;
  if (error.code.status_class == 4) return Deferred{error};
  return Undeliverable{error};
}

/// RFC 5321 section 5.1: the own host, and everything no better, is left out. What remains empty is
/// a loop, unless a better exchanger exists but could not be resolved.
RoutingAction finish(Routing& r, const RoutingView& view) {
  if (r.targets.empty() && r.to_host && r.error.code.status_class != 4)
    return give_up(r, {r.error.fault, view.rules.no_relay, r.error.question});
  if (r.targets.empty())
    return give_up(
        r, r.error.code.status_class == 4 ? r.error : with_verdict(r.error, view.rules.no_target));
  std::uint16_t best = UINT16_MAX, own = UINT16_MAX;
  bool found_self = false;
  for (const Target& t : r.targets) {
    best = std::min(best, t.preference);
    if (!is_own(view, t.address)) continue;
    found_self = true;
    own = std::min(own, t.preference);
  }
  if (found_self) drop_if(r.targets, [&](const Target& t) { return t.preference >= own; });
  if (r.targets.empty()) {
    const dns::Question question{r.domain, RecordType::mx};
    const bool better_exists = r.exchangers.front().preference < best;
    if (better_exists)
      return give_up(r, {RoutingFault::no_better_host, view.rules.no_better_host, question});
    const bool frozen = view.rules.own == OwnMail::freeze;
    return give_up(r, with_verdict({RoutingFault::loop, view.rules.loop, question},
                                   frozen ? DnsVerdict::defer : DnsVerdict::bounce));
  }
  r.state = Routing::State::done;
  return Routed{};
}

/// The next lookup of addresses, skipping exchangers that are addresses themselves.
RoutingAction ask_addresses(Routing& r, const RoutingView& view) {
  for (; r.next < r.exchangers.size(); ++r.next) {
    const Routing::Exchanger& exchanger = r.exchangers[r.next];
    const net::AddressId numeric = view.numeric_names.find(exchanger.host);
    if (numeric == net::kNone) return Lookup{{exchanger.host, r.asking, dns::RecordClass::in}};
    if (view.rules.numeric_names)
      r.targets.push_back({numeric, exchanger.host, exchanger.preference});
    else
      note_error(r, {RoutingFault::not_found, view.rules.no_host, {exchanger.host, r.asking}});
  }
  return finish(r, view);
}

RoutingAction begin_addresses(Routing& r, const RoutingView& view) {
  WAYPOST_EXPECT(view.rules.ipv4 || view.rules.ipv6, "a mail sender without an address family");
  r.state = Routing::State::asking_addresses;
  r.asking = view.rules.ipv4 ? RecordType::a : RecordType::aaaa;
  return ask_addresses(r, view);
}

/// Step 2, no MX record: the domain is its own exchanger at preference 0 (RFC 5321 section 5.1).
RoutingAction use_implicit_mx(Routing& r, const RoutingView& view, const LookupResult& answer) {
  if (!view.rules.implicit_mx) return give_up(r, error_of(view.rules, answer));
  r.exchangers.push_back({r.domain, 0});
  return begin_addresses(r, view);
}

/// Step 2, MX records: null MX (RFC 7505), or the list by preference.
RoutingAction use_exchangers(Routing& r, const RoutingView& view, const LookupResult& answer) {
  bool null_mx = false;
  for_each_answer(view, answer, [&](const dns::Rdata& mx) {
    null_mx |= mx.name == dns::kRoot;
    if (r.exchangers.size() < UINT8_MAX - 1) r.exchangers.push_back({mx.name, mx.preference});
  });
  if (null_mx && (r.exchangers.size() == 1 || view.rules.null_mx_among_others))
    return give_up(r, {RoutingFault::null_mx, view.rules.null_mx, answer.question});
  drop_if(r.exchangers, [](const auto& e) { return e.host == dns::kRoot; });
  std::stable_sort(r.exchangers.begin(), r.exchangers.end(),
                   [](const auto& a, const auto& b) { return a.preference < b.preference; });
  return begin_addresses(r, view);
}

RoutingAction on_exchangers(Routing& r, const RoutingView& view, const LookupResult& answer) {
  const DnsVerdict verdict = view.rules.mx(answer);
  r.secure = answer.authentic;
  switch (verdict) {
    case DnsVerdict::use: return use_exchangers(r, view, answer);
    case DnsVerdict::no_exchanger: return use_implicit_mx(r, view, answer);
    case DnsVerdict::defer:
    case DnsVerdict::bounce: break;
  }
  return give_up(r, with_verdict(error_of(view.rules, answer), verdict));
}

/// Step 3: the addresses of one exchanger, one family; then the next family, then the next
/// exchanger.
RoutingAction on_addresses(Routing& r, const RoutingView& view, const LookupResult& answer) {
  const Routing::Exchanger& exchanger = r.exchangers[r.next];
  const DnsVerdict verdict = view.rules.addresses(answer);
  if (verdict == DnsVerdict::use) {
    for_each_answer(view, answer, [&](const dns::Rdata& record) {
      r.targets.push_back(
          {record.address, exchanger.host, exchanger.preference, r.secure && answer.authentic});
    });
  } else {
    note_error(r, with_verdict(error_of(view.rules, answer), verdict));
  }
  if (r.asking == RecordType::a && view.rules.ipv6) {
    r.asking = RecordType::aaaa;
  } else {
    r.asking = view.rules.ipv4 ? RecordType::a : RecordType::aaaa;
    ++r.next;
  }
  return ask_addresses(r, view);
}

/// Fisher-Yates; also shuffles one host's addresses, as Postfix does.
void shuffle(Targets& t, sim::Draw& draw) {
  for (std::size_t i = t.size(); i > 1; --i)
    std::swap(t[i - 1], t[draw.below(static_cast<std::uint32_t>(i))]);
}

/// The hosts in random order, each with its addresses together and in order.
void shuffle_hosts(Targets& t, sim::Draw& draw) {
  std::vector<std::pair<dns::Name, Targets>> hosts;
  for (const Target& target : t) {
    const auto same = std::find_if(hosts.begin(), hosts.end(),
                                   [&](const auto& h) { return h.first == target.host; });
    if (same == hosts.end())
      hosts.push_back({target.host, {target}});
    else
      same->second.push_back(target);
  }
  for (std::size_t i = hosts.size(); i > 1; --i)
    std::swap(hosts[i - 1], hosts[draw.below(static_cast<std::uint32_t>(i))]);
  t.clear();
  for (const auto& [name, addresses] : hosts) t.insert(t.end(), addresses.begin(), addresses.end());
}

/// Postfix's smtp_balance_inet_protocols: a long list of one family leaves room for the other.
void balance_families(Targets& targets, const net::AddressBook& addresses, std::size_t limit) {
  const auto family = [&](const Target& t) { return addresses.address(t.address).family; };
  const auto v6 =
      static_cast<std::size_t>(std::count_if(targets.begin(), targets.end(), [&](const Target& t) {
        return family(t) == net::Family::v6;
      }));
  const std::size_t v4 = targets.size() - v6;
  const std::size_t fewer = std::min(std::min(v4, v6), limit / 2);
  const std::size_t keep_v6 = v6 < v4 ? fewer : std::min(v6, limit - fewer);
  const std::size_t keep_v4 = limit - std::min(limit, keep_v6);
  std::size_t used_v4 = 0, used_v6 = 0;
  drop_if(targets, [&](const Target& t) {
    return family(t) == net::Family::v6 ? ++used_v6 > keep_v6 : ++used_v4 > keep_v4;
  });
}

}  // namespace

DnsVerdict DnsOutcomeMap::operator()(const LookupResult& answer) const {
  switch (answer.status) {
    case LookupStatus::found: return found;
    case LookupStatus::no_data: return no_data;
    case LookupStatus::nx_domain: return nx_domain;
    case LookupStatus::try_again:
      return answer.rcode == dns::Rcode::refused || answer.rcode == dns::Rcode::not_imp ? refused
                                                                                        : try_again;
    case LookupStatus::timed_out: return timed_out;
    case LookupStatus::malformed: return malformed;
  }
  return malformed;
}

NumericNames::NumericNames(const dns::NameTable& names, net::AddressBook& addresses) {
  for (std::uint32_t node = 0; node < names.size(); ++node) {
    std::string text = names.text({node, 0});
    text.pop_back();  // the final dot
    const bool literal = text.size() > 2 && text.front() == '[' && text.back() == ']';
    if (literal) text = text.substr(1, text.size() - 2);
    if (literal && text.starts_with("ipv6:")) text = text.substr(5);
    if (const auto address = net::parse_address(text))
      by_node_.emplace(node, Entry{addresses.intern(*address), literal});
  }
}

net::AddressId NumericNames::find(dns::Name name) const {
  const auto found = by_node_.find(name.node);
  return found == by_node_.end() || name.made_up() ? net::kNone : found->second.address;
}

bool NumericNames::is_literal(dns::Name name) const {
  const auto found = by_node_.find(name.node);
  return found != by_node_.end() && !name.made_up() && found->second.literal;
}

RoutingAction start(Routing& r, const RoutingView& view, dns::Name domain) {
  r = Routing{};
  r.domain = domain;
  if (!view.numeric_names.is_literal(domain))
    return Lookup{{domain, RecordType::mx, dns::RecordClass::in}};
  r.exchangers.push_back({domain, 0});
  r.targets.push_back({view.numeric_names.find(domain), domain, 0});
  return finish(r, view);
}

RoutingAction start_at_host(Routing& r, const RoutingView& view, dns::Name host) {
  r = Routing{};
  r.domain = host;
  r.to_host = true;
  r.exchangers.push_back({host, 0});
  return begin_addresses(r, view);
}

RoutingAction on_answer(Routing& r, const RoutingView& view, const LookupResult& answer) {
  switch (r.state) {
    case Routing::State::asking_mx: return on_exchangers(r, view, answer);
    case Routing::State::asking_addresses: return on_addresses(r, view, answer);
    case Routing::State::done: break;
  }
  WAYPOST_EXPECT(false, "an answer to a routing that has ended");
  return Routed{};
}

void order_targets(Routing& r, const RoutingView& view, sim::Draw& draw, std::uint32_t turn,
                   const std::function<std::size_t(net::AddressId)>& connections) {
  Targets& t = r.targets;
  switch (view.rules.equal) {
    case EqualPreference::least_connections:
    case EqualPreference::shuffled: shuffle(t, draw); break;
    case EqualPreference::hosts_shuffled: shuffle_hosts(t, draw); break;
    case EqualPreference::round_robin:
      if (!t.empty()) std::rotate(t.begin(), t.begin() + turn % t.size(), t.end());
      break;
  }
  if (view.rules.equal == EqualPreference::least_connections && connections)
    std::stable_sort(t.begin(), t.end(), [&](const Target& a, const Target& b) {
      return connections(a.address) < connections(b.address);
    });
  const auto is_v4 = [&](const Target& x) {
    return view.addresses.address(x.address).family == net::Family::v4;
  };
  if (view.rules.ipv6_first)
    std::stable_sort(t.begin(), t.end(),
                     [&](const Target& a, const Target& b) { return is_v4(a) < is_v4(b); });
  std::stable_sort(t.begin(), t.end(),
                   [](const Target& a, const Target& b) { return a.preference < b.preference; });
}

void limit_targets(Routing& r, const RoutingView& view) {
  const std::size_t limit = view.rules.address_limit;
  if (limit == 0 || r.targets.size() <= limit) return;
  if (view.rules.balances_families) return balance_families(r.targets, view.addresses, limit);
  r.targets.resize(limit);
}

}  // namespace waypost::mail
