// SPDX-License-Identifier: Apache-2.0
// Accounts of so many per second, each by a key: response rate limiting of name servers (BIND's
// rate-limit, NSD's rrl) and the limits of resolvers per client and per zone (Unbound's
// ip-ratelimit and ratelimit). A table of fixed size, one account per place, as NSD has it: a
// collision starts anew.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/time.hpp"

namespace waypost::dns {

struct RateLimit {
  std::uint32_t per_second = 0;   ///< 0: no limit
  std::uint32_t window = 1;       ///< seconds: debts reach at most so many seconds back
  std::uint32_t let_through = 0;  ///< every so many-th of those over the limit gets by; 0: none
};

enum class Allowance : std::uint8_t {
  within,  ///< below the limit
  exempt,  ///< over it, but the one in `let_through`
  exceeded,
};

class RateAccounts {
 public:
  /// Charges one to `key`. An account earns `per_second` each second, up to as many, and is over
  /// the limit while in debt (BIND 9, lib/dns/rrl.c, debit_rrl_entry).
  Allowance charge(const RateLimit& limit, std::uint64_t key, sim::Time now);

 private:
  struct Account {
    std::uint64_t key = 0;
    std::int64_t second = 0;  ///< of the last charge
    std::int32_t balance = 0;
    std::uint32_t over = 0;
  };
  std::vector<Account> accounts_;  ///< empty until the first charge
};

}  // namespace waypost::dns
