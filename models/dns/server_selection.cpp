// SPDX-License-Identifier: Apache-2.0
#include "models/dns/server_selection.hpp"

#include <algorithm>

#include "models/dns/delegation.hpp"

namespace waypost::dns {
namespace {

/// A candidate that may be asked, with what is remembered of it (nullptr: nothing).
struct Choice {
  std::size_t candidate;
  const ServerRecord* known;
};
using Choices = boost::container::small_vector<Choice, 16>;

constexpr sim::Duration kLast = sim::seconds(120);  ///< USEFUL_SERVER_TOP_TIMEOUT

bool is_localhost(const net::Address& address) {
  if (address.family == net::Family::v4) return address.bytes[0] == 127;
  return address == net::make_v6(0, 1);
}

bool may_ask(const Resolution& r, const Knowledge& k, const Candidate& c,
             const ServerRecord* known) {
  const ServerPolicy& policy = k.profile.servers;
  if (c.excluded || c.said_nothing) return false;
  if (policy.never_asks_localhost && is_localhost(k.addresses.address(c.address))) return false;
  if (known != nullptr && known->lame_for(r.question.qtype)) return false;
  if (policy.tries_per_address > 0 && c.tries >= policy.tries_per_address) return false;
  return k.servers.worth_asking(known, k.now);
}

void prefetch_records(const Resolution& r, const Knowledge& k) {
  for (const Candidate& c : r.candidates) k.servers.prefetch_place(c.address, r.zone);
  for (const Candidate& c : r.candidates) k.servers.prefetch_record(c.address, r.zone);
}

Choices askable(const Resolution& r, const Knowledge& k) {
  prefetch_records(r, k);
  Choices all;
  for (std::size_t i = 0; i < r.candidates.size(); ++i) {
    const ServerRecord* known = k.servers.find(r.candidates[i].address, r.zone, k.now);
    if (may_ask(r, k, r.candidates[i], known)) all.push_back({i, known});
  }
  return all;
}

void keep_least_tried(const Resolution& r, Choices& all) {
  std::uint8_t least = UINT8_MAX;
  for (const Choice& c : all) least = std::min(least, r.candidates[c.candidate].tries);
  const auto worn = [&](const Choice& c) { return r.candidates[c.candidate].tries > least; };
  all.erase(std::remove_if(all.begin(), all.end(), worn), all.end());
}

std::size_t any_of(const Choices& all, sim::Draw& draw) {
  if (all.size() == 1) return all[0].candidate;
  return all[draw.below(static_cast<std::uint32_t>(all.size()))].candidate;
}

/// Servers that want RD, and those that only the parent knows, come after all others.
std::int64_t handicap_us(const Candidate& c, const ServerRecord* known) {
  if (known != nullptr && known->wants_recursion) return kLast.ns / 1000;
  return c.parent_side ? (kLast + sim::milliseconds(1)).ns / 1000 : 0;
}

bool may_find_others(const Resolution& r, const Knowledge& k) {
  return r.children > 0 || std::any_of(r.servers.begin(), r.servers.end(),
                                       [&](const auto& server) { return is_missing(k, server); });
}

/// Unbound, iter_fill_rtt and iter_server_selection: all within the band of the best are equal; if
/// only bad ones are left, others are looked for first.
std::size_t any_within_band(const Resolution& r, const Knowledge& k, Choices& all,
                            sim::Draw& draw) {
  boost::container::small_vector<std::int64_t, 16> costs;
  for (const Choice& c : all)
    costs.push_back(k.servers.cost(c.known, k.now, draw) +
                    handicap_us(r.candidates[c.candidate], c.known));
  const std::int64_t best = *std::min_element(costs.begin(), costs.end());
  const std::int64_t band = k.profile.servers.choice_band.ns / 1000;
  if (best >= kLast.ns / 1000 && may_find_others(r, k)) return kNoServer;
  Choices good;
  for (std::size_t n = 0; n < all.size(); ++n)
    if (costs[n] <= best + band) good.push_back(all[n]);
  return any_of(good, draw);
}

std::size_t fastest(const Knowledge& k, const Choices& all, sim::Draw& draw) {
  Choices best;
  std::int64_t best_cost = INT64_MAX;
  for (const Choice& c : all) {
    const std::int64_t cost = k.servers.cost(c.known, k.now, draw);
    if (cost < best_cost) best.clear();
    best_cost = std::min(best_cost, cost);
    if (cost == best_cost) best.push_back(c);
  }
  const bool first = k.profile.servers.choice == ServerChoice::lowest_srtt;
  return first ? best.front().candidate : any_of(best, draw);
}

/// The fastest that is not held back for this question. One in `let_through` of those that are is
/// asked all the same, and then as any other; the rest had their turn.
std::size_t fastest_not_held(Resolution& r, const Knowledge& k, Choices& all, sim::Draw& draw) {
  Throttle& throttle = k.servers.throttle;
  if (throttle.size() == 0) return fastest(k, all, draw);
  const Question question = question_to_send(r, k);
  const std::uint8_t let_through = k.profile.servers.throttle.let_through;
  while (!all.empty()) {
    const std::size_t chosen = fastest(k, all, draw);
    const net::AddressId server = r.candidates[chosen].address;
    if (!throttle.passes_over(server, question.qname, question.qtype, k.now)) return chosen;
    if (let_through > 0 && draw.below(let_through) == 0) {
      throttle.release(server, question.qname, question.qtype);
      return chosen;
    }
    ++r.candidates[chosen].tries;
    const auto is_it = [&](const Choice& c) { return c.candidate == chosen; };
    all.erase(std::find_if(all.begin(), all.end(), is_it));
  }
  return kNoServer;
}

}  // namespace

std::size_t choose_server(Resolution& r, const Knowledge& k) {
  Choices all = askable(r, k);
  if (all.empty()) return kNoServer;
  sim::Draw draw = next_draw(r, k);
  switch (k.profile.servers.choice) {
    case ServerChoice::uniform: keep_least_tried(r, all); return any_of(all, draw);
    case ServerChoice::band: return any_within_band(r, k, all, draw);
    case ServerChoice::lowest_srtt:
      keep_least_tried(r, all);  // each server once per round (BIND, fctx_nextaddress)
      r.rounds = r.candidates[all[0].candidate].tries;
      return fastest(k, all, draw);
    case ServerChoice::explore:
      if (draw.below(100) < k.profile.servers.explore_percent) return any_of(all, draw);
      return fastest(k, all, draw);
    case ServerChoice::fastest: return fastest_not_held(r, k, all, draw);
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
