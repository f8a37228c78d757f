// SPDX-License-Identifier: Apache-2.0
#include "viz/live/watch_observer.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "models/net/datagram.hpp"
#include "scenarios/results/figures.hpp"

namespace waypost::viz {
namespace {

/// What is published for an apex, as the plan goes on.
using Published = std::map<std::uint32_t, dns::ZoneId>;

Published at_start(const world::World& world) {
  Published published;
  for (const dns::AuthoritativeServer& server : world.dns.authority.servers)
    for (const dns::ServedZone& zone : server.served->all())
      published.emplace(zone.apex.node, zone.version);
  return published;
}

bool usable(dns::ZoneId zone) { return zone != dns::kNoZone && zone != dns::kNotLoaded; }

class ChangeFinder {
 public:
  explicit ChangeFinder(const scenarios::Built& built)
      : world_(built.world), words_(built), published_(at_start(built.world)) {}

  void publish(sim::Time at, const plan::PublishZone& action) {
    const auto before = published_.find(action.apex.node);
    const bool known = before != published_.end() && usable(before->second);
    if (known && usable(action.zone) && before->second != action.zone)
      compare(at, world_.dns.authority.zones[before->second],
              world_.dns.authority.zones[action.zone]);
    if (usable(action.zone)) published_[action.apex.node] = action.zone;
  }
  std::vector<WatchedChange> take() { return std::move(changes_); }

 private:
  void compare(sim::Time at, const dns::Zone& before, const dns::Zone& after) {
    for (const dns::RecordSetId id : after.sets) {
      const dns::RecordSet& set = world_.dns.records.set(id);
      if (set.type == dns::RecordType::soa) continue;
      const dns::RecordSetId old = find_set(world_.dns.records, before, set.owner, set.type);
      if (old == dns::kNoRecordSet || old == id) continue;
      add(at, {set.owner, set.type}, old, id);
    }
  }
  void add(sim::Time at, dns::Question question, dns::RecordSetId old, dns::RecordSetId fresh) {
    const std::string from = value_text(world_, old, words_),
                      to = value_text(world_, fresh, words_);
    const auto same = [&](const WatchedChange& c) {
      return c.name == question.qname.node && c.type == static_cast<std::uint16_t>(question.qtype);
    };
    if (from == to || std::any_of(changes_.begin(), changes_.end(), same)) return;
    const std::string title =
        fmt::format("{} {}", words_.name(question.qname), dns::to_text(question.qtype));
    changes_.push_back({question.qname.node, static_cast<std::uint16_t>(question.qtype), at, title,
                        from, to, world_.dns.records.set(old).ttl});
  }

  const world::World& world_;
  scenarios::WorldWords words_;
  Published published_;
  std::vector<WatchedChange> changes_;
};

}  // namespace

std::string value_text(const world::World& world, dns::RecordSetId set,
                       const scenarios::WorldWords& words) {
  std::vector<std::string> data;
  for (const dns::Rdata& rdata : world.dns.records.data(set))
    data.push_back(words.data(set, rdata));
  std::sort(data.begin(), data.end());
  return fmt::format("{}", fmt::join(data, ", "));
}

std::vector<WatchedChange> find_changes(const scenarios::Built& built) {
  ChangeFinder finder(built);
  for (const plan::Step& step : built.world.plan.steps)
    for (const plan::Action& action : step.actions)
      if (const auto* publish = std::get_if<plan::PublishZone>(&action))
        finder.publish(step.at, *publish);
  return finder.take();
}

std::vector<std::uint64_t> users_by_resolver(const world::World& world) {
  std::vector<std::uint32_t> resolver_at(world.network.hosts.size(), net::kNone);
  for (std::uint32_t i = 0; i < world.dns.resolvers.size(); ++i)
    resolver_at[world.dns.resolvers[i].host] = i;
  std::vector<std::uint64_t> users(world.dns.resolvers.size());
  for (const workload::Clients& clients : world.workload.clients) {
    if (clients.stub.servers().empty()) continue;
    const net::HostId asked =
        net::expected_transit(world.network, clients.host, clients.stub.servers()[0]).host;
    if (asked < resolver_at.size() && resolver_at[asked] != net::kNone)
      users[resolver_at[asked]] += clients.users;
  }
  return users;
}

// --- who holds what -----------------------------------------------------------------------------

HeldValue WatchObserver::value_of(const world::World& world, dns::RecordSetId set,
                                  std::size_t change, const scenarios::WorldWords& words) const {
  const auto [known, is_new] = memory_[change].try_emplace(set, HeldValue::other_value);
  if (is_new) {
    const std::string value = value_text(world, set, words);
    if (value == changes_[change].old_value) known->second = HeldValue::old_value;
    if (value == changes_[change].new_value) known->second = HeldValue::new_value;
  }
  return known->second;
}

HeldValue WatchObserver::held(const world::World& world, const dns::RecursiveResolver& resolver,
                              std::size_t change, const scenarios::WorldWords& words) const {
  const dns::Name name{changes_[change].name, 0};
  const auto type = static_cast<dns::RecordType>(changes_[change].type);
  const sim::Time now = world.engine.now();
  const auto is_set = [](const dns::CacheEntry* e) {
    return e != nullptr && e->kind == dns::CacheEntry::Kind::records;
  };
  const dns::CacheEntry* entry = resolver.cache.peek(name, type, now);
  if (is_set(entry)) return value_of(world, entry->set, change, words);
  if (entry != nullptr || !resolver.profile.stale.enabled) return HeldValue::none;
  const dns::CacheEntry* kept = resolver.cache.find_kept(name, type);
  const sim::Duration most = resolver.profile.stale.max_age;
  if (!is_set(kept) || (most.ns > 0 && now > kept->expires + most)) return HeldValue::none;
  return value_of(world, kept->set, change, words) == HeldValue::old_value ? HeldValue::stale_value
                                                                           : HeldValue::none;
}

namespace {

void push(std::array<std::vector<float>, kHeldValues>& series, const HeldCounts& counts) {
  const auto all = static_cast<float>(std::accumulate(counts.begin(), counts.end(), 0ull));
  for (std::size_t i = 0; i < kHeldValues; ++i)
    series[i].push_back(all == 0 ? 0 : static_cast<float>(counts[i]) / all);
}

std::string age(double seconds) { return scenarios::length(seconds); }

}  // namespace

void WatchObserver::count_users(const world::World& world, const Activity& activity) {
  if (users_shakes_ == activity.shakes()) return;
  users_ = users_by_resolver(world);
  all_users_ = std::accumulate(users_.begin(), users_.end(), std::uint64_t{0});
  users_shakes_ = activity.shakes();
}

const WatchObserver::Holdings& WatchObserver::look(const world::World& world, const Scene& scene,
                                                   const Activity& activity, std::size_t change,
                                                   const scenarios::WorldWords& words) {
  Holdings& h = holdings_[change];
  const auto is_resolver = [&](std::uint32_t i) {
    return scene.servers[i].kind() == ServerKind::resolver;
  };
  std::vector<std::uint32_t> due;
  if (h.shakes != activity.shakes()) {
    h.held.assign(scene.servers.size(), HeldValue::none);
    h.shakes = activity.shakes();
    for (std::uint32_t i = 0; i < scene.servers.size(); ++i)
      if (is_resolver(i)) due.push_back(i);
  } else {
    due = h.having;
    const std::span<const std::uint32_t> busy = activity.busy();
    std::copy_if(busy.begin(), busy.end(), std::back_inserter(due), is_resolver);
    std::sort(due.begin(), due.end());
    due.erase(std::unique(due.begin(), due.end()), due.end());
  }
  h.having.clear();
  for (const std::uint32_t i : due) {
    h.held[i] = held(world, world.dns.resolvers[scene.servers[i].index], change, words);
    if (h.held[i] != HeldValue::none) h.having.push_back(i);
  }
  return h;
}

WatchObserver::Counts WatchObserver::counts(const Scene& scene, const Holdings& holdings) const {
  Counts c;
  constexpr auto kNone = static_cast<std::size_t>(HeldValue::none);
  c.resolvers[kNone] = users_.size();
  c.users[kNone] = all_users_;
  for (const std::uint32_t i : holdings.having) {
    const auto at = static_cast<std::size_t>(holdings.held[i]);
    const std::uint64_t users = users_[scene.servers[i].index];
    ++c.resolvers[at];
    --c.resolvers[kNone];
    c.users[at] += users;
    c.users[kNone] -= users;
  }
  return c;
}

void WatchObserver::end_window(const world::World& world, const Scene& scene,
                               const Activity& activity, const scenarios::WorldWords& words) {
  if (changes_.empty()) return;
  count_users(world, activity);
  for (std::size_t change = 0; change < changes_.size(); ++change) {
    const Counts counts = this->counts(scene, look(world, scene, activity, change, words));
    push(series_[change].resolvers, counts.resolvers);
    push(series_[change].users, counts.users);
  }
}

/// Why a resolver still has the old value, as far as its cache entry tells.
LastHolder WatchObserver::holder(const world::World& world, const SceneServer& server,
                                 std::size_t change) const {
  const WatchedChange& c = changes_[change];
  const dns::RecursiveResolver& resolver = world.dns.resolvers[server.index];
  const dns::CacheEntry* e =
      resolver.cache.find_kept({c.name, 0}, static_cast<dns::RecordType>(c.type));
  LastHolder holder;
  if (e == nullptr) return holder;
  const sim::Time now = world.engine.now();
  holder.ttl_left = (e->expires - now).seconds();
  holder.late = now > c.bound();
  const sim::Time stored = e->expires + sim::seconds(-static_cast<std::int64_t>(e->ttl));
  const double after = (stored - c.at).seconds();
  if (holder.ttl_left <= 0)
    holder.why = "past its end: given out stale while no server answers";
  else if (e->rank == dns::Rank::authority || e->rank == dns::Rank::additional)
    holder.why = "the parent's delegation still says so";
  else if (after > 1)
    holder.why = "cached " + age(after) + " after it, from a server not yet updated";
  else if (e->ttl > c.old_ttl)
    holder.why = "cached before, with a TTL of " + age(e->ttl);
  else
    holder.why = "cached " + age(std::max(0.0, -after)) + " before the change";
  return holder;
}

WatchState WatchObserver::observe(const world::World& world, const Scene& scene,
                                  const Activity& activity, const scenarios::WorldWords& words,
                                  std::uint32_t chosen) {
  WatchState watch;
  watch.changes = changes_;
  if (changes_.empty()) return watch;
  watch.chosen = std::min<std::uint32_t>(chosen, static_cast<std::uint32_t>(changes_.size() - 1));
  count_users(world, activity);
  const Holdings& holdings = look(world, scene, activity, watch.chosen, words);
  const Counts counts = this->counts(scene, holdings);
  watch.held = holdings.held;
  watch.counts = counts.resolvers;
  watch.users = counts.users;
  const bool published = world.engine.now() >= watch.change().at;
  for (const std::uint32_t i : holdings.having) {
    const HeldValue value = holdings.held[i];
    if (!published || (value != HeldValue::old_value && value != HeldValue::stale_value)) continue;
    watch.holders.push_back(holder(world, scene.servers[i], watch.chosen));
    watch.holders.back().server = i;
    watch.holders.back().users = users_[scene.servers[i].index];
  }
  watch.holder_count = watch.holders.size();
  std::stable_sort(watch.holders.begin(), watch.holders.end(),
                   [](const LastHolder& a, const LastHolder& b) { return a.users > b.users; });
  if (watch.holders.size() > kHolders) watch.holders.resize(kHolders);
  if (!series_[watch.chosen].users[0].empty())
    watch.series = std::make_shared<const HeldSeries>(series_[watch.chosen]);
  return watch;
}

}  // namespace waypost::viz
