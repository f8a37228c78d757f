// SPDX-License-Identifier: Apache-2.0
// Which domains a mail host serves and how, and where mail for the others goes from there.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "models/dns/name.hpp"
#include "sim/time.hpp"

namespace waypost::mail {

/// What a host does with mail for one domain.
enum class DomainState : std::uint8_t {
  final,          ///< 250, into the mailbox
  relay_to,       ///< 250, sent on
  forgotten,      ///< 554 5.7.1: the domain was removed here
  unknown_users,  ///< 550 5.1.1
  tempfail,       ///< 450
  stale_mailbox,  ///< 250, into a mailbox that nobody reads any more
  intercepted,    ///< 250, into the hands of somebody else
  forwarded,      ///< 250, to the same user of another domain
  list,           ///< 250, to the members of a mailing list
};

struct ServedDomain {
  DomainState state = DomainState::final;
  /// With relay_to: the next host; the root stands for "by the domain's MX". With forwarded: the
  /// other domain.
  dns::Name next_host{};
  float unknown = 0;           ///< share of the domain's users that do not exist
  float over_quota = 0;        ///< share of its mailboxes that are full
  bool full_for_good = false;  ///< these are met with 552 instead of 452
  bool knows_users = true;  ///< false: takes mail for users that do not exist (no recipient list)
  bool rewrites_sender = false;          ///< with forwarded: SRS
  std::uint32_t list = UINT32_MAX;       ///< with list: index into MailHost::lists
  std::uint64_t quota = 0;               ///< octets in each mailbox; 0: no limit
  sim::Duration emptied_every{};         ///< with a quota; 0: never
  std::uint32_t mailboxes = UINT32_MAX;  ///< with a quota: that the users share
};

/// Which domains a host serves; a domain it does not know is met with 554 5.7.1.
class DomainTable {
 public:
  void set(dns::Name domain, ServedDomain served) {
    by_name_[key(domain)] = served;
    rewrites_ =
        rewrites_ || served.state == DomainState::forwarded || served.state == DomainState::list;
  }
  /// nullptr when the host does not know the domain.
  const ServedDomain* find(dns::Name domain) const {
    const auto found = by_name_.find(key(domain));
    return found == by_name_.end() ? nullptr : &found->second;
  }
  bool empty() const { return by_name_.empty(); }
  /// Some domain turns recipients into others.
  bool rewrites() const { return rewrites_; }

 private:
  static std::uint64_t key(dns::Name n) { return std::uint64_t{n.node} << 32 | n.ordinal; }
  std::unordered_map<std::uint64_t, ServedDomain> by_name_;  // looked up, never iterated
  bool rewrites_ = false;
};

/// Where mail goes from here: a domain, by its MX; or a host, by its address (relay_to, smarthost).
struct NextHop {
  dns::Name name{};
  bool by_address = false;
  bool operator==(const NextHop&) const = default;
};

/// Where this host sends mail for `domain`, which is not final here. `smarthost`: takes all that
/// has no relay_to of its own; the root stands for "none".
inline NextHop next_hop(const DomainTable& domains, dns::Name smarthost, dns::Name domain) {
  const ServedDomain* served = domains.find(domain);
  if (served != nullptr && served->state == DomainState::relay_to &&
      served->next_host != dns::kRoot)
    return {served->next_host, true};
  if (smarthost != dns::kRoot) return {smarthost, true};
  return {domain, false};
}

}  // namespace waypost::mail
