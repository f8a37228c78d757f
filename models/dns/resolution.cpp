// SPDX-License-Identifier: Apache-2.0
// One query from its start to its end, in the order of RFC 1034 section 5.3.3. Step 2, the servers
// to ask, is zone_search.cpp; step 3, the queries to them, server_queries.cpp; servers known by
// name only: server_addresses.cpp; validation and failure: resolution_end.cpp.
#include "models/dns/resolution.hpp"

#include <algorithm>

#include "models/dns/classify.hpp"
#include "models/dns/last_resort.hpp"
#include "models/dns/local_answer.hpp"
#include "models/dns/query_minimisation.hpp"
#include "models/dns/resolution_steps.hpp"
#include "models/dns/scrub.hpp"
#include "models/dns/server_selection.hpp"

namespace waypost::dns {
namespace {

void note_reply(Resolution& r, Knowledge& k) {
  const Candidate& from = r.candidates[r.pending.candidate];
  if (!k.profile.servers.untimed)
    k.servers.note_reply(from.address, r.zone, k.now - r.pending.sent, k.now);
  for (const Candidate& other : r.candidates)
    if (other.tries == 0 && &other != &from)
      k.servers.note_passed_over(other.address, r.zone, k.now);
}

bool is_edns_error(const Header& header) {
  return header.rcode == Rcode::form_err || header.rcode == Rcode::not_imp;
}

Action ask_over_tcp(Resolution& r, Knowledge& k, const Question& asked) {
  Ask again{r.candidates[r.pending.candidate].address,
            asked,
            k.profile.servers.tcp_timeout,
            Transport::tcp,
            r.pending.recursion,
            r.pending.edns};
  r.pending.timeout = again.timeout;
  return again;
}

/// 4a. The answer, or that there is none.
Action conclude(Resolution& r, Knowledge& k, const Classified& c, const Message& response) {
  if (r.aliases + c.chain.aliases > k.profile.limits.aliases)
    return fail(r, k, Failure::alias_loop);
  r.denied_by = response.zone;
  append_chain(r, k, c.chain);
  if (k.profile.cache.keeps_messages) {
    append_beside(r, k, response);
    keep_answer(r, k, response.header.rcode);
  } else if (c.soa != nullptr) {
    r.answer.push_back(*c.soa);
  }
  return deliver(r, k, response.header.rcode);
}

/// 4b. A better delegation: on to its servers.
Action follow_referral(Resolution& r, Knowledge& k, const Classified& c, const Message& response) {
  if (++r.referrals > k.profile.limits.referrals) return fail(r, k, Failure::out_of_work);
  note_parent_side(r, k, c.cut, response);
  // A referral over several labels at once: what was known of cuts between is out of date.
  for (Name between = k.names.parent(c.cut); k.names.depth(between) > k.names.depth(r.zone);
       between = k.names.parent(between))
    k.cache.forget(between, RecordType::ns);
  r.above = false;
  enter_zone(r, k, from_referral(k, r.zone, c.cut, response));
  r.minimising = true;
  if (r.last_resort) leave_one_try(r, k.profile.servers);
  if (r.refetched == c.cut) merge_tries(r, k.profile.servers);
  const Question ns{c.cut, RecordType::ns};
  if (k.profile.checks_referrals && r.question != ns) {
    r.stage = Stage::asking;
    return StartChildren{{ns}};
  }
  return ask_next_server(r, k);
}

/// 4c. An alias: change the name and start again.
Action follow_alias(Resolution& r, Knowledge& k, const Classified& c) {
  r.aliases = static_cast<std::uint8_t>(r.aliases + c.chain.aliases);
  if (r.aliases > k.profile.limits.aliases) return fail(r, k, Failure::alias_loop);
  append_chain(r, k, c.chain);
  r.qname = c.chain.reached;
  r.minimising = true;
  r.above = r.last_resort = r.by_delegation = false;
  r.refetched = {};
  return answer_or_ask(r, k);
}

/// A minimised query was answered within the zone: one label more (RFC 9156 section 3).
Action go_on_minimising(Resolution& r, Knowledge& k, ResponseKind kind) {
  if (kind == ResponseKind::name_error) {
    if (k.profile.minimisation == Minimisation::strict) return deliver(r, k, Rcode::nx_domain);
    if (k.cache.find_name_error_above(k.names, r.qname, k.now) != nullptr)
      return answer_or_ask(r, k);  // RFC 8020: with it everything below is denied
    give_up_minimising(r, k);      // relaxed: some servers deny empty non-terminals
    return ask_next_server(r, k);
  }
  extend_question(r, k);
  return ask_next_server(r, k);
}

/// Step 4, by the kind of the response.
Action act_on(Resolution& r, Knowledge& k, const Classified& c, const Question& asked,
              const Message& response) {
  const bool partial = r.probing && asked.qname != r.qname;
  const Candidate& from = r.candidates[r.pending.candidate];
  switch (c.kind) {
    case ResponseKind::referral:
      return is_forwarded(r, k) ? conclude(r, k, c, response) : follow_referral(r, k, c, response);
    case ResponseKind::answer:
    case ResponseKind::no_data:
    case ResponseKind::name_error:
      return r.probing ? go_on_minimising(r, k, c.kind) : conclude(r, k, c, response);
    case ResponseKind::alias:
      return partial ? go_on_minimising(r, k, c.kind) : follow_alias(r, k, c);
    case ResponseKind::empty:
      if (r.empty_answers++ > 0)
        return r.probing ? go_on_minimising(r, k, c.kind) : conclude(r, k, c, response);
      if (r.probing) give_up_minimising(r, k);
      r.candidates[r.pending.candidate].said_nothing = true;
      return drop_server(r, k);
    case ResponseKind::recursion_lame:
    case ResponseKind::lame:
      hold_back(k, from, asked, k.profile.servers.throttle.lame);
      if (c.kind == ResponseKind::lame && !r.probing)  // to a probe the answer may just be odd
        k.servers.note_lame(from.address, r.zone, r.question.qtype, k.now);
      else if (c.kind == ResponseKind::recursion_lame)
        k.servers.note_wants_recursion(from.address, r.zone, k.now);
      if (r.probing) give_up_minimising(r, k);
      return drop_server(r, k);
    case ResponseKind::failure:
      hold_back(k, from, asked, k.profile.servers.throttle.failure);
      if (r.probing) give_up_minimising(r, k);
      return drop_server(r, k);
    case ResponseKind::truncated: return ask_over_tcp(r, k, asked);
  }
  return fail(r, k, Failure::no_answer);
}

}  // namespace

Action start(Resolution& r, Knowledge k) {
  if (r.above) return find_servers(r, k);
  return answer_or_ask(r, k);
}

Action start_refresh(Resolution& r, Knowledge k, sim::Duration leeway) {
  r.refresh = true;
  r.leeway = k.profile.cache.keeps_messages ? leeway : sim::Duration{};
  return find_servers(r, k);
}

// --- step 1: see if the answer is in local information

Action answer_or_ask(Resolution& r, Knowledge& k) {
  const Question question{r.qname, r.question.qtype, r.question.qclass};
  const int aliases_left = k.profile.limits.aliases - r.aliases;
  const CachedAnswer found =
      find_local_answer(k, question, aliases_left, r.answer, r.question.subnet);
  r.qname = found.reached;
  r.aliases = static_cast<std::uint8_t>(r.aliases + found.aliases);
  switch (found.kind) {
    case CachedAnswer::Kind::nothing: return find_servers(r, k);
    case CachedAnswer::Kind::failure: return fail_again(r, k, aliases_left < found.aliases);
    case CachedAnswer::Kind::answer:
    case CachedAnswer::Kind::no_data:
    case CachedAnswer::Kind::name_error:
      if (found.aliases > 0) keep_answer(r, k, rcode_of(found.kind));
      r.security = found.security;
      return found.security == Security::unchecked ? deliver(r, k, rcode_of(found.kind))
                                                   : finish(r, k, rcode_of(found.kind));
  }
  return fail(r, k, Failure::no_answer);
}

// --- step 4: analyse the response

Action on_response(Resolution& r, Knowledge k, const Message& received) {
  const Question asked = question_to_send(r, k);
  note_reply(r, k);
  if (received.header.tc && !k.profile.servers.untimed) return ask_over_tcp(r, k, asked);
  if (is_edns_error(received.header) && r.pending.edns && !k.profile.servers.untimed)
    return ask_without_edns(r, k);
  Message response = received;
  SetViews aside;
  const bool usable = !received.header.tc &&
                      scrub(k.names, k.records, k.profile.scrub, r.zone, asked, response, &aside);
  if (!usable) return drop_server(r, k);
  if (k.profile.cache.keeps_messages) limit_ttls(k.records, k.profile.cache, response);
  const Classified c = classify(k.names, k.records, r.zone, asked, response, r.pending.recursion);
  keep_response(r, k, asked, response, aside, c);
  return act_on(r, k, c, asked, response);
}

/// 4d. Another server, and perhaps never this one again.
Action drop_server(Resolution& r, Knowledge& k) {
  Candidate& c = r.candidates[r.pending.candidate];
  ++c.tries;
  c.excluded = c.excluded || k.profile.servers.failure_excludes;
  return ask_next_server(r, k);
}

// --- children, and the end of time

Action resume(Resolution& r, Knowledge k) {
  switch (r.stage) {
    case Stage::priming: return r.children > 0 ? Action{Wait{}} : begin_primed(r, k);
    case Stage::asking: return ask_next_server(r, k);
    case Stage::addresses:
      if (has_server(r, k) || !k.profile.limits.looks_up_all) return ask_next_server(r, k);
      return r.children > 0 ? Action{Wait{}} : last_resort(r, k);
    case Stage::validating: return r.children > 0 ? Action{Wait{}} : validate(r, k);
    case Stage::finished: break;
  }
  return Wait{};
}

Action on_child_done(Resolution& r, Knowledge k, const Resolution& child) {
  --r.children;
  r.queries = static_cast<std::uint16_t>(r.queries + child.queries);
  take_child(r, k, child);
  if (r.stage == Stage::asking || r.stage == Stage::finished) return Wait{};
  return resume(r, k);
}

Action on_deadline(Resolution& r, Knowledge k) { return fail(r, k, Failure::out_of_time); }

}  // namespace waypost::dns
