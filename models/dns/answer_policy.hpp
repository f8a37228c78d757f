// SPDX-License-Identifier: Apache-2.0
// Which records of a set an answer holds, and which stands first: traffic steering as providers
// sell it. The choice is made per answer by the authoritative server; a cached answer keeps it.
// "Random" turns the set by a random step: the first record is uniform, the cyclic order stays.
#pragma once

#include <span>
#include <vector>

#include "models/dns/message.hpp"
#include "models/net/network.hpp"
#include "sim/random.hpp"

namespace waypost::dns {

enum class AnswerOrder : std::uint8_t {
  fixed,     ///< the whole set, as in the zone
  rotating,  ///< the whole set; the first record moves on with each answer of this server
  random,    ///< the whole set; a random record first
  weighted,  ///< one record, with probability proportional to its weight
  by_site,   ///< the records meant for the site of whoever asks the server (the resolver)
};

/// Records by bit: bit i is record i of the set, i < 32. Sets over 32 records are given whole.
using RecordMask = std::uint32_t;

struct AnswerPolicy {
  static constexpr std::uint32_t kNoMonitor = UINT32_MAX;
  AnswerOrder order = AnswerOrder::fixed;
  std::uint32_t monitor = kNoMonitor;    ///< index of the health monitor that filters the records
  RecordMask standby = 0;                ///< given only when everything else is dead
  std::vector<std::uint32_t> weights;    ///< weighted: per record; a missing one is 0
  std::vector<RecordMask> mask_by_site;  ///< by_site: index net::SiteId
};

/// Probes the hosts behind a record set at a fixed interval, as a DNS provider's health check does.
/// Its verdict reaches all servers at once (a simplification: seconds at real providers); the
/// probe's own round trip is left out.
struct HealthMonitor {
  sim::EntityId entity = sim::kPlanEntity;
  net::HostId host = net::kNone;  ///< where the prober stands
  net::Service service = net::Service::smtp;
  sim::Duration interval = sim::seconds(10);  ///< > 0
  std::uint8_t fall = 3;                  ///< failed probes in a row until a record counts as dead
  std::uint8_t rise = 2;                  ///< good probes in a row until it lives again
  std::vector<net::AddressId> addresses;  ///< per record
  std::vector<std::uint8_t> streak;  ///< per record: probes in a row that contradict the verdict
  RecordMask healthy = ~RecordMask{0};
};

/// All policies of the world; RecordSet::policy is an index, and 0 is "the whole set, as
/// published".
struct AnswerPolicies {
  std::vector<AnswerPolicy> policies{AnswerPolicy{}};
  std::vector<HealthMonitor> monitors;
};

/// What the choice may depend on, beside the policy.
struct Asker {
  net::SiteId site = net::kNone;  ///< of the host that sent the query
  std::uint64_t turn = 0;         ///< answers that this server has given
};

/// Sets `chosen` and `first` of `view`. Draws only for random and weighted orders.
void choose_records(const AnswerPolicies& policies, const RecordSet& set, const Asker& asker,
                    sim::Draw& draw, SetView& view);

/// Probes every address once: true when it is reached and its host answers. Called at each
/// interval.
void probe(const net::Network& network, HealthMonitor& monitor);

/// For by_site: each site of the network gets the mask of the region whose nearest listed site is
/// nearest by great circle; on a tie the region written first.
struct SiteRegion {
  std::vector<net::SiteId> sites;
  RecordMask records = 0;
};
std::vector<RecordMask> masks_by_nearest_site(const net::Network& network,
                                              std::span<const SiteRegion> regions);

}  // namespace waypost::dns
