// SPDX-License-Identifier: Apache-2.0
#include "viz/live/watch_observer.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

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

HeldValue held_value(const world::World& world, const dns::Cache& cache,
                     const WatchedChange& change, const scenarios::WorldWords& words) {
  const dns::CacheEntry* entry =
      cache.peek({change.name, 0}, static_cast<dns::RecordType>(change.type), world.engine.now());
  if (entry == nullptr || entry->kind != dns::CacheEntry::Kind::records) return HeldValue::none;
  const std::string value = value_text(world, entry->set, words);
  if (value == change.old_value) return HeldValue::old_value;
  return value == change.new_value ? HeldValue::new_value : HeldValue::other_value;
}

}  // namespace waypost::viz
