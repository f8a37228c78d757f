// SPDX-License-Identifier: Apache-2.0
// From a domain to the addresses to try, in order (RFC 5321 section 5.1, RFC 7505, RFC 974): MX, or
// the domain itself when there is none; every exchanger's addresses before the first connection;
// the own host and all that is worse cut off; equal preferences shuffled. A pure machine: it asks
// for lookups and ends in Routed, Deferred or Undeliverable. Verdicts as recorded from Postfix 3.7.
//
//   asking_mx         entered at once, unless the domain is an address literal
//   asking_addresses  entered when the list of exchangers is known; one lookup at a time
//   done              an end was returned
#pragma once

#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <functional>
#include <span>
#include <unordered_map>
#include <variant>

#include "models/dns/lookup_result.hpp"
#include "models/mail/reply.hpp"
#include "models/net/address_book.hpp"
#include "sim/random.hpp"

namespace waypost::mail {

/// What a sender makes of the way a lookup ended.
enum class DnsVerdict : std::uint8_t {
  use,           ///< the data
  no_exchanger,  ///< of MX: the domain itself is the exchanger (implicit MX). Of addresses: nothing
                 ///< here
  defer,         ///< transient
  bounce,        ///< permanent
};

/// By the way a lookup ended. `refused`: REFUSED or NOTIMP from the sender's own resolver; glibc
/// makes no difference between that and SERVFAIL, other stubs do.
struct DnsOutcomeMap {
  DnsVerdict found = DnsVerdict::use, no_data = DnsVerdict::no_exchanger,
             nx_domain = DnsVerdict::no_exchanger, try_again = DnsVerdict::defer,
             timed_out = DnsVerdict::defer, malformed = DnsVerdict::bounce,
             refused = DnsVerdict::defer;
  DnsVerdict operator()(const dns::LookupResult& answer) const;
};

/// The order within one preference.
enum class EqualPreference : std::uint8_t {
  shuffled,        ///< all addresses, whoever's they are (Postfix, KumoMTA)
  hosts_shuffled,  ///< the hosts; one host's addresses as the resolver gave them (RFC 5321)
  round_robin,
  least_connections,  ///< where the fewest connections are open, else shuffled (OpenSMTPD)
};

/// What a sender does with mail for which it is itself the best exchanger.
enum class OwnMail : std::uint8_t {
  bounce,  ///< "loops back to myself"
  freeze,  ///< kept, never tried (Exim's `self` = freeze)
};

/// How one sender builds its list. Defaults: Postfix.
struct RoutingRules {
  DnsOutcomeMap mx{};
  DnsOutcomeMap addresses{};
  bool implicit_mx = true;
  DnsVerdict no_target = DnsVerdict::bounce;  ///< no exchanger has an address, none failed softly
  OwnMail own = OwnMail::bounce;
  /// A target "." beside others is a null MX too (Postfix); RFC 7505 section 3 wants it alone.
  bool null_mx_among_others = true;
  bool numeric_names = true;  ///< an MX target that reads like an address is taken as one
  EqualPreference equal = EqualPreference::shuffled;
  bool ipv4 = true, ipv6 = true;   ///< families looked up and used
  bool ipv6_first = false;         ///< within one preference
  std::uint8_t address_limit = 5;  ///< addresses kept (smtp_mx_address_limit); 0: all
  bool balances_families = true;   ///< in a list cut to the limit (smtp_balance_inet_protocols)
  EnhancedCode null_mx{5, 1, 0}, no_host{5, 4, 4}, loop{5, 4, 6}, malformed{5, 4, 3};
  EnhancedCode dns_failure{4, 4, 3}, no_better_host{4, 4, 4}, no_relay{4, 3, 5};
};

/// Names that are written like addresses: "[192.0.2.1]" and "[IPv6:2001:db8::1]" in a mailbox
/// (RFC 5321 section 4.1.3), "192.0.2.1." in an MX record.
class NumericNames {
 public:
  NumericNames() = default;
  /// Finds them among all names; their addresses are registered in `addresses`. O(names).
  NumericNames(const dns::NameTable& names, net::AddressBook& addresses);
  /// The address that `name` spells; kNone when it spells none.
  net::AddressId find(dns::Name name) const;
  bool is_literal(dns::Name name) const;  ///< with brackets

 private:
  struct Entry {
    net::AddressId address;
    bool literal;
  };
  std::unordered_map<std::uint32_t, Entry> by_node_;  // looked up, never iterated
};

/// What the machine reads besides its own state.
struct RoutingView {
  const RoutingRules& rules;
  const dns::RecordStore& records;
  const net::AddressBook& addresses;
  const NumericNames& numeric_names;
  std::span<const net::AddressId> own;  ///< of the sending host, its proxies, and loopback
};

/// One address to try.
struct Target {
  net::AddressId address = net::kNone;
  dns::Name host{};
  std::uint16_t preference = 0;
  bool secure = false;      ///< DNSSEC vouches for the MX and the address
  bool off_policy = false;  ///< an enforced MTA-STS policy does not name it
};
using Targets = boost::container::small_vector<Target, 4>;

/// Why there is nowhere to go.
enum class RoutingFault : std::uint8_t {
  none,
  null_mx,         ///< "Domain D does not accept mail (nullMX)"
  not_found,       ///< "Name service error for name=N type=T: Host not found"
  no_data,         ///< "... Host found but no data record of requested type"
  dns_failure,     ///< "... Host not found, try again"
  malformed,       ///< "... Malformed or unexpected name server reply"
  loop,            ///< "mail for D loops back to myself"
  no_better_host,  ///< "unable to find primary relay for D"
  hosts_rest,      ///< "retry time not reached for any host for D" (Exim, OpenSMTPD)
  hosts_given_up,  ///< "all hosts for D have been failing for a long time" (Exim)
  off_policy,      ///< D's enforced MTA-STS policy names none of its exchangers
};

/// A fault with the lookup that showed it.
struct RoutingError {
  RoutingFault fault = RoutingFault::none;
  EnhancedCode code{};
  dns::Question question{};
};

struct Routing {
  enum class State : std::uint8_t { asking_mx, asking_addresses, done };
  struct Exchanger {
    dns::Name host{};
    std::uint16_t preference = 0;
  };
  State state = State::asking_mx;
  dns::RecordType asking = dns::RecordType::mx;
  std::uint8_t next = 0;  ///< exchanger whose addresses are asked for
  bool to_host = false;   ///< not by MX: a relay's lookup failures are never permanent
  bool secure = true;     ///< DNSSEC vouches for the list of exchangers
  dns::Name domain{};
  boost::container::small_vector<Exchanger, 4> exchangers{};  ///< by preference
  Targets targets{};
  RoutingError error{};  ///< a soft one is never replaced by a hard one
};

struct Lookup {
  dns::Question question;
};
struct Routed {};  ///< Routing::targets holds the list
struct Deferred {
  RoutingError error;
};
struct Undeliverable {
  RoutingError error;
};
using RoutingAction = std::variant<Lookup, Routed, Deferred, Undeliverable>;

/// Step 1: the domain is an address ("[192.0.2.1]"), or its MX is asked for.
RoutingAction start(Routing& r, const RoutingView& view, dns::Name domain);

/// The same for a next hop given as a host (relay_to, smarthost): its addresses, no MX.
RoutingAction start_at_host(Routing& r, const RoutingView& view, dns::Name host);

/// The answer to the lookup asked for last.
RoutingAction on_answer(Routing& r, const RoutingView& view, const dns::LookupResult& answer);

/// After Routed: puts the targets in the order of one delivery. `draw`, keyed by (message,
/// attempt), shuffles equal preferences; `turn` counts the sender's deliveries, for round-robin;
/// `connections(address)`: open from here, for least_connections.
void order_targets(Routing& r, const RoutingView& view, sim::Draw& draw, std::uint32_t turn,
                   const std::function<std::size_t(net::AddressId)>& connections = {});
/// Then: cuts the list to the address limit.
void limit_targets(Routing& r, const RoutingView& view);

}  // namespace waypost::mail
