// SPDX-License-Identifier: Apache-2.0
// Answers as whole messages, for resolvers that keep them (Unbound's msg cache): code and the sets
// of every section, the sets by their place in the record-set cache, whose newer data they show. A
// message lives as long as its shortest set; one whose sets are gone is gone too.
#pragma once

#include <span>
#include <vector>

#include "models/dns/cache.hpp"
#include "models/dns/cached_answer.hpp"

namespace waypost::dns {

/// One set of a kept message.
struct KeptSet {
  std::uint32_t place = 0;  ///< in the cache
  std::uint32_t birth : 30 = 0;
  std::uint32_t section : 2 = 0;
};

struct KeptMessage {
  Question question{};
  sim::Time expires{};
  sim::Time stale_until{};     ///< may be served stale until then
  sim::Time no_retry_until{};  ///< a refresh failed: stale answers without a new attempt
  std::uint32_t ttl = 0;       ///< seconds it was stored with: prefetch measures by it
  Rcode rcode = Rcode::no_error;
  bool used = false;  ///< since the hand came by
  std::vector<KeptSet> sets;

  bool is_failure() const {
    return rcode != Rcode::no_error && rcode != Rcode::nx_domain && rcode != Rcode::yx_domain;
  }
};

class MessageCache {
 public:
  MessageCache() = default;
  MessageCache(const CachePolicy& policy, const StalePolicy& stale)
      : policy_(policy), stale_(stale) {}

  /// The message kept for `question`, whether or not its life is over; nullptr: none.
  KeptMessage* find(const Question& question);
  /// Keeps an answer of `ttl` seconds; one of 0 seconds only takes the old one away.
  void store(const Question& question, Rcode rcode, std::uint32_t ttl,
             std::span<const KeptSet> sets, sim::Time now);
  /// Remembers that `question` could not be answered (RFC 9520). What could be served stale stays.
  void store_failure(const Question& question, sim::Time now);

  /// Appends the sets of `message`. False, and nothing appended: one of them is gone, or (unless
  /// `stale`) over. What is over gets the TTL of stale answers.
  bool assemble(const RecordStore& records, const Cache& cache, const KeptMessage& message,
                sim::Time now, bool stale, SetViews& out) const;

  /// From now on the message counts as over, though it is kept.
  void expire(const Question& question, sim::Time now);
  void forget(const Question& question);

  std::size_t size() const { return index_.size(); }
  void clear();
  void flush(Name name);

 private:
  std::uint32_t lookup(const Question& question) const;
  KeptMessage& slot_for(const Question& question, sim::Time now);
  void remove(std::uint32_t at);
  void make_room();

  CachePolicy policy_{};
  StalePolicy stale_{};
  FlatIndex index_;
  std::vector<KeptMessage> messages_;
  std::vector<std::uint32_t> free_;
  std::uint32_t hand_ = 0;
};

}  // namespace waypost::dns
