// SPDX-License-Identifier: Apache-2.0
#include "models/mail/mailbox_store.hpp"

#include "sim/hash.hpp"

namespace waypost::mail {
namespace {

/// How often the mailbox has been emptied by `now`.
std::int64_t round_of(const ServedDomain& served, std::uint64_t user_hash, sim::Time now) {
  const std::int64_t period = served.emptied_every.ns;
  if (period == 0) return 0;
  const auto phase =
      static_cast<std::int64_t>(sim::mix(user_hash, 3) % static_cast<std::uint64_t>(period));
  return (now.ns + phase) / period;
}

}  // namespace

bool MailboxStore::has_room(const ServedDomain& served, std::uint64_t user_hash,
                            std::uint32_t octets, sim::Time now) const {
  if (served.quota == 0) return true;
  const auto found = boxes_.find(user_hash);
  const bool empty =
      found == boxes_.end() || found->second.round != round_of(served, user_hash, now);
  return (empty ? 0 : found->second.octets) + octets <= served.quota;
}

void MailboxStore::add(const ServedDomain& served, std::uint64_t user_hash, std::uint32_t octets,
                       sim::Time now) {
  if (served.quota == 0) return;
  Box& box = boxes_[user_hash];
  const std::int64_t round = round_of(served, user_hash, now);
  if (box.round != round) box = {.octets = 0, .round = round};
  box.octets += octets;
}

}  // namespace waypost::mail
