// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/answers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "scenarios/build/draft.hpp"
#include "scenarios/build/zone_records.hpp"
#include "scenarios/load/units.hpp"

namespace waypost::scenarios {
namespace {

constexpr std::size_t kMostRecords = 32;  // of a set with a policy: dns::RecordMask

/// The set that a policy is about, while the policy is read.
struct Subject {
  const schema::AnswerPolicy& declared;
  ZoneDrafts::Index zone;
  dns::RecordSetId set;
  std::string path;
};

std::optional<dns::RecordSetId> find_subject(Draft& draft, const schema::AnswerPolicy& declared,
                                             ZoneDrafts::Index zone, const std::string& path) {
  const dns::Name owner =
      name_in_zone(draft, declared.name(), draft.zones[zone].apex, path + ".name");
  dns::RecordType type = dns::RecordType::a;
  if (!declared.type().empty()) dns::parse_record_type(declared.type(), type);
  for (const dns::RecordSetId id : draft.zones[zone].sets) {
    const dns::RecordSet& set = draft.world.dns.records.set(id);
    if (set.owner != owner || set.type != type) continue;
    if (set.count <= kMostRecords) return id;
    draft.problems.add(path, "the set has over 32 records");
    return std::nullopt;
  }
  draft.problems.add(
      path, fmt::format("the zone has no {} records of \"{}\"", to_text(type), declared.name()));
  return std::nullopt;
}

/// The bit of the record with this data; a mistake of the field at `path` when there is none.
dns::RecordMask bit_of(Draft& draft, const Subject& subject, const std::string& data,
                       const std::string& path) {
  const std::string line =
      fmt::format("{} {} {}", subject.declared.name(),
                  subject.declared.type().empty() ? "A" : subject.declared.type(), data);
  const auto sets = read_record_line(draft, line, draft.zones[subject.zone].apex, 0, path);
  if (sets.empty()) return 0;
  const dns::RecordStore& records = draft.world.dns.records;
  const dns::Rdata wanted = records.data(sets.front().set)[0];
  const auto all = records.data(subject.set);
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i].name == wanted.name && all[i].address == wanted.address &&
        all[i].preference == wanted.preference && records.text(all[i]) == records.text(wanted))
      return dns::RecordMask{1} << i;
  draft.problems.add(path, fmt::format("the set has no record \"{}\"", data));
  return 0;
}

template <class Texts>
dns::RecordMask mask_of(Draft& draft, const Subject& subject, const Texts& data,
                        const std::string& path) {
  dns::RecordMask mask = 0;
  for (int i = 0; i < data.size(); ++i)
    mask |= bit_of(draft, subject, data[i], fmt::format("{}[{}]", path, i));
  return mask;
}

void set_weights(Draft& draft, const Subject& subject, dns::AnswerPolicy& policy) {
  constexpr double kScale = 1e6;  // weights are whole numbers in the model
  policy.order = dns::AnswerOrder::weighted;
  policy.weights.assign(draft.world.dns.records.data(subject.set).size(), 0);
  const auto& choices = subject.declared.weighted().choices();
  for (int i = 0; i < choices.size(); ++i) {
    const std::string path = fmt::format("{}.weighted.choices[{}]", subject.path, i);
    const double weight = choices[i].has_weight() ? choices[i].weight() : 1;
    if (!(weight >= 0 && weight <= 1000)) {
      draft.problems.add(path + ".weight", "must lie between 0 and 1000");
      continue;
    }
    const dns::RecordMask bit = bit_of(draft, subject, choices[i].data(), path + ".data");
    for (std::size_t r = 0; r < policy.weights.size(); ++r)
      if (bit >> r & 1u) policy.weights[r] = static_cast<std::uint32_t>(weight * kScale + 0.5);
  }
  if (std::all_of(policy.weights.begin(), policy.weights.end(), [](auto w) { return w == 0; }))
    draft.problems.add(subject.path + ".weighted", "all weights are zero");
}

void set_regions(Draft& draft, const Subject& subject, dns::AnswerPolicy& policy) {
  policy.order = dns::AnswerOrder::by_site;
  std::vector<dns::SiteRegion> regions;
  const auto& declared = subject.declared.by_site().regions();
  for (int i = 0; i < declared.size(); ++i) {
    const std::string path = fmt::format("{}.by_site.regions[{}]", subject.path, i);
    regions.push_back({draft.places.find_all(declared[i].sites(), path + ".sites"),
                       mask_of(draft, subject, declared[i].data(), path + ".data")});
    if (regions.back().sites.empty())
      draft.problems.add(path + ".sites", "a region needs at least one site");
  }
  policy.mask_by_site = dns::masks_by_nearest_site(draft.network(), regions);
}

/// The host of the zone's primary probes, unless another place is named.
net::HostId prober(Draft& draft, const Subject& subject, const std::string& from,
                   const std::string& path) {
  const auto& servers = draft.zones[subject.zone].servers;
  if (from.empty()) return draft.name_servers[servers.front()].machine.hosts.front();
  const net::SiteId site = draft.places.find(from, path);
  if (site == net::kNone) return net::kNone;
  Machine machine = add_machine(
      draft.network(),
      {.path = "probes/" + subject.path, .sites = {site}, .line = access_profile("datacentre")},
      draft.core, 0);
  claim_automatic(draft.network(), machine);
  return machine.hosts.front();
}

void set_health_check(Draft& draft, const Subject& subject, dns::AnswerPolicy& policy) {
  const auto& declared = subject.declared.health_checked();
  const std::string path = subject.path + ".health_checked";
  dns::HealthMonitor monitor;
  monitor.host = prober(draft, subject, declared.from(), path + ".from");
  const auto interval = parse_duration(declared.interval());
  if (!declared.interval().empty() && interval) monitor.interval = *interval;
  if (declared.fall() > 255 || declared.rise() > 255)
    draft.problems.add(path, "`fall` and `rise` go up to 255");
  if (declared.has_fall()) monitor.fall = static_cast<std::uint8_t>(declared.fall());
  if (declared.has_rise()) monitor.rise = static_cast<std::uint8_t>(declared.rise());
  for (const dns::Rdata& data : draft.world.dns.records.data(subject.set))
    monitor.addresses.push_back(data.address);
  if (std::any_of(monitor.addresses.begin(), monitor.addresses.end(),
                  [](net::AddressId a) { return a == net::kNone; }))
    return draft.problems.not_built(path, "a health check of records that are no addresses");
  monitor.streak.assign(monitor.addresses.size(), 0);
  policy.standby = mask_of(draft, subject, declared.standby(), path + ".standby");
  monitor.entity = draft.world.engine.add_entity(sim::hash_text("monitors/" + subject.path));
  policy.monitor = dns::add_monitor(draft.world.dns, draft.world.engine, std::move(monitor));
}

void apply_policy(Draft& draft, const Subject& subject) {
  dns::AnswerPolicy policy;
  switch (subject.declared.policy_case()) {
    case schema::AnswerPolicy::kOrder:
      if (subject.declared.order() == schema::AnswerPolicy::ROTATING)
        policy.order = dns::AnswerOrder::rotating;
      if (subject.declared.order() == schema::AnswerPolicy::RANDOM)
        policy.order = dns::AnswerOrder::random;
      break;
    case schema::AnswerPolicy::kWeighted: set_weights(draft, subject, policy); break;
    case schema::AnswerPolicy::kBySite: set_regions(draft, subject, policy); break;
    case schema::AnswerPolicy::kHealthChecked: set_health_check(draft, subject, policy); break;
    case schema::AnswerPolicy::POLICY_NOT_SET: break;
  }
  auto& policies = draft.world.dns.authority.policies.policies;
  policies.push_back(std::move(policy));
  draft.world.dns.records.set_policy(subject.set, static_cast<std::uint32_t>(policies.size() - 1));
}

}  // namespace

void apply_answer_policies(Draft& draft) {
  for (int z = 0; z < draft.scenario.zones_size(); ++z) {
    const ZoneDrafts::Index zone = draft.declared_zones[static_cast<std::size_t>(z)];
    if (zone == ZoneDrafts::kNone) continue;
    const schema::Zone& declared = draft.scenario.zones(z);
    for (int i = 0; i < declared.answers_size(); ++i) {
      const std::string path = fmt::format("zones[{}].answers[{}]", z, i);
      const auto set = find_subject(draft, declared.answers(i), zone, path);
      if (set) apply_policy(draft, {declared.answers(i), zone, *set, path});
    }
  }
}

}  // namespace waypost::scenarios
