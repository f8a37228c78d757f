// SPDX-License-Identifier: Apache-2.0
// The steps stand in the order of RFC 1034 section 5.3.3.
#include "models/dns/resolution.hpp"

#include <algorithm>
#include <utility>

#include "models/dns/classify.hpp"
#include "models/dns/delegation.hpp"
#include "models/dns/last_resort.hpp"
#include "models/dns/local_answer.hpp"
#include "models/dns/query_minimisation.hpp"
#include "models/dns/resolution_steps.hpp"
#include "models/dns/scrub.hpp"
#include "models/dns/server_selection.hpp"
#include "models/dns/validation.hpp"

namespace waypost::dns {
namespace {

Action finish(Resolution& r, Rcode rcode) {
  r.stage = Stage::finished;
  return Finish{rcode};
}

// --- validation, before anything is handed out (RFC 4035 section 5)

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

Action answer_or_ask(Resolution& r, Knowledge& k) {
  const Question question{r.qname, r.question.qtype, r.question.qclass};
  const int aliases_left = k.profile.limits.aliases - r.aliases;
  const CachedAnswer found = find_local_answer(k, question, aliases_left, r.answer);
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
                                                   : finish(r, rcode_of(found.kind));
  }
  return fail(r, k, Failure::no_answer);
}

// --- step 2: find the best servers to ask

/// Nothing is known but the hints: the root's NS set is asked for (RFC 9609).
Action prime(Resolution& r, Knowledge& k) {
  enter_zone(r, k, from_hints(k));
  const Question root_ns{kRoot, RecordType::ns};
  if (r.question == root_ns || k.profile.priming == Priming::never) return ask_next_server(r, k);
  r.stage = k.profile.priming == Priming::first ? Stage::priming : Stage::asking;
  return StartChildren{{root_ns}};
}

/// Where the search for a delegation begins: DS lives on the parent's side of the cut (RFC 4035
/// section 4.2), and so does an NS set that is to be learnt anew before it ends.
Name search_from(const Resolution& r, const Knowledge& k) {
  Name name = r.above ? r.zone : r.qname;
  const bool parents =
      r.question.qtype == RecordType::ds || r.above ||
      (r.question.qtype == RecordType::ns && r.refresh && k.profile.cache.keeps_messages);
  return parents && name != kRoot ? k.names.parent(name) : name;
}

/// Index of the configured zone for `name`; -1: none.
int configured_zone(const Knowledge& k, Name name) {
  const UpstreamZone* zone = nullptr;
  for (const UpstreamZone& z : k.upstream_zones)
    if (k.names.is_at_or_below(name, z.apex) &&
        (zone == nullptr || k.names.depth(z.apex) > k.names.depth(zone->apex)))
      zone = &z;
  return zone == nullptr ? -1 : static_cast<int>(zone - k.upstream_zones.data());
}

/// The priming child ended: without the root's NS set there is nobody to ask.
Action begin_primed(Resolution& r, Knowledge& k) {
  SetViews root_ns;
  if (!cached_referral(k, kRoot, root_ns)) return fail(r, k, Failure::no_answer);
  if (!r.recursive) {  // as a client without RD gets it: what was asked for its sake
    r.answer = root_ns;
    for (SetView& view : r.answer)
      if (view.section == Section::authority) view.section = Section::answer;
    return finish(r, Rcode::no_error);
  }
  Delegation best = closest_delegation(k, search_from(r, k), r.question);
  enter_zone(r, k, best.empty() ? from_hints(k) : std::move(best));
  return ask_next_server(r, k);
}

// --- step 3: send them queries until one returns a response

bool out_of_work(const Resolution& r, const WorkLimits& limits) {
  return r.queries + r.inherited >= limits.queries || r.zone_queries >= limits.queries_per_name;
}

Action ask(Resolution& r, Knowledge& k, std::size_t candidate) {
  const net::AddressId server = r.candidates[candidate].address;
  const UpstreamZone* configured =
      r.upstream < 0 ? nullptr : &k.upstream_zones[static_cast<std::size_t>(r.upstream)];
  r.stage = Stage::asking;
  r.pending.candidate = static_cast<std::uint8_t>(candidate);
  r.pending.sent = k.now;
  r.pending.recursion = (configured != nullptr && configured->forward) ||
                        k.servers.wants_recursion(server, r.zone, k.now);
  if (!r.pending.repeated) r.pending.timeout = k.servers.timeout(server, r.zone, r.rounds, k.now);
  k.servers.note_sent(server, r.zone, r.pending.timeout, k.now);
  ++r.queries;
  ++r.zone_queries;
  return Ask{server, question_to_send(r, k), r.pending.timeout,
             configured != nullptr ? configured->transport : Transport::udp, r.pending.recursion};
}

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
  r.tree_lookups = static_cast<std::uint16_t>(r.tree_lookups + children.questions.size());
  return children;
}

bool may_look_up(const Resolution& r, const WorkLimits& limits) {
  return r.depth < limits.address_depth && r.lookups < limits.address_lookups &&
         (r.depth == 0 || r.tree_lookups <= limits.tree_lookups);
}

/// Nobody can be asked: addresses are looked up, or the last resort is taken.
Action look_up_addresses(Resolution& r, Knowledge& k) {
  const WorkLimits& limits = k.profile.limits;
  r.stage = Stage::addresses;
  if (r.children > 0 && !limits.looks_up_all) return Wait{};
  if (may_look_up(r, limits)) {
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

/// Server names looked up ahead of need, while few queries were sent to the zone.
bool looks_ahead(const Resolution& r, const WorkLimits& limits) {
  constexpr int kFewQueries = 3;
  const bool root = r.zone == kRoot && r.upstream < 0;
  return !root && r.depth < limits.fetch_ahead.size() && limits.fetch_ahead[r.depth] != 0 &&
         r.zone_queries < kFewQueries && may_look_up(r, limits);
}

}  // namespace

// --- steps that other files take too (resolution_steps.hpp)

/// Remembered both for who asks the same and for who comes by the same alias (RFC 9520).
Action fail(Resolution& r, Knowledge& k, Failure why) {
  const bool bogus = r.security == Security::bogus;
  const CachePolicy& policy = k.profile.cache;
  const sim::Duration life = bogus ? policy.bogus_ttl : policy.failure_ttl;
  if (bogus) why = Failure::bogus;  // what was tried after that was in vain too
  if (policy.keeps_messages) {
    if (why != Failure::alias_loop) k.messages.store_failure(r.question, k.now);
  } else {
    k.cache.store_failure(r.question, life, k.now);
    k.cache.store_failure({r.qname, r.question.qtype, r.question.qclass}, life, k.now);
  }
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

void enter_zone(Resolution& r, const Knowledge& k, Delegation&& delegation) {
  ++r.zones;
  r.children = 0;  // what they find does not concern this zone
  r.zone = delegation.zone;
  r.upstream = delegation.upstream;
  r.servers = std::move(delegation.servers);
  r.candidates = std::move(delegation.candidates);
  r.zone_queries = r.rounds = r.lookups = r.probe_timeouts = 0;
  r.parent_names = false;
  r.labels = static_cast<std::uint8_t>(k.names.depth(r.zone));
  extend_question(r, k);
}

Action find_servers(Resolution& r, Knowledge& k) {
  const Name from = search_from(r, k);
  const int configured = configured_zone(k, from);
  const bool forward =
      configured >= 0 && k.upstream_zones[static_cast<std::size_t>(configured)].forward;
  if (forward) {
    enter_zone(r, k, from_upstream_zone(k, static_cast<std::size_t>(configured)));
    return ask_next_server(r, k);
  }
  Knowledge later = k;
  later.now = k.now + r.leeway;
  Delegation best = closest_delegation(later, from, r.question);
  if (configured >= 0) {
    const Name apex = k.upstream_zones[static_cast<std::size_t>(configured)].apex;
    if (best.empty() || k.names.depth(apex) > k.names.depth(best.zone) || apex == best.zone)
      best = from_upstream_zone(k, static_cast<std::size_t>(configured));
  }
  // A root without a usable server is reached by the hints, its safety belt (RFC 1034: SBELT).
  if (best.empty() && k.cache.find(kRoot, RecordType::ns, k.now) != nullptr) best = from_hints(k);
  if (best.empty()) return prime(r, k);
  if (!r.recursive && best.upstream < 0) {
    r.answer.clear();
    cached_referral(k, from, r.answer);
    return finish(r, Rcode::no_error);
  }
  enter_zone(r, k, std::move(best));
  return ask_next_server(r, k);
}

Action ask_next_server(Resolution& r, Knowledge& k) {
  const WorkLimits& limits = k.profile.limits;
  if (out_of_work(r, limits)) return fail(r, k, Failure::out_of_work);
  if (r.failed_names > limits.failed_names) {
    if (r.children > 0) {
      r.stage = Stage::addresses;
      return Wait{};
    }
    if (r.failed_names > 2 * limits.failed_names) return fail(r, k, Failure::out_of_work);
    if (!r.parent_names && r.refetched != r.zone) return last_resort(r, k);
  }
  r.pending.repeated = false;
  if (looks_ahead(r, limits)) {
    StartChildren children = choose_names(r, k, limits.fetch_ahead[r.depth]);
    r.stage = Stage::asking;
    if (!children.questions.empty()) return children;
  }
  if (const std::size_t chosen = choose_server(r, k); chosen != kNoServer) return ask(r, k, chosen);
  return look_up_addresses(r, k);
}

bool has_missing(const Resolution& r, const Knowledge& k) {
  for (const ServerName& s : r.servers)
    if (is_missing(k, s)) return true;
  return false;
}

namespace {

// --- step 4: analyse the response

/// What the cache made of a set goes to the client: the TTL of a set that was there before runs on.
void as_cached(const Knowledge& k, SetView& view) {
  const CacheEntry* kept = k.cache.find(view.owner, Cache::key_of(k.records, view), k.now);
  if (kept != nullptr && kept->set == view.set && kept->kind == CacheEntry::Kind::records &&
      kept->synthesised == view.synthesised)
    view = k.cache.view(k.records, *kept, view.section, k.now);
}

void append_chain(Resolution& r, Knowledge& k, const AnswerChain& chain) {
  for (const SetView* view : chain.sets) {
    const auto same = [&](const SetView& v) {
      return v.owner == view->owner && v.set == view->set && v.synthesised == view->synthesised;
    };
    if (std::any_of(r.answer.begin(), r.answer.end(), same)) continue;  // a DNAME used twice
    r.answer.push_back(*view);
    if (!view->synthesised || k.profile.cache.keeps_messages) as_cached(k, r.answer.back());
  }
}

/// 4a. The answer, or that there is none.
Action conclude(Resolution& r, Knowledge& k, const Classified& c, const Message& response) {
  append_chain(r, k, c.chain);
  if (k.profile.cache.keeps_messages) {
    for (const SetView& view : response.sets) {
      if (view.section == Section::answer) continue;
      r.answer.push_back(view);
      as_cached(k, r.answer.back());
    }
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
  return ask_next_server(r, k);
}

/// 4c. An alias: change the name and start again.
Action follow_alias(Resolution& r, Knowledge& k, const Classified& c) {
  r.aliases = static_cast<std::uint8_t>(r.aliases + c.chain.aliases);
  if (r.aliases > k.profile.limits.aliases) return fail(r, k, Failure::alias_loop);
  append_chain(r, k, c.chain);
  r.qname = c.chain.reached;
  r.minimising = true;
  r.above = r.last_resort = false;
  r.refetched = {};
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
  if (k.profile.minimisation == Minimisation::strict) return;
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
  if (!k.profile.servers.untimed)
    k.servers.note_reply(from.address, r.zone, k.now - r.pending.sent, k.now);
  for (const Candidate& other : r.candidates)
    if (other.tries == 0 && &other != &from)
      k.servers.note_passed_over(other.address, r.zone, k.now);
}

Action ask_over_tcp(Resolution& r, Knowledge& k, const Question& asked) {
  Ask again{r.candidates[r.pending.candidate].address, asked, k.profile.servers.tcp_timeout,
            Transport::tcp, r.pending.recursion};
  r.pending.timeout = again.timeout;
  return again;
}

/// A message is kept of a probe too: it answers who asks just that.
void keep_probe(const Knowledge& k, const Question& asked, const Message& response) {
  SetViews sets(response.sets.begin(), response.sets.end());
  keep_message(k, asked, response.header.rcode, sets);
}

bool keeps_answers(const Resolution& r, const Knowledge& k) {
  return r.upstream < 0 || k.upstream_zones[static_cast<std::size_t>(r.upstream)].keeps_answers;
}

/// A forwarder's referral is all that there is: its servers are not asked.
bool is_forwarded(const Resolution& r, const Knowledge& k) {
  return r.upstream >= 0 && k.upstream_zones[static_cast<std::size_t>(r.upstream)].forward;
}

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
      if (c.kind == ResponseKind::lame)
        k.servers.note_lame(from.address, r.zone, r.question.qtype, k.now);
      else
        k.servers.note_wants_recursion(from.address, r.zone, k.now);
      if (r.probing) give_up_minimising(r, k);
      return drop_server(r, k);
    case ResponseKind::failure:
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

Action on_response(Resolution& r, Knowledge k, const Message& received) {
  const Question asked = question_to_send(r, k);
  note_reply(r, k);
  if (received.header.tc && !k.profile.servers.untimed) return ask_over_tcp(r, k, asked);
  Message response = received;
  SetViews aside;
  const bool usable = !received.header.tc &&
                      scrub(k.names, k.records, k.profile.scrub, r.zone, asked, response, &aside);
  if (!usable) return drop_server(r, k);
  if (k.profile.cache.keeps_messages) limit_ttls(k.records, k.profile.cache, response);
  const Classified c = classify(k.names, k.records, r.zone, asked, response, r.pending.recursion);
  if (keeps_answers(r, k)) {
    for (const SetView& view : aside) k.cache.store(k.records, view, Rank::additional, 0, k.now);
    if (is_useful(c.kind) || (c.kind == ResponseKind::empty && r.empty_answers > 0)) {
      learn(k.records, k.profile.cache, asked, response, c, k.cache, k.now, r.refresh, r.leeway);
      if (r.probing && c.kind != ResponseKind::referral && c.kind != ResponseKind::alias &&
          k.profile.cache.keeps_messages)
        keep_probe(k, asked, response);
    }
  }
  return act_on(r, k, c, asked, response);
}

Action on_error(Resolution& r, Knowledge k) {
  ++r.candidates[r.pending.candidate].tries;
  return ask_next_server(r, k);
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
  if (r.probing && ++r.probe_timeouts >= 3) give_up_minimising(r, k);
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

Action on_limited(Resolution& r, Knowledge k) { return fail(r, k, Failure::out_of_work); }

void take_child(Resolution& r, const Knowledge& k, const Resolution& child) {
  const Name name = child.question.qname;
  int found = add_addresses(r, k, name, child.answer, false);
  found += add_addresses(r, k, name, child.parent_glue, true);
  const std::uint8_t before = child.failed_names;
  r.failed_names = std::max(r.failed_names, before);
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
    ++r.failed_names;
}

Action on_child_done(Resolution& r, Knowledge k, const Resolution& child) {
  --r.children;
  r.queries = static_cast<std::uint16_t>(r.queries + child.queries);
  r.tree_lookups = std::max(r.tree_lookups, child.tree_lookups);
  take_child(r, k, child);
  if (r.stage == Stage::asking || r.stage == Stage::finished) return Wait{};
  return resume(r, k);
}

Action on_deadline(Resolution& r, Knowledge k) { return fail(r, k, Failure::out_of_time); }

}  // namespace waypost::dns
