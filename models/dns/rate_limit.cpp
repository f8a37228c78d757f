// SPDX-License-Identifier: Apache-2.0
#include "models/dns/rate_limit.hpp"

#include <algorithm>

#include "sim/hash.hpp"

namespace waypost::dns {
namespace {

constexpr std::size_t kPlaces = 1 << 14;  // BIND's table holds 500 to 20,000
constexpr std::int64_t kSecond = 1'000'000'000;

}  // namespace

Allowance RateAccounts::charge(const RateLimit& limit, std::uint64_t key, sim::Time now) {
  if (limit.per_second == 0) return Allowance::within;
  if (accounts_.empty()) accounts_.resize(kPlaces);
  Account& account = accounts_[sim::mix(key) & (kPlaces - 1)];
  const auto rate = static_cast<std::int64_t>(limit.per_second);
  const std::int64_t second = now.ns / kSecond;
  if (account.key != key) account = {key, second, static_cast<std::int32_t>(rate), 0};
  const std::int64_t earned = (second - account.second) * rate;
  const std::int64_t balance = std::min(rate, account.balance + earned) - 1;
  account.second = second;
  account.balance = static_cast<std::int32_t>(std::max(balance, -rate * limit.window));
  if (balance >= 0) {
    account.over = 0;
    return Allowance::within;
  }
  const bool lucky = limit.let_through != 0 && ++account.over % limit.let_through == 0;
  return lucky ? Allowance::exempt : Allowance::exceeded;
}

}  // namespace waypost::dns
