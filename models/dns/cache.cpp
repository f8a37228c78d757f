// SPDX-License-Identifier: Apache-2.0
#include "models/dns/cache.hpp"

#include <algorithm>

#include "sim/hash.hpp"

namespace waypost::dns {
namespace {

// Keys that are no record type: what is known of a name as a whole, and failures beside each type.
constexpr RecordType kNameErrorKey{0xFFF0};
constexpr RecordType failure_key(RecordType type) {
  return static_cast<RecordType>(static_cast<std::uint16_t>(type) | 0x8000u);
}
constexpr RecordType parent_side_key(RecordType type) {
  return static_cast<RecordType>(static_cast<std::uint16_t>(type) | 0x4000u);
}
constexpr std::uint32_t kNobody = UINT32_MAX;
constexpr std::int64_t kSecond = 1'000'000'000;
constexpr sim::Time kDead{INT64_MIN};  ///< `expires` of a free place

}  // namespace

// --- asking

const CacheEntry* Cache::find(Name name, RecordType type, sim::Time now) {
  return find_key(name, type, now);
}
const CacheEntry* Cache::find_name_error(Name name, sim::Time now) {
  return find_key(name, kNameErrorKey, now);
}
const CacheEntry* Cache::find_name_error_above(const NameTable& names, Name name, sim::Time now) {
  if (!cuts_) return nullptr;
  while (name != kRoot) {
    name = names.parent(name);
    const CacheEntry* entry = find_name_error(name, now);
    if (entry == nullptr) continue;
    const bool root = policy_.name_error_cut == NameErrorCut::secure_or_root &&
                      names.depth(name) == 1;  // only the root denies a top-level domain
    if (policy_.name_error_cut == NameErrorCut::all || root || entry->security == Security::secure)
      return entry;
  }
  return nullptr;
}
const CacheEntry* Cache::find_failure(const Question& question, sim::Time now) {
  const CacheEntry* entry = find_key(question.qname, failure_key(question.qtype), now);
  return entry != nullptr && entry->answers_until > now ? entry : nullptr;
}

const CacheEntry* Cache::find_kept(Name name, RecordType type) const {
  const std::uint32_t at = lookup(name, type);
  return at == FlatIndex::kAbsent ? nullptr : &entries_[at];
}
const CacheEntry* Cache::find_parent_side(Name name, RecordType type, sim::Time now) {
  return find_key(name, parent_side_key(type), now);
}

/// The NS set that leads to the zone at `name`, whether or not its life is over.
const CacheEntry* Cache::find_cut(Name name) const {
  const bool apart = policy_.parent_delegation > sim::Duration{} && name != kRoot;
  return find_kept(name, apart ? parent_side_key(RecordType::ns) : RecordType::ns);
}

const CacheEntry* Cache::closest_zone_cut(const NameTable& names, Name name, sim::Time now) {
  const CacheEntry* deepest = nullptr;
  for (;; name = names.parent(name)) {
    const CacheEntry* kept = find_cut(name);
    if (kept != nullptr && kept->kind == CacheEntry::Kind::records) {
      if (kept->expires <= now)
        deepest = nullptr;
      else if (deepest == nullptr)
        deepest = kept;
      if (deepest != nullptr && !policy_.expired_cut_hides) break;
    }
    if (name == kRoot) break;
  }
  if (deepest != nullptr && policy_.max_entries != 0) make_newest(place_of(*deepest));
  return deepest;
}

const CacheEntry* Cache::closest_dname(const NameTable& names, Name name, sim::Time now) {
  if (!dnames_) return nullptr;
  while (name != kRoot) {
    name = names.parent(name);
    const CacheEntry* entry = find(name, RecordType::dname, now);
    if (entry != nullptr && entry->kind == CacheEntry::Kind::records) return entry;
  }
  return nullptr;
}

std::uint32_t Cache::seconds_left(const CacheEntry& entry, sim::Time now) const {
  switch (policy_.clock) {
    case CacheClock::exact: return static_cast<std::uint32_t>((entry.expires - now).ns / kSecond);
    case CacheClock::whole_after:
      return static_cast<std::uint32_t>(entry.expires.ns / kSecond - 1 - now.ns / kSecond);
    case CacheClock::whole_before:
      return static_cast<std::uint32_t>(entry.expires.ns / kSecond - now.ns / kSecond);
  }
  return 0;
}

SetView Cache::view(const RecordStore& records, const CacheEntry& entry, Section section,
                    sim::Time now) const {
  SetView view;
  view.owner = entry.kind == CacheEntry::Kind::records ? entry.name : records.set(entry.set).owner;
  view.set = entry.set;
  view.ttl = policy_.original_ttl ? entry.ttl : entry.expires <= now ? 0 : seconds_left(entry, now);
  if (policy_.clock == CacheClock::exact && entry.expires > now)
    view.ttl_rest = static_cast<std::uint32_t>((entry.expires - now).ns % kSecond);
  view.chosen = entry.chosen;
  view.first = entry.first;
  view.section = section;
  view.synthesised = entry.synthesised;
  return view;
}

// --- learning

namespace {

/// A delegation may not be kept alive beyond what was granted before: by the child (ghost domains;
/// Jiang et al., NDSS 2012; Unbound and BIND alike), nor may the address of a server that came as
/// glue.
bool is_on_loan(const CacheEntry& entry, RecordType type) {
  return entry.kind == CacheEntry::Kind::records && type == RecordType::ns;
}

}  // namespace

const CacheEntry* Cache::store(const RecordStore& records, const SetView& view, Rank rank,
                               std::uint32_t message_ttl, sim::Time now, bool refresh,
                               sim::Duration leeway) {
  const RecordType type = key_of(records, view);
  const std::uint32_t ttl =
      policy_.keeps_messages ? view.ttl : std::clamp(view.ttl, policy_.min_ttl, policy_.max_ttl);
  const std::uint32_t rest = ttl == view.ttl ? view.ttl_rest : 0;
  const bool only_once = ttl == 0 && rest == 0;  // RFC 1035 section 3.2.1
  if (only_once && !policy_.keeps_messages) return nullptr;
  sim::Time expires = only_once ? now : end_of_life(ttl, rest, now);
  sim::Time answers_until = expires;
  if (policy_.message_ends_with_shortest) {
    const bool in_answer = view.section == Section::answer && message_ttl > 0;
    answers_until = in_answer ? end_of_life(message_ttl, 0, now) : now;
  }
  CacheEntry& entry = slot_for(view.owner, type, now);
  if (now + leeway < entry.expires) {
    if (entry.rank > rank || only_once) return &entry;
    const bool same = entry.kind == CacheEntry::Kind::records && entry.set == view.set &&
                      entry.chosen == view.chosen;
    const bool runs_on = same && entry.rank == rank && !policy_.equal_data_renew && !refresh;
    if (runs_on || is_on_loan(entry, type)) expires = std::min(expires, entry.expires);
    if (same && view.section != Section::answer) answers_until = entry.answers_until;
    if (runs_on && policy_.keeps_messages) return &entry;
  }
  dnames_ = dnames_ || type == RecordType::dname;
  entry.kind = CacheEntry::Kind::records;
  entry.set = view.set;
  entry.chosen = view.chosen;
  entry.first = view.first;
  entry.synthesised = view.synthesised;
  entry.rank = rank;
  entry.security = Security::unchecked;
  entry.ttl = ttl;
  entry.expires = expires;
  entry.answers_until = std::min(answers_until, expires);
  return &entry;
}

RecordType Cache::key_of(const RecordStore& records, const SetView& view) {
  if (view.synthesised) return RecordType::cname;
  const RecordType type = records.set(view.set).type;
  const bool negative = type == RecordType::soa && view.section == Section::authority;
  return negative ? static_cast<RecordType>(static_cast<std::uint16_t>(type) | 0x2000u) : type;
}

void Cache::forget(Name name, RecordType type) {
  if (const std::uint32_t at = lookup(name, type); at != FlatIndex::kAbsent) remove(at);
}

void Cache::store_parent_side(const RecordStore& records, const SetView& view, sim::Time now) {
  CacheEntry& entry = slot_for(view.owner, parent_side_key(records.set(view.set).type), now);
  entry.kind = CacheEntry::Kind::records;
  entry.set = view.set;
  entry.chosen = view.chosen;
  const auto least = static_cast<std::uint32_t>(policy_.parent_delegation.ns / kSecond);
  entry.ttl = std::max(view.ttl, least);
  entry.expires = entry.answers_until =
      end_of_life(entry.ttl, entry.ttl == view.ttl ? view.ttl_rest : 0, now);
}

void Cache::store_no_data(const RecordStore& records, const Question& question, const SetView* soa,
                          sim::Time now) {
  store_negative(records, question.qname, question.qtype, CacheEntry::Kind::no_data, soa, now);
}

void Cache::store_name_error(const RecordStore& records, Name name, const SetView* soa,
                             sim::Time now) {
  store_negative(records, name, kNameErrorKey, CacheEntry::Kind::name_error, soa, now);
  cuts_ = cuts_ || policy_.name_error_cut != NameErrorCut::none;
}

void Cache::store_negative(const RecordStore& records, Name name, RecordType key,
                           CacheEntry::Kind kind, const SetView* soa, sim::Time now) {
  CacheEntry& entry = slot_for(name, key, now);
  entry.kind = kind;
  entry.rank = Rank::answer_authoritative;
  entry.security = Security::unchecked;
  if (soa == nullptr) {  // RFC 2308 section 5: not to be cached as such; remembered as a failure is
    entry.set = kNoRecordSet;
    entry.expires = entry.answers_until = now + policy_.failure_ttl;
    return;
  }
  entry.set = soa->set;
  entry.chosen = soa->chosen;
  const std::uint32_t granted = std::min(soa->ttl, records.soa(soa->set).minimum);
  const std::uint32_t ttl =
      std::max(std::min(granted, policy_.max_negative_ttl), policy_.min_negative_ttl);
  entry.ttl = ttl;
  entry.expires = ttl == 0 ? kDead : end_of_life(ttl, ttl == soa->ttl ? soa->ttl_rest : 0, now);
  entry.answers_until = entry.expires;
}

void Cache::store_failure(const Question& question, sim::Duration life, sim::Time now) {
  if (life == sim::Duration{}) return;
  CacheEntry& entry = slot_for(question.qname, failure_key(question.qtype), now);
  if (policy_.max_failure_ttl > sim::Duration{}) {
    const bool follows = entry.expires > now;  // a new place has ended
    if (follows && entry.answers_until > now)
      life = std::max(life, entry.answers_until - now);  // the same failure, told twice
    else if (follows)
      life = std::min(sim::milliseconds(entry.ttl) * 2, policy_.max_failure_ttl);
    entry.ttl = static_cast<std::uint32_t>(life.ns / 1'000'000);
  }
  entry.kind = CacheEntry::Kind::failure;
  entry.answers_until = now + life;
  entry.expires = entry.answers_until + policy_.max_failure_ttl;
}

void Cache::forget_failure(const Question& question) {
  if (policy_.max_failure_ttl > sim::Duration{})
    forget(question.qname, failure_key(question.qtype));
}

void Cache::mark(Name name, RecordType type, Security security, sim::Time until) {
  const std::uint32_t at = lookup(name, type);
  if (at == FlatIndex::kAbsent) return;
  if (security == Security::bogus) return remove(at);
  CacheEntry& entry = entries_[at];
  entry.security = security;
  entry.expires = std::min(entry.expires, until);
  entry.answers_until = std::min(entry.answers_until, until);
}

void Cache::mark_name_error(Name name, Security security) {
  mark(name, kNameErrorKey, security, sim::kNever);
}

sim::Time Cache::end_of_life(std::uint32_t ttl, std::uint32_t ttl_rest, sim::Time now) const {
  const sim::Duration life = sim::seconds(ttl);
  const sim::Time second{now.ns - now.ns % kSecond};
  switch (policy_.clock) {
    case CacheClock::exact: return now + life + sim::nanoseconds(ttl_rest);
    case CacheClock::whole_after: return second + life + sim::seconds(1);
    case CacheClock::whole_before: return second + life;
  }
  return now;
}

// --- places

std::uint64_t Cache::hash(Name name, RecordType type) {
  const std::uint64_t where = std::uint64_t{name.ordinal} << 32 | name.node;
  return sim::mix(where ^ (static_cast<std::uint64_t>(type) * 0x9E3779B97F4A7C15u));
}

std::uint32_t Cache::lookup(Name name, RecordType type) const {
  return index_.find(hash(name, type), [&](std::uint32_t at) {
    return entries_[at].name == name && entries_[at].type == type;
  });
}

const CacheEntry* Cache::find_key(Name name, RecordType type, sim::Time now) {
  const std::uint32_t at = lookup(name, type);
  if (at == FlatIndex::kAbsent || entries_[at].expires <= now) return nullptr;
  if (policy_.max_entries != 0) make_newest(at);
  return &entries_[at];
}

const CacheEntry* Cache::peek(Name name, RecordType type, sim::Time now) const {
  const std::uint32_t at = lookup(name, type);
  return at == FlatIndex::kAbsent || entries_[at].expires <= now ? nullptr : &entries_[at];
}

/// The entry of this key: the present one, or a new one that is expired so far.
CacheEntry& Cache::slot_for(Name name, RecordType key, sim::Time now) {
  std::uint32_t at = lookup(name, key);
  if (at == FlatIndex::kAbsent) {
    sweep(now);
    if (policy_.max_entries != 0 && index_.size() >= policy_.max_entries) remove(oldest_);
    if (free_.empty()) {
      at = static_cast<std::uint32_t>(entries_.size());
      entries_.emplace_back();
    } else {
      at = free_.back();
      free_.pop_back();
    }
    entries_[at] = {};
    entries_[at].name = name;
    entries_[at].birth = ++births_ & 0x3FFFFFFFu;  // message_cache.hpp keeps 30 bits
    entries_[at].type = key;
    entries_[at].expires = now;
    entries_[at].newer = entries_[at].older = at;
    index_.insert(hash(name, key), at);
  }
  if (policy_.max_entries != 0) make_newest(at);
  return entries_[at];
}

void Cache::remove(std::uint32_t at) {
  index_.erase(hash(entries_[at].name, entries_[at].type), at);
  if (policy_.max_entries != 0) unlink(at);
  entries_[at].type = RecordType{};
  entries_[at].expires = kDead;
  free_.push_back(at);
}

/// Looks at two places per insertion, so that what has expired is gone after at most half a round:
/// memory follows the live entries.
void Cache::sweep(sim::Time now) {
  for (int i = 0; i < 2 && !entries_.empty(); ++i) {
    hand_ = hand_ + 1 < entries_.size() ? hand_ + 1 : 0;
    const CacheEntry& entry = entries_[hand_];
    if (entry.type != RecordType{} && entry.expires + policy_.keep_expired <= now) remove(hand_);
  }
}

/// Moves a linked or a fresh (linked to itself) entry to the young end.
void Cache::make_newest(std::uint32_t at) {
  if (newest_ == at) return;
  unlink(at);
  entries_[at].newer = kNobody;
  entries_[at].older = newest_;
  if (newest_ != kNobody) entries_[newest_].newer = at;
  newest_ = at;
  if (oldest_ == kNobody) oldest_ = at;
}

void Cache::unlink(std::uint32_t at) {
  CacheEntry& entry = entries_[at];
  if (entry.newer == at) return;  // fresh: in no list yet
  if (entry.newer != kNobody) entries_[entry.newer].older = entry.older;
  if (entry.older != kNobody) entries_[entry.older].newer = entry.newer;
  if (newest_ == at) newest_ = entry.older;
  if (oldest_ == at) oldest_ = entry.newer;
  entry.newer = entry.older = at;
}

void Cache::clear() {
  const CachePolicy policy = policy_;
  *this = Cache(policy);
}

void Cache::flush(Name name) {
  for (std::uint32_t at = 0; at < entries_.size(); ++at)
    if (entries_[at].type != RecordType{} && entries_[at].name == name) remove(at);
}

}  // namespace waypost::dns
