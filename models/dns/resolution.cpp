// SPDX-License-Identifier: Apache-2.0
// The steps stand in the order of RFC 1034 section 5.3.3.
#include "models/dns/resolution.hpp"

#include "models/dns/classify.hpp"
#include "models/dns/delegation.hpp"
#include "models/dns/query_minimisation.hpp"
#include "models/dns/server_selection.hpp"
#include "models/dns/validation.hpp"

namespace waypost::dns {
namespace {

Action find_servers(Resolution& r, Knowledge& k);
Action ask_next_server(Resolution& r, Knowledge& k);

Action finish(Resolution& r, Rcode rcode) {
  r.stage = Stage::finished;
  return Finish{rcode};
}

/// Remembered both for who asks the same and for who comes by the same alias (RFC 9520).
Action fail(Resolution& r, Knowledge& k, Failure why) {
  const bool bogus = r.security == Security::bogus;
  const CachePolicy& policy = k.profile.cache;
  const sim::Duration life = bogus ? policy.bogus_ttl : policy.failure_ttl;
  if (bogus) why = Failure::bogus;  // what was tried after that was in vain too
  k.cache.store_failure(r.question, life, k.now);
  k.cache.store_failure({r.qname, r.question.qtype, r.question.qclass}, life, k.now);
  r.answer.clear();
  r.stage = Stage::finished;
  return Finish{Rcode::serv_fail, why};
}

/// A failure from the cache is not stored anew: it would never end.
Action fail_again(Resolution& r, Knowledge& k, bool loop) {
  if (loop) return fail(r, k, Failure::alias_loop);
  r.answer.clear();
  r.stage = Stage::finished;
  return Finish{Rcode::serv_fail, Failure::remembered};
}

// --- validation, before anything is handed out (RFC 4035 section 5)
// ---------------------------------

Action answer_or_ask(Resolution& r, Knowledge& k);

/// Bogus: another server may have a good copy.
Action reject(Resolution& r, Knowledge& k) {
  r.answer.clear();
  r.sought = {};
  if (++r.rejections > k.profile.limits.validation_retries) return fail(r, k, Failure::bogus);
  if (r.aliases > 0 || r.candidates.empty()) {
    r.qname = r.question.qname;
    r.aliases = 0;
    return answer_or_ask(r, k);
  }
  r.candidates[r.pending.candidate].excluded = true;
  return ask_next_server(r, k);
}

Action validate(Resolution& r, Knowledge& k) {
  const Question asked{r.qname, r.question.qtype, r.question.qclass};
  const Judgement judgement = judge(k, asked, r.answer);
  r.security = judgement.security;
  if (r.security == Security::unchecked && judgement.about != r.sought) {
    r.sought = judgement.about;
    return StartChildren{{r.sought}};
  }
  if (r.security == Security::unchecked) r.security = Security::bogus;  // no such key is to be had
  mark_in_cache(k, asked, r.answer, r.security);
  if (r.security == Security::bogus)  // a faulty DS or DNSKEY set is not kept either
    k.cache.mark(judgement.about.qname, judgement.about.qtype, Security::bogus, k.now);
  return r.security == Security::bogus ? reject(r, k) : finish(r, r.rcode);
}

/// The answer is complete.
Action deliver(Resolution& r, Knowledge& k, Rcode rcode) {
  if (!r.validates) return finish(r, rcode);
  r.rcode = rcode;
  r.stage = Stage::validating;
  return validate(r, k);
}

// --- step 1: see if the answer is in local information
// ----------------------------------------------

Action answer_or_ask(Resolution& r, Knowledge& k) {
  const Question question{r.qname, r.question.qtype, r.question.qclass};
  const int aliases_left = k.profile.limits.aliases - r.aliases;
  const CachedAnswer found =
      find_in_cache(k.names, k.records, k.cache, question, aliases_left, k.now, r.answer);
  r.qname = found.reached;
  r.aliases = static_cast<std::uint8_t>(r.aliases + found.aliases);
  switch (found.kind) {
    case CachedAnswer::Kind::nothing: return find_servers(r, k);
    case CachedAnswer::Kind::failure: return fail_again(r, k, aliases_left < found.aliases);
    case CachedAnswer::Kind::answer:
    case CachedAnswer::Kind::no_data:
    case CachedAnswer::Kind::name_error:
      r.security = found.security;
      return found.security == Security::unchecked ? deliver(r, k, rcode_of(found.kind))
                                                   : finish(r, rcode_of(found.kind));
  }
  return fail(r, k, Failure::no_answer);
}

// --- step 2: find the best servers to ask
// -----------------------------------------------------------

void enter_zone(Resolution& r, const Knowledge& k, Delegation&& delegation) {
  r.zone = delegation.zone;
  r.candidates = std::move(delegation.candidates);
  r.zone_queries = r.rounds = r.lookups = r.probe_timeouts = 0;
  r.labels = static_cast<std::uint8_t>(k.names.depth(r.zone));
  extend_question(r, k);
}

/// Nothing is known but the hints: the root's NS set is asked for (RFC 9609).
Action prime(Resolution& r, Knowledge& k) {
  enter_zone(r, k, from_hints(k));
  const Question root_ns{kRoot, RecordType::ns};
  if (r.question == root_ns || k.profile.priming == Priming::never) return ask_next_server(r, k);
  r.stage = k.profile.priming == Priming::first ? Stage::priming : Stage::asking;
  return StartChildren{{root_ns}};
}

Action find_servers(Resolution& r, Knowledge& k) {
  Delegation best = closest_delegation(k, r.qname, r.question.qtype);
  if (best.candidates.empty()) return prime(r, k);
  enter_zone(r, k, std::move(best));
  return ask_next_server(r, k);
}

/// The priming child ended: without the root's NS set there is nobody to ask.
Action begin_primed(Resolution& r, Knowledge& k) {
  Delegation best = closest_delegation(k, r.qname, r.question.qtype);
  if (best.candidates.empty()) return fail(r, k, Failure::no_answer);
  enter_zone(r, k, std::move(best));
  return ask_next_server(r, k);
}

// --- step 3: send them queries until one returns a response
// -----------------------------------------

bool out_of_work(const Resolution& r, const WorkLimits& limits) {
  return r.queries >= limits.queries || r.zone_queries >= limits.queries_per_name;
}

Action ask(Resolution& r, Knowledge& k, std::size_t candidate) {
  const net::AddressId server = r.candidates[candidate].address;
  r.stage = Stage::asking;
  r.pending.candidate = static_cast<std::uint8_t>(candidate);
  r.pending.sent = k.now;
  if (!r.pending.repeated) r.pending.timeout = k.servers.timeout(server, r.zone, r.rounds, k.now);
  k.servers.note_sent(server, r.zone, r.pending.timeout, k.now);
  ++r.queries;
  ++r.zone_queries;
  return Ask{server, question_to_send(r, k), r.pending.timeout, Transport::udp};
}

/// Names of servers whose addresses are worth looking up, each once.
Action look_up_addresses(Resolution& r, Knowledge& k) {
  const WorkLimits& limits = k.profile.limits;
  StartChildren children;
  for (Candidate& c : r.candidates) {
    if (c.address != net::kNone || c.looked_up || r.lookups >= limits.address_lookups) continue;
    c.looked_up = true;
    ++r.lookups;
    if (k.ipv4) children.questions.push_back({c.name, RecordType::a});
    if (k.ipv6) children.questions.push_back({c.name, RecordType::aaaa});
  }
  r.stage = Stage::addresses;
  if (children.questions.empty() || r.depth >= limits.address_depth) return resume(r, k);
  return children;
}

/// All servers failed: ask the zone above for them once more, when the profile does so.
Action last_resort(Resolution& r, Knowledge& k) {
  if (!k.profile.servers.parent_as_last_resort || r.last_resort || r.zone == kRoot)
    return fail(r, k, r.zone_queries > 0 ? Failure::no_answer : Failure::no_address);
  r.last_resort = true;
  Delegation above = closest_delegation(k, k.names.parent(r.zone), RecordType::ns);
  if (above.candidates.empty()) above = from_hints(k);
  enter_zone(r, k, std::move(above));
  return ask_next_server(r, k);
}

Action ask_next_server(Resolution& r, Knowledge& k) {
  if (out_of_work(r, k.profile.limits)) return fail(r, k, Failure::out_of_work);
  r.pending.repeated = false;
  if (const std::size_t chosen = choose_server(r, k); chosen != kNoServer) return ask(r, k, chosen);
  return look_up_addresses(r, k);
}

// --- step 4: analyse the response
// -------------------------------------------------------------------

/// The chain goes to the client with the TTLs that the cache gave it.
void append_chain(Resolution& r, Knowledge& k, const AnswerChain& chain) {
  for (const SetView* view : chain.sets) {
    const CacheEntry* kept = view->synthesised
                                 ? nullptr
                                 : k.cache.find(view->owner, k.records.set(view->set).type, k.now);
    const bool same = kept != nullptr && kept->set == view->set;
    r.answer.push_back(same ? k.cache.view(k.records, *kept, Section::answer, k.now) : *view);
  }
}

/// 4a. The answer, or that there is none.
Action conclude(Resolution& r, Knowledge& k, const Classified& c, const Message& response) {
  append_chain(r, k, c.chain);
  if (c.soa != nullptr) r.answer.push_back(*c.soa);
  return deliver(r, k, response.header.rcode);
}

/// 4b. A better delegation: on to its servers.
Action follow_referral(Resolution& r, Knowledge& k, const Classified& c, const Message& response) {
  if (++r.referrals > k.profile.limits.referrals) return fail(r, k, Failure::out_of_work);
  enter_zone(r, k, from_referral(k, r.zone, c.cut, response));
  if (r.last_resort) leave_one_try(r, k.profile.servers);
  return ask_next_server(r, k);
}

/// 4c. An alias: change the name and start again.
Action follow_alias(Resolution& r, Knowledge& k, const Classified& c) {
  r.aliases = static_cast<std::uint8_t>(r.aliases + c.chain.aliases);
  if (r.aliases > k.profile.limits.aliases) return fail(r, k, Failure::alias_loop);
  append_chain(r, k, c.chain);
  r.qname = c.chain.reached;
  r.minimising = true;
  return answer_or_ask(r, k);
}

/// 4d. The server is of no use: another one.
Action drop_server(Resolution& r, Knowledge& k) {
  Candidate& c = r.candidates[r.pending.candidate];
  ++c.tries;
  c.excluded = c.excluded || k.profile.servers.failure_excludes;
  return ask_next_server(r, k);
}

void give_up_minimising(Resolution& r, const Knowledge& k) {
  r.minimising = false;
  extend_question(r, k);
}

/// A minimised query was answered within the zone: one label more (RFC 9156 section 3).
Action go_on_minimising(Resolution& r, Knowledge& k, ResponseKind kind) {
  if (kind == ResponseKind::name_error) {
    if (k.profile.minimisation == Minimisation::strict) return deliver(r, k, Rcode::nx_domain);
    give_up_minimising(r, k);  // relaxed: some servers deny empty non-terminals
    return ask_next_server(r, k);
  }
  extend_question(r, k);
  return ask_next_server(r, k);
}

void note_reply(Resolution& r, Knowledge& k) {
  const Candidate& from = r.candidates[r.pending.candidate];
  k.servers.note_reply(from.address, r.zone, k.now - r.pending.sent, k.now);
  for (const Candidate& other : r.candidates)
    if (other.address != net::kNone && other.tries == 0 && &other != &from)
      k.servers.note_passed_over(other.address, r.zone, k.now);
}

}  // namespace

Action start(Resolution& r, Knowledge k) {
  return answer_or_ask(r, k);
}

Action start_refresh(Resolution& r, Knowledge k) {
  r.refresh = true;
  return find_servers(r, k);
}

Action resume(Resolution& r, Knowledge k) {
  switch (r.stage) {
    case Stage::priming: return r.children > 0 ? Action{Wait{}} : begin_primed(r, k);
    case Stage::asking: return ask_next_server(r, k);
    case Stage::addresses:
      if (has_server(r, k)) return ask_next_server(r, k);
      return r.children > 0 ? Action{Wait{}} : last_resort(r, k);
    case Stage::validating: return r.children > 0 ? Action{Wait{}} : validate(r, k);
    case Stage::finished: break;
  }
  return Wait{};
}

Action on_response(Resolution& r, Knowledge k, const Message& response) {
  const Question asked = question_to_send(r, k);
  const Classified c = classify(k.names, k.records, r.zone, asked, response);
  note_reply(r, k);
  learn(k.names, k.records, r.zone, asked, response, c, k.cache, k.now, r.refresh);
  const bool probe = asked.qname != r.qname;
  switch (c.kind) {
    case ResponseKind::referral: return follow_referral(r, k, c, response);
    case ResponseKind::answer:
    case ResponseKind::no_data:
    case ResponseKind::name_error:
      return probe ? go_on_minimising(r, k, c.kind) : conclude(r, k, c, response);
    case ResponseKind::alias: return probe ? go_on_minimising(r, k, c.kind) : follow_alias(r, k, c);
    case ResponseKind::empty:
      if (r.empty_seen) return conclude(r, k, c, response);
      r.empty_seen = true;
      return drop_server(r, k);
    case ResponseKind::lame:
    case ResponseKind::failure:
      if (probe) give_up_minimising(r, k);
      return drop_server(r, k);
    case ResponseKind::truncated: {
      Ask again{r.candidates[r.pending.candidate].address, asked, k.profile.servers.tcp_timeout,
                Transport::tcp};
      r.pending.timeout = again.timeout;
      return again;
    }
  }
  return fail(r, k, Failure::no_answer);
}

Action on_timeout(Resolution& r, Knowledge k) {
  Candidate& c = r.candidates[r.pending.candidate];
  const ServerPolicy& policy = k.profile.servers;
  if (!r.pending.repeated && r.pending.timeout < policy.repeat_below &&
      !out_of_work(r, k.profile.limits)) {
    r.pending.repeated = true;
    return ask(r, k, r.pending.candidate);
  }
  sim::Draw draw = next_draw(r, k);
  k.servers.note_loss(c.address, r.zone, r.pending.timeout, k.now, draw);
  ++c.tries;
  if (is_probe(r, k) && ++r.probe_timeouts >= 3) give_up_minimising(r, k);
  return ask_next_server(r, k);
}

Action on_unreachable(Resolution& r, Knowledge k) {
  if (!k.profile.servers.heeds_icmp) return Wait{};
  return drop_server(r, k);
}

Action on_unsent(Resolution& r, Knowledge k) {
  r.candidates[r.pending.candidate].excluded = true;
  return drop_server(r, k);
}

Action on_limited(Resolution& r, Knowledge k) {
  return fail(r, k, Failure::out_of_work);
}

Action on_child_done(Resolution& r, Knowledge k, const Question& asked, const SetViews& answer,
                     std::uint16_t queries) {
  --r.children;
  r.queries = static_cast<std::uint16_t>(r.queries + queries);
  add_addresses(r, k, asked.qname, answer);
  if (r.stage == Stage::asking || r.stage == Stage::finished) return Wait{};
  return resume(r, k);
}

Action on_deadline(Resolution& r, Knowledge k) {
  return fail(r, k, Failure::out_of_time);
}

}  // namespace waypost::dns
