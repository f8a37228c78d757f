// SPDX-License-Identifier: Apache-2.0
#include "models/dns/server_selection.hpp"

#include <algorithm>

#include "models/dns/delegation.hpp"

namespace waypost::dns {
namespace {

using Indices = boost::container::small_vector<std::size_t, 16>;

constexpr sim::Duration kLast = sim::seconds(120);  ///< USEFUL_SERVER_TOP_TIMEOUT

bool is_localhost(const net::Address& address) {
  if (address.family == net::Family::v4) return address.bytes[0] == 127;
  return address == net::make_v6(0, 1);
}

bool may_ask(const Resolution& r, const Knowledge& k, const Candidate& c) {
  const ServerPolicy& policy = k.profile.servers;
  if (c.excluded || c.said_nothing) return false;
  if (policy.never_asks_localhost && is_localhost(k.addresses.address(c.address))) return false;
  if (k.servers.is_lame(c.address, r.zone, r.question.qtype, k.now)) return false;
  if (policy.tries_per_address > 0 && c.tries >= policy.tries_per_address) return false;
  return k.servers.worth_asking(c.address, r.zone, k.now);
}

Indices askable(const Resolution& r, const Knowledge& k) {
  Indices all;
  for (std::size_t i = 0; i < r.candidates.size(); ++i)
    if (may_ask(r, k, r.candidates[i])) all.push_back(i);
  return all;
}

void keep_least_tried(const Resolution& r, Indices& all) {
  std::uint8_t least = UINT8_MAX;
  for (const std::size_t i : all) least = std::min(least, r.candidates[i].tries);
  const auto worn = [&](std::size_t i) { return r.candidates[i].tries > least; };
  all.erase(std::remove_if(all.begin(), all.end(), worn), all.end());
}

std::size_t any_of(const Indices& all, sim::Draw& draw) {
  return all.size() == 1 ? all[0] : all[draw.below(static_cast<std::uint32_t>(all.size()))];
}

/// Servers that want RD, and those that only the parent knows, come after all others.
std::int64_t handicap_us(const Resolution& r, const Knowledge& k, const Candidate& c) {
  if (k.servers.wants_recursion(c.address, r.zone, k.now)) return kLast.ns / 1000;
  return c.parent_side ? (kLast + sim::milliseconds(1)).ns / 1000 : 0;
}

/// Unbound, iter_fill_rtt and iter_server_selection: all within the band of the best are equal; if
/// only bad ones are left, others are looked for first.
std::size_t any_within_band(const Resolution& r, const Knowledge& k, Indices& all,
                            sim::Draw& draw) {
  Indices costs;
  for (const std::size_t i : all)
    costs.push_back(
        static_cast<std::size_t>(k.servers.cost(r.candidates[i].address, r.zone, k.now, draw) +
                                 handicap_us(r, k, r.candidates[i])));
  const std::size_t best = *std::min_element(costs.begin(), costs.end());
  const auto band = static_cast<std::size_t>(k.profile.servers.choice_band.ns / 1000);
  const bool more = r.children > 0 || std::any_of(r.servers.begin(), r.servers.end(),
                                                  [&](const auto& s) { return is_missing(k, s); });
  if (best >= static_cast<std::size_t>(kLast.ns / 1000) && more) return kNoServer;
  Indices good;
  for (std::size_t n = 0; n < all.size(); ++n)
    if (costs[n] <= best + band) good.push_back(all[n]);
  return any_of(good, draw);
}

std::size_t fastest(const Resolution& r, const Knowledge& k, const Indices& all, sim::Draw& draw) {
  std::size_t best = all[0];
  std::int64_t best_cost = INT64_MAX;
  for (const std::size_t i : all) {
    const std::int64_t cost = k.servers.cost(r.candidates[i].address, r.zone, k.now, draw);
    if (cost < best_cost) best = i, best_cost = cost;
  }
  return best;
}

}  // namespace

std::size_t choose_server(Resolution& r, const Knowledge& k) {
  Indices all = askable(r, k);
  if (all.empty()) return kNoServer;
  sim::Draw draw = next_draw(r, k);
  switch (k.profile.servers.choice) {
    case ServerChoice::uniform: keep_least_tried(r, all); return any_of(all, draw);
    case ServerChoice::band: return any_within_band(r, k, all, draw);
    case ServerChoice::lowest_srtt:
      keep_least_tried(r, all);  // each server once per round (BIND, fctx_nextaddress)
      r.rounds = r.candidates[all[0]].tries;
      return fastest(r, k, all, draw);
  }
  return kNoServer;
}

bool has_server(const Resolution& r, const Knowledge& k) { return !askable(r, k).empty(); }

void leave_one_try(Resolution& r, const ServerPolicy& policy) {
  for (Candidate& c : r.candidates)
    if (policy.tries_per_address > 0)
      c.tries = static_cast<std::uint8_t>(policy.tries_per_address - 1);
}

}  // namespace waypost::dns
