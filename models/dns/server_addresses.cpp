// SPDX-License-Identifier: Apache-2.0
// Servers known by name only: their addresses are looked up by children of the resolution, ahead of
// need or when nobody else can be asked, within the profile's limits (NXNSAttack, Afek et al.
// 2020).
#include <algorithm>
#include <utility>

#include "models/dns/last_resort.hpp"
#include "models/dns/resolution_steps.hpp"
#include "models/dns/scrub.hpp"
#include "models/dns/server_selection.hpp"

namespace waypost::dns {
namespace {

/// The names of `r.servers` to look up now, at most `most` of the missing ones, each once. A random
/// choice where there are more (Unbound, iter_ns_probability).
StartChildren choose_names(Resolution& r, Knowledge& k, int most) {
  StartChildren children;
  int missing = 0;
  for (const ServerName& s : r.servers) missing += is_missing(k, s);
  int wanted = most < 0 ? missing : std::min(most, missing);
  for (ServerName& s : r.servers) {
    if (wanted == 0) break;
    if (!is_missing(k, s)) continue;
    const bool taken =
        wanted >= missing || next_draw(r, k).below(static_cast<std::uint32_t>(missing)) <
                                 static_cast<std::uint32_t>(wanted);
    --missing;
    if (!taken) continue;
    --wanted;
    s.looked_up = true;
    ++r.lookups;
    const bool a_first = k.profile.limits.looks_up_all;  // Unbound: AAAA, then A
    if (k.ipv4 && !s.v4 && a_first) children.questions.push_back({s.name, RecordType::a});
    if (k.ipv6 && !s.v6) children.questions.push_back({s.name, RecordType::aaaa});
    if (k.ipv4 && !s.v4 && !a_first) children.questions.push_back({s.name, RecordType::a});
  }
  k.work->lookups = static_cast<std::uint16_t>(k.work->lookups + children.questions.size());
  return children;
}

bool may_look_up(const Resolution& r, const Knowledge& k) {
  const WorkLimits& limits = k.profile.limits;
  return r.depth < limits.address_depth && r.lookups < limits.address_lookups &&
         (r.depth == 0 || k.work->lookups <= limits.tree_lookups);
}

/// Server names looked up ahead of need, while few queries were sent to the zone.
bool looks_ahead(const Resolution& r, const Knowledge& k) {
  const WorkLimits& limits = k.profile.limits;
  constexpr int kFewQueries = 3;
  const bool root = r.zone == kRoot && r.upstream < 0;
  return !root && r.depth < limits.fetch_ahead.size() && limits.fetch_ahead[r.depth] != 0 &&
         r.zone_queries < kFewQueries && may_look_up(r, k);
}

}  // namespace

StartChildren look_ahead(Resolution& r, Knowledge& k) {
  const WorkLimits& limits = k.profile.limits;
  if (!looks_ahead(r, k)) return {};
  r.stage = Stage::asking;
  return choose_names(r, k, limits.fetch_ahead[r.depth]);
}

Action give_up_names(Resolution& r, Knowledge& k) {
  k.work->given_up = r.zone;
  r.fell_back = true;
  for (ServerName& s : r.servers) s.looked_up = true;
  return last_resort(r, k);
}

Action look_up_addresses(Resolution& r, Knowledge& k) {
  const WorkLimits& limits = k.profile.limits;
  r.stage = Stage::addresses;
  if (k.work->given_up == r.zone && !r.fell_back) return give_up_names(r, k);
  if (r.children > 0 && !limits.looks_up_all) return Wait{};
  if (may_look_up(r, k)) {
    const int left = limits.address_lookups - r.lookups;
    StartChildren children = choose_names(r, k, limits.looks_up_all ? left : 1);
    if (!children.questions.empty()) return children;
  } else if (!limits.looks_up_all && has_missing(r, k)) {
    return fail(r, k, Failure::out_of_work);
  }
  if (r.children > 0) return Wait{};
  bool silent = false;
  for (Candidate& c : r.candidates) silent = std::exchange(c.said_nothing, false) || silent;
  return silent && has_server(r, k) ? ask_next_server(r, k) : last_resort(r, k);
}

bool has_missing(const Resolution& r, const Knowledge& k) {
  for (const ServerName& s : r.servers)
    if (is_missing(k, s)) return true;
  return false;
}

void take_child(Resolution& r, const Knowledge& k, const Resolution& child) {
  const Name name = child.question.qname;
  int found = add_addresses(r, k, name, child.answer, false);
  found += add_addresses(r, k, name, child.parent_glue, true);
  // Nothing new, though servers were asked for it: what an attack on third parties looks like
  // (NXNSAttack, Afek et al. 2020).
  bool both_failed = false;
  for (ServerName& s : r.servers) {
    if (s.name != name || found > 0) continue;
    (child.question.qtype == RecordType::a ? s.failed_v4 : s.failed_v6) = true;
    both_failed = (s.failed_v4 || !k.ipv4) && (s.failed_v6 || !k.ipv6);
  }
  const bool has_data =
      std::any_of(child.answer.begin(), child.answer.end(), [&](const SetView& v) {
        return v.section == Section::answer && type_of(k.records, v) == child.question.qtype;
      });
  if (found == 0 && child.queries > 0 && (has_data || both_failed) &&
      can_use(k, child.question.qtype))
    if (k.work->failed_names < UINT16_MAX) ++k.work->failed_names;
}

}  // namespace waypost::dns
