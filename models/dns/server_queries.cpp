// SPDX-License-Identifier: Apache-2.0
// Step 3 of RFC 1034 section 5.3.3: queries to the servers of the zone until one brings a response,
// and what becomes of a query that brings none.
#include "models/dns/last_resort.hpp"
#include "models/dns/query_minimisation.hpp"
#include "models/dns/resolution_steps.hpp"
#include "models/dns/server_selection.hpp"

namespace waypost::dns {
namespace {

/// UDP went unanswered too often, or the server is so far away that a lost datagram costs more.
bool wants_tcp(const ServerPolicy& policy, const Candidate& c, sim::Duration timeout) {
  return policy.only_tcp ||
         (policy.tcp_after_timeouts > 0 && c.timeouts >= policy.tcp_after_timeouts) ||
         (policy.tcp_above.ns > 0 && timeout > policy.tcp_above);
}

Action ask(Resolution& r, Knowledge& k, std::size_t candidate) {
  const net::AddressId server = r.candidates[candidate].address;
  const UpstreamZone* configured =
      r.upstream < 0 ? nullptr : &k.upstream_zones[static_cast<std::size_t>(r.upstream)];
  r.stage = Stage::asking;
  r.pending.candidate = static_cast<std::uint16_t>(candidate);
  r.pending.sent = k.now;
  r.pending.recursion = (configured != nullptr && configured->forward) ||
                        k.servers.wants_recursion(server, r.zone, k.now);
  if (!r.pending.repeated) r.pending.timeout = k.servers.timeout(server, r.zone, r.rounds, k.now);
  k.servers.note_sent(server, r.zone, r.pending.timeout, k.now);
  ++r.queries;
  ++k.work->queries;
  ++r.zone_queries;
  r.pending.edns = k.servers.takes_edns(server, r.zone, k.now);
  const bool tcp = (configured != nullptr && configured->transport == Transport::tcp) ||
                   wants_tcp(k.profile.servers, r.candidates[candidate], r.pending.timeout);
  return Ask{server,
             question_to_send(r, k),
             r.pending.timeout,
             tcp ? Transport::tcp : Transport::udp,
             r.pending.recursion,
             r.pending.edns};
}

}  // namespace

Action ask_next_server(Resolution& r, Knowledge& k) {
  const WorkLimits& limits = k.profile.limits;
  if (out_of_work(r, k)) return fail(r, k, Failure::out_of_work);
  if (k.work->failed_names > limits.failed_names_end && r.children == 0)
    return fail(r, k, Failure::out_of_work);
  if (k.work->failed_names > limits.failed_names) {
    if (r.children > 0) {
      r.stage = Stage::addresses;
      return Wait{};
    }
    if (!k.work->given_up) return give_up_names(r, k);
  }
  r.pending.repeated = false;
  if (StartChildren children = look_ahead(r, k); !children.questions.empty()) return children;
  if (const std::size_t chosen = choose_server(r, k); chosen != kNoServer) return ask(r, k, chosen);
  return look_up_addresses(r, k);
}

void hold_back(Knowledge& k, const Candidate& server, const Question& asked,
               const ThrottleRule& rule) {
  k.servers.throttle.hold(server.address, asked.qname, asked.qtype, rule, k.now);
}

bool out_of_work(const Resolution& r, const Knowledge& k) {
  const WorkLimits& limits = k.profile.limits;
  return k.work->queries >= limits.queries || r.zone_queries >= limits.queries_per_name ||
         (limits.timeouts > 0 && r.timeouts >= limits.timeouts);
}

void give_up_minimising(Resolution& r, const Knowledge& k) {
  if (k.profile.minimisation == Minimisation::strict) return;
  r.minimising = false;
  extend_question(r, k);
}

Action on_error(Resolution& r, Knowledge k) {
  ++r.candidates[r.pending.candidate].tries;
  return ask_next_server(r, k);
}

Action on_timeout(Resolution& r, Knowledge k) {
  Candidate& c = r.candidates[r.pending.candidate];
  const ServerPolicy& policy = k.profile.servers;
  if (!r.pending.repeated && r.pending.timeout < policy.repeat_below && !out_of_work(r, k)) {
    r.pending.repeated = true;
    return ask(r, k, r.pending.candidate);
  }
  sim::Draw draw = next_draw(r, k);
  k.servers.note_loss(c.address, r.zone, r.pending.timeout, k.now, draw);
  hold_back(k, c, question_to_send(r, k), policy.throttle.timeout);
  ++c.tries;
  ++c.timeouts;
  ++r.timeouts;
  if (r.probing && ++r.probe_timeouts >= 3) give_up_minimising(r, k);
  return ask_next_server(r, k);
}

Action ask_without_edns(Resolution& r, Knowledge& k) {
  k.servers.note_without_edns(r.candidates[r.pending.candidate].address, r.zone, k.now);
  r.pending.repeated = false;
  return ask(r, k, r.pending.candidate);
}

Action on_unreachable(Resolution& r, Knowledge k) {
  const ServerPolicy& policy = k.profile.servers;
  if (!policy.heeds_icmp) return Wait{};
  // Counts as a timeout in what is remembered of the server (BIND, rctx_dispfail: "penalize this
  // address in SRTT adjustment"; PowerDNS: one second).
  const Candidate& c = r.candidates[r.pending.candidate];
  sim::Draw draw = next_draw(r, k);
  k.servers.note_loss(c.address, r.zone, r.pending.timeout, k.now, draw);
  hold_back(k, c, question_to_send(r, k), policy.throttle.lame);
  return drop_server(r, k);
}

Action on_unsent(Resolution& r, Knowledge k) {
  r.candidates[r.pending.candidate].excluded = true;
  return drop_server(r, k);
}

Action on_limited(Resolution& r, Knowledge k) { return fail(r, k, Failure::out_of_work); }

}  // namespace waypost::dns
