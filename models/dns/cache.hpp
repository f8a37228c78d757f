// SPDX-License-Identifier: Apache-2.0
// A resolver's cache: record sets by (name, type) with their rank (RFC 2181 section 5.4.1),
// negative answers (RFC 2308) and failures (RFC 9520), each until the instant the profile's clock
// gives it. Expiry is no event: an entry past its end is as good as absent, and later insertions
// sweep it. With a limit on entries the one used longest ago goes (LRU).
#pragma once

#include <cstdint>
#include <vector>

#include "models/dns/flat_index.hpp"
#include "models/dns/message.hpp"
#include "models/dns/profile.hpp"

namespace waypost::dns {

/// How much a record set is to be believed, lowest first (RFC 2181 section 5.4.1, in Unbound's
/// order).
enum class Rank : std::uint8_t {
  additional,
  authority,  ///< the NS set of a referral
  additional_authoritative,
  answer,
  authority_authoritative,
  answer_authoritative,
};
/// Lower ranks help a resolver on its way but are never given to a client.
constexpr bool may_answer(Rank rank) { return rank >= Rank::answer; }

/// What a validator said of data (RFC 4035 section 4.3).
enum class Security : std::uint8_t {
  unchecked,
  insecure,  ///< proved to lie outside of any chain of trust
  secure,
  bogus,
};

struct alignas(64) CacheEntry {  // one cache line
  enum class Kind : std::uint8_t { records, no_data, name_error, failure };

  Name name{};
  sim::Time expires{};
  sim::Time answers_until{};          ///< may answer a question until then (<= expires)
  RecordSetId set = kNoRecordSet;     ///< negative: the SOA, if there was one
  std::uint32_t chosen = UINT32_MAX;  ///< as in SetView
  /// Seconds it was stored with: prefetch measures by it. Of a failure: milliseconds, for the next.
  std::uint32_t ttl = 0;
  std::uint32_t newer = 0, older = 0;  ///< neighbours by last use; only with a limit on entries
  RecordType type{};
  Kind kind = Kind::records;
  Rank rank = Rank::additional;
  std::uint8_t first = 0;    ///< as in SetView
  bool synthesised = false;  ///< as in SetView
  std::uint32_t birth = 0;   ///< counts entries: tells this one from others that had its place
  Security security = Security::unchecked;
};
static_assert(sizeof(CacheEntry) <= 64);

class Cache {
 public:
  Cache() = default;
  explicit Cache(const CachePolicy& policy) : policy_(policy) {}

  /// What is known of (name, type) at `now`: records or no_data, of any rank; nullptr: nothing.
  const CacheEntry* find(Name name, RecordType type, sim::Time now);
  /// The proof that `name` itself does not exist; nullptr: none.
  const CacheEntry* find_name_error(Name name, sim::Time now);
  /// ... or that a name above it does not, where the profile takes that for all below (RFC 8020).
  const CacheEntry* find_name_error_above(const NameTable& names, Name name, sim::Time now);
  /// The memory that this question could not be answered; nullptr: none.
  const CacheEntry* find_failure(const Question& question, sim::Time now);

  /// The same whether or not its life is over, while it is still kept.
  const CacheEntry* find_kept(Name name, RecordType type) const;
  /// Asks the processor for what finding (name, type) will read: the index first, later the entry.
  /// Misses of memory overlap when many are asked for before the first is used.
  void prefetch_place(Name name, RecordType type) const { index_.prefetch(hash(name, type)); }
  void prefetch_entry(Name name, RecordType type) const {
    const std::uint32_t at = index_.first_like(hash(name, type));
    if (at != FlatIndex::kAbsent) sim::prefetch(&entries_[at]);
  }
  /// The entry at this place if it is still the one born as `birth`; nullptr: it is gone.
  const CacheEntry* at(std::uint32_t place, std::uint32_t birth) const {
    return place < entries_.size() && entries_[place].birth == birth &&
                   entries_[place].type != RecordType{}
               ? &entries_[place]
               : nullptr;
  }
  std::uint32_t place_of(const CacheEntry& entry) const {
    return static_cast<std::uint32_t>(&entry - entries_.data());
  }

  /// The name and NS set of the deepest zone cut known at or above `name`; nullptr: none. A cut
  /// below one whose NS set is kept though expired is not known: its parent has to be asked again.
  const CacheEntry* closest_zone_cut(const NameTable& names, Name name, sim::Time now);
  /// The deepest DNAME known above `name`; nullptr: none. Free while no DNAME was ever stored.
  const CacheEntry* closest_dname(const NameTable& names, Name name, sim::Time now);

  /// Keeps `view` unless something better is known. `message_ttl`: seconds of the shortest-lived
  /// set of the message it came in. `refresh`: equal data start a new life (prefetch).
  /// Returns the entry that now stands for the name and type; nullptr: none does.
  const CacheEntry* store(const RecordStore& records, const SetView& view, Rank rank,
                          std::uint32_t message_ttl, sim::Time now, bool refresh = false,
                          sim::Duration leeway = {});
  /// Drops one set, if it is kept.
  void forget(Name name, RecordType type);
  /// Under which type a set is kept: the SOA of a negative answer, whose TTL is another (RFC 2308
  /// section 5), stands apart from the zone's own.
  static RecordType key_of(const RecordStore& records, const SetView& view);
  /// The parent's view of a delegation or of a server's address, beside the child's.
  void store_parent_side(const RecordStore& records, const SetView& view, sim::Time now);
  const CacheEntry* find_parent_side(Name name, RecordType type, sim::Time now);
  /// `soa`: of the response's authority section, or nullptr. TTL: RFC 2308 section 5.
  void store_no_data(const RecordStore& records, const Question& question, const SetView* soa,
                     sim::Time now);
  void store_name_error(const RecordStore& records, Name name, const SetView* soa, sim::Time now);
  void store_failure(const Question& question, sim::Time now) {
    store_failure(question, policy_.failure_ttl, now);
  }
  /// A failure remembered for `life`, or longer if it follows on another; zero: none is kept.
  void store_failure(const Question& question, sim::Duration life, sim::Time now);
  /// The question was answered: a failure to come follows on none.
  void forget_failure(const Question& question);
  /// A validator's verdict on what is known of (name, type): bogus data are forgotten, others live
  /// on until `until` at most. Nothing happens when nothing is known.
  void mark(Name name, RecordType type, Security security, sim::Time until);
  void mark_name_error(Name name, Security security);

  /// `entry` as it stands in a message sent at `now`.
  SetView view(const RecordStore& records, const CacheEntry& entry, Section section,
               sim::Time now) const;
  /// Seconds left by the profile's clock, as a client is told.
  std::uint32_t seconds_left(const CacheEntry& entry, sim::Time now) const;

  std::size_t size() const { return index_.size(); }
  /// As find, for those who only look: no use is counted, nothing is swept.
  const CacheEntry* peek(Name name, RecordType type, sim::Time now) const;
  /// Calls f(const CacheEntry&) for everything that is alive at `now`, in no order that means
  /// anything.
  template <class F>
  void for_each(sim::Time now, F&& f) const {
    for (const CacheEntry& entry : entries_)
      if (entry.expires > now) f(entry);
  }
  void clear();
  /// Forgets all of `name`: what an operator's flush does.
  void flush(Name name);

 private:
  static std::uint64_t hash(Name name, RecordType type);
  std::uint32_t lookup(Name name, RecordType type) const;
  const CacheEntry* find_key(Name name, RecordType type, sim::Time now);
  const CacheEntry* find_cut(Name name) const;
  sim::Time end_of_life(std::uint32_t ttl, std::uint32_t ttl_rest, sim::Time now) const;
  void store_negative(const RecordStore& records, Name name, RecordType key, CacheEntry::Kind kind,
                      const SetView* soa, sim::Time now);
  CacheEntry& slot_for(Name name, RecordType key, sim::Time now);
  void remove(std::uint32_t at);
  void sweep(sim::Time now);
  void make_newest(std::uint32_t at);
  void unlink(std::uint32_t at);

  CachePolicy policy_{};
  FlatIndex index_;
  std::vector<CacheEntry> entries_;
  std::vector<std::uint32_t> free_;
  std::uint32_t hand_ = 0;  ///< of the sweep
  std::uint32_t births_ = 0;
  std::uint32_t newest_ = UINT32_MAX, oldest_ = UINT32_MAX;
  bool dnames_ = false;  ///< one was stored at some time
  bool cuts_ = false;    ///< ... a name error that denies what is below it
};

}  // namespace waypost::dns
