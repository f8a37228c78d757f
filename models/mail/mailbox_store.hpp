// SPDX-License-Identifier: Apache-2.0
// How full the mailboxes with a quota are (RFC 1870 section 6: 452 or 552 by the declared size). A
// mailbox that was never written to costs nothing; its user empties it at a phase of their own,
// which is looked at when the next message comes: no event.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "models/mail/domain_table.hpp"
#include "sim/time.hpp"

namespace waypost::mail {

class MailboxStore {
 public:
  /// True when a message of `octets` fits now. `user_hash`: of domain and user.
  bool has_room(const ServedDomain& served, std::uint64_t user_hash, std::uint32_t octets,
                sim::Time now) const;
  /// A message is stored, whether it fits or not.
  void add(const ServedDomain& served, std::uint64_t user_hash, std::uint32_t octets,
           sim::Time now);

 private:
  struct Box {
    std::uint64_t octets = 0;
    std::int64_t round = 0;  ///< emptied so many times before
  };
  std::unordered_map<std::uint64_t, Box> boxes_;  // looked up, never iterated
};

}  // namespace waypost::mail
