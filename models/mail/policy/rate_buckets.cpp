// SPDX-License-Identifier: Apache-2.0
#include "models/mail/policy/rate_buckets.hpp"

#include <algorithm>

namespace waypost::mail {

bool RateBuckets::takes(const RateLimit& rule, const net::Address& address, sim::Time now) {
  Bucket& bucket = buckets_[network_hash(address, rule.prefix, rule.prefix6)];
  if (now < bucket.shut_out) return false;
  const sim::Time empty = std::max(bucket.empty, now) + rule.interval;
  if (empty - now > rule.interval * static_cast<std::int64_t>(rule.burst)) {
    bucket.shut_out = now + rule.penalty;
    return false;
  }
  bucket.empty = empty;
  return true;
}

}  // namespace waypost::mail
