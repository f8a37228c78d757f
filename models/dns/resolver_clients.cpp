// SPDX-License-Identifier: Apache-2.0
// The client side of a recursive resolver: queries in, answers out, limits on what is taken on.
#include "models/dns/resolver_work.hpp"

#include <algorithm>

#include "models/dns/client_trace.hpp"
#include "models/dns/delegation.hpp"
#include "models/dns/local_answer.hpp"
#include "models/dns/scrub.hpp"

namespace waypost::dns {
namespace {

constexpr std::uint16_t kNoExtendedError = 0xFFFF;
constexpr std::uint16_t kStaleAnswer = 3;  // RFC 8914 section 4.4

std::uint64_t client_object(const Context& context, net::HostId sender, sim::Time arrived,
                            Name qname) {
  const std::uint64_t who = context.network.hosts[sender].path_hash;
  return sim::mix(sim::mix(who, static_cast<std::uint64_t>(arrived.ns)),
                  context.dns.names.hash(qname));
}

/// Without the server's authority and additional records, where the answer is complete without: not
/// of an NS set, which goes with its addresses (Unbound, positive_answer).
void strip(const RecordStore& records, Message& m) {
  if (m.header.rcode != Rcode::no_error || m.question.qtype == RecordType::ns) return;
  const auto is_data = [&](const SetView& v) {
    return v.section == Section::answer && type_of(records, v) == m.question.qtype;
  };
  if (std::none_of(m.sets.begin(), m.sets.end(), is_data)) return;
  const auto beside = [](const SetView& v) { return v.section != Section::answer; };
  m.sets.erase(std::remove_if(m.sets.begin(), m.sets.end(), beside), m.sets.end());
}

void send_answer(Context& context, RecursiveResolver& resolver, const WaitingClient& client,
                 const Question& question, const SetViews& sets, Rcode rcode, Security security,
                 sim::Time at, std::uint16_t extended_error = kNoExtendedError) {
  const sim::Duration taken = at - client.arrived;
  const sim::Duration limit = resolver.profile.load.discard_after;
  if (limit.ns > 0 && taken > limit) {
    ++resolver.counters.discarded;
    return;
  }
  ++resolver.counters.by_rcode[static_cast<std::size_t>(rcode)];
  resolver.counters.latency.record(taken.ns);
  Datagram query;
  query.source = client.source;
  query.destination = client.destination;
  query.transport = client.transport;
  query.port = client.port;
  query.message.header.id = client.id;
  Message response;
  response.header.qr = response.header.ra = true;
  response.header.rd = client.recursion;
  response.header.cd = client.checking_disabled;
  response.header.rcode = rcode;
  response.header.ad = security == Security::secure;
  response.question = question;
  response.sets = sets;
  if (resolver.profile.answers.minimal) strip(context.dns.records, response);
  if (client.edns) response.edns = {true, client.dnssec_ok, 1232, extended_error};
  sim::Draw draw(resolver.packet_luck,
                 client_object(context, client.sender, client.arrived, question.qname));
  reply(context, resolver.entity, resolver.host, query, std::move(response), at, draw);
}

WaitingClient make_client(const Datagram& query, sim::Time arrived) {
  return {query.sender,
          query.source,
          query.destination,
          query.transport,
          query.port,
          query.message.header.id,
          arrived,
          query.message.header.rd,
          query.message.header.cd,
          query.message.edns.present,
          query.message.edns.dnssec_ok};
}

/// Abandons the oldest recursion if it is old enough (Unbound's jostle; BIND drops its oldest
/// client). Simplification: Unbound lets half of the recursions run to their end. False: no room.
bool make_room(RecursiveResolver& resolver, sim::Time now) {
  const LoadPolicy& policy = resolver.profile.load;
  if (policy.max_recursions == 0 || resolver.open.size() < policy.max_recursions) return true;
  const sim::Time oldest = sim::earliest_alive(resolver.by_age, [&](std::uint64_t payload) {
    return resolver.open.find(sim::SlotRef::unpack(payload)) != nullptr;
  });
  if (oldest == sim::kNever || now - oldest < policy.jostle) return false;
  const sim::SlotRef ref = sim::SlotRef::unpack(resolver.by_age.pop().payload);
  resolver.counters.dropped += close_resolution(resolver, ref).clients.size();
  return true;
}

void join(Context& context, RecursiveResolver& resolver, OpenResolution& open,
          const WaitingClient& client) {
  const std::uint32_t limit = resolver.profile.load.clients_per_question;
  if (limit != 0 && open.clients.size() >= limit) {
    ++resolver.counters.crowded_out;
    return;
  }
  ++resolver.counters.joined;
  open.resolution.validates = resolver.profile.validates;
  open.clients.push_back(client);
  report_client(context, kTraceJoined, resolver.entity, open.resolution.question, client,
                [&](sim::TraceRecord& record) { record.object = open.id; });
}

void resolve_for(Context& context, RecursiveResolver& resolver, const Question& question,
                 const WaitingClient& client) {
  if (const sim::SlotRef ref = find_open(resolver, question); ref.valid())
    return join(context, resolver, resolver.open.at(ref), client);
  const sim::Time now = context.engine.now();
  if (!make_room(resolver, now)) {
    ++resolver.counters.dropped;
    return;
  }
  ++resolver.counters.misses;
  const sim::SlotRef ref = open_resolution(context, resolver, question, 0);
  OpenResolution& open = resolver.open.at(ref);
  open.clients.push_back(client);
  open.resolution.recursive = client.recursion;
  const LoadPolicy& load = resolver.profile.load;
  open.kept = load.half_is_kept && resolver.kept < load.max_recursions / 2;
  if (open.kept)
    ++resolver.kept;
  else
    resolver.by_age.add(now, ref.pack());
  report_client(context, kTraceCacheMiss, resolver.entity, question, client,
                [&](sim::TraceRecord& record) { record.object = open.id; });
  perform(context, resolver, ref, start(open.resolution, knowledge(context, resolver)));
}

bool is_due_for_prefetch(const PrefetchPolicy& policy, const CachedAnswer& found) {
  if (!policy.enabled || found.kind != CachedAnswer::Kind::answer || found.aliases > 0)
    return false;
  if (found.ttl < policy.min_original_ttl) return false;
  // Whole seconds: of TTL 5 the last tenth is the second in which 0 are left (Unbound).
  const std::uint64_t last_share = std::uint64_t{found.ttl} * policy.last_percent / 100;
  return (policy.last_percent > 0 && found.seconds_left <= last_share) ||
         found.seconds_left <= policy.last_seconds;
}

void prefetch(Context& context, RecursiveResolver& resolver, const Question& question,
              sim::Duration leeway = {}) {
  if (find_open(resolver, question).valid() || !make_room(resolver, context.engine.now())) return;
  ++resolver.counters.prefetches;
  const sim::SlotRef ref = open_resolution(context, resolver, question, 0);
  perform(context, resolver, ref,
          start_refresh(resolver.open.at(ref).resolution, knowledge(context, resolver), leeway));
}

/// The message kept for the question, fresh or (where the profile serves such) stale at once.
bool answer_from_messages(Context& context, RecursiveResolver& resolver, const Question& question,
                          const WaitingClient& client, sim::Time at) {
  const sim::Time now = context.engine.now();
  const KeptMessage* kept = resolver.messages.find(question);
  if (kept == nullptr) return false;
  const bool over = kept->expires <= now;
  const StalePolicy& stale = resolver.profile.stale;
  const bool resting = now < kept->no_retry_until;
  if (over && (!stale.enabled || kept->is_failure() || kept->stale_until <= now ||
               (stale.client_timeout.ns > 0 && !resting)))
    return false;
  SetViews sets;
  if (!resolver.messages.assemble(context.dns.records, resolver.cache, *kept, now, over, sets))
    return false;
  ++(over ? resolver.counters.stale : resolver.counters.hits);
  const Rcode rcode = kept->rcode;
  const sim::Time expires = kept->expires;
  const PrefetchPolicy& prefetching = resolver.profile.prefetch;
  const auto left = static_cast<std::uint64_t>(std::max<std::int64_t>(
      0, (kept->expires.ns - (now.ns - now.ns % 1'000'000'000)) / 1'000'000'000));
  const bool last_share =
      prefetching.enabled && left <= std::uint64_t{kept->ttl} * prefetching.last_percent / 100;
  report_client(context, kTraceCacheHit, resolver.entity, question, client,
                [&](sim::TraceRecord& record) {
                  record.code = static_cast<std::uint16_t>(rcode);
                  record.value = (at - now).ns;
                });
  send_answer(context, resolver, client, question, sets, rcode, Security::unchecked, at,
              over && stale.tells ? kStaleAnswer : kNoExtendedError);
  if (over ? !resting : last_share)
    prefetch(context, resolver, question, over ? sim::Duration{} : expires - now);
  return true;
}

bool answer_from_sets(Context& context, RecursiveResolver& resolver, const Question& question,
                      const WaitingClient& client, sim::Time at) {
  SetViews sets;
  const CachedAnswer found =
      find_in_cache(context.dns.names, context.dns.records, resolver.cache, question,
                    resolver.profile.limits.aliases, context.engine.now(), sets);
  if (found.kind == CachedAnswer::Kind::nothing) return false;
  const bool failed = found.kind == CachedAnswer::Kind::failure;
  const bool validates = resolver.profile.validates && !failed;
  if (validates && found.security == Security::unchecked) return false;
  const Security security = validates ? found.security : Security::unchecked;
  ++resolver.counters.hits;
  if (failed) sets.clear();
  report_client(context, kTraceCacheHit, resolver.entity, question, client,
                [&](sim::TraceRecord& record) {
                  record.code = static_cast<std::uint16_t>(rcode_of(found.kind));
                  record.value = (at - context.engine.now()).ns;
                });
  send_answer(context, resolver, client, question, sets, rcode_of(found.kind), security, at);
  if (is_due_for_prefetch(resolver.profile.prefetch, found)) prefetch(context, resolver, question);
  return true;
}

/// A query without RD: refused, or answered with what the cache has, or a referral from it.
bool answer_snooping(Context& context, RecursiveResolver& resolver, const Question& question,
                     const WaitingClient& client, sim::Time at) {
  if (client.recursion || resolver.profile.answers.snooping == Snooping::as_recursion) return false;
  SetViews sets;
  if (resolver.profile.answers.snooping == Snooping::refused) {
    send_answer(context, resolver, client, question, sets, Rcode::refused, Security::unchecked, at);
    return true;
  }
  if (!cached_referral(knowledge(context, resolver), question.qname, sets)) return false;
  send_answer(context, resolver, client, question, sets, Rcode::no_error, Security::unchecked, at);
  return true;
}

bool answer_from_cache(Context& context, RecursiveResolver& resolver, const Question& question,
                       const WaitingClient& client, sim::Time at) {
  if (!client.recursion && resolver.profile.answers.snooping == Snooping::refused)
    return answer_snooping(context, resolver, question, client, at);
  const bool told = resolver.profile.cache.keeps_messages
                        ? answer_from_messages(context, resolver, question, client, at)
                        : answer_from_sets(context, resolver, question, client, at);
  return told || answer_snooping(context, resolver, question, client, at);
}

}  // namespace

/// A hit is told at once, in a response sent when the work is done: no event of its own.
void on_client_query(Context& context, RecursiveResolver& resolver, const Datagram& query,
                     sim::Time done_at) {
  const sim::Time now = context.engine.now();
  const RateLimit& limit = resolver.profile.load.per_client;
  if (limit.per_second != 0 &&
      resolver.of_clients.charge(limit, context.network.hosts[query.sender].path_hash, now) ==
          Allowance::exceeded) {
    ++resolver.counters.limited;
    return;
  }
  const WaitingClient client = make_client(query, now);
  report_client(context, kTraceClientQuery, resolver.entity, query.message.question, client,
                [](sim::TraceRecord&) {});
  if (answer_from_cache(context, resolver, query.message.question, client, done_at)) return;
  if (done_at > now) return do_later(context, resolver, query, done_at);
  resolve_for(context, resolver, query.message.question, client);
}

/// The answer may have come into the cache while the query waited for a worker.
void on_query_worked(Context& context, RecursiveResolver& resolver, const Work& work) {
  const Question& question = work.datagram.message.question;
  const WaitingClient client = make_client(work.datagram, work.arrived);
  if (answer_from_cache(context, resolver, question, client, context.engine.now())) return;
  resolve_for(context, resolver, question, client);
}

void answer_clients(Context& context, RecursiveResolver& resolver, const OpenResolution& ended,
                    Rcode rcode) {
  const Resolution& r = ended.resolution;
  for (const WaitingClient& client : ended.clients)
    send_answer(context, resolver, client, r.question, r.answer, rcode, r.security,
                context.engine.now());
}

bool answer_stale(Context& context, RecursiveResolver& resolver, const OpenResolution& open) {
  const StalePolicy& stale = resolver.profile.stale;
  if (!stale.enabled || open.clients.empty()) return false;
  const sim::Time now = context.engine.now();
  const Question& question = open.resolution.question;
  const KeptMessage* kept = resolver.messages.find(question);
  if (kept == nullptr || kept->is_failure() || kept->stale_until <= now) return false;
  SetViews sets;
  if (!resolver.messages.assemble(context.dns.records, resolver.cache, *kept, now, true, sets))
    return false;
  resolver.counters.stale += open.clients.size();
  for (const WaitingClient& client : open.clients)
    send_answer(context, resolver, client, question, sets, kept->rcode, Security::unchecked, now,
                stale.tells ? kStaleAnswer : kNoExtendedError);
  return true;
}

void on_stale_due(Context& context, RecursiveResolver& resolver, sim::SlotRef ref) {
  OpenResolution& open = resolver.open.at(ref);
  open.stale_due = sim::kNever;
  if (answer_stale(context, resolver, open)) open.clients.clear();
}

}  // namespace waypost::dns
