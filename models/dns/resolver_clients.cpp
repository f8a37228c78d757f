// SPDX-License-Identifier: Apache-2.0
// The client side of a recursive resolver: queries in, answers out, limits on what is taken on.
// What the cache answers by itself is resolver_cache_answers.cpp.
#include "models/dns/resolver_work.hpp"

#include <algorithm>

#include "models/dns/client_trace.hpp"
#include "models/dns/scrub.hpp"

namespace waypost::dns {
namespace {

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

/// Sets as a whole: what a policy left out or put first by itself stays.
void rotate(const RecordStore& records, Message& m, std::uint16_t id, sim::Time now) {
  const auto turn =
      static_cast<std::uint64_t>(id) + static_cast<std::uint64_t>(now.ns / 1'000'000'000);
  for (SetView& view : m.sets) {
    const auto count = records.set(view.set).count;
    if (count > 1 && view.chosen == UINT32_MAX && !view.synthesised)
      view.first = static_cast<std::uint8_t>(turn % std::min<std::uint64_t>(count, 32));
  }
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

/// What the client wants to know, and for which network.
Question question_of(const RecursiveResolver& resolver, const Datagram& query) {
  Question question = query.message.question;
  const std::uint8_t prefix = resolver.profile.client_subnet;
  if (prefix > 0 && query.subnet != 0) question.subnet = shorten(query.subnet, prefix);
  return question;
}

/// The present limit of clients per question: what it grew by goes again, one in 20 minutes (BIND,
/// lib/dns/resolver.c, spillattimer_countdown).
std::uint32_t clients_limit(const RecursiveResolver& resolver, sim::Time now) {
  constexpr std::int64_t kFade = std::int64_t{20} * 60 * 1'000'000'000;
  const auto faded = static_cast<std::uint64_t>((now - resolver.crowd_grew_at).ns / kFade);
  const std::uint64_t grown = resolver.crowd_growth > faded ? resolver.crowd_growth - faded : 0;
  return resolver.profile.load.clients_per_question + static_cast<std::uint32_t>(grown);
}

/// A fetch that left clients out brought an answer: next time there is room for five more
/// (lib/dns/resolver.c, fctx_sendevents).
void let_more_in(RecursiveResolver& resolver, const OpenResolution& ended, sim::Time now) {
  constexpr std::uint32_t kStep = 5;
  const LoadPolicy& load = resolver.profile.load;
  const std::uint32_t limit = clients_limit(resolver, now);
  if (!ended.crowded || ended.clients.size() != limit || limit >= load.most_clients_per_question)
    return;
  resolver.crowd_growth =
      std::min(limit + kStep, load.most_clients_per_question) - load.clients_per_question;
  resolver.crowd_grew_at = now;
}

/// The client waits for `open` from now on.
void let_wait(RecursiveResolver& resolver, OpenResolution& open, const WaitingClient& client) {
  open.clients.push_back(client);
  if (resolver.profile.load.waiting_per_client > 0) resolver.waiting.add(client.source);
}

void join(Context& context, RecursiveResolver& resolver, sim::SlotRef ref,
          const WaitingClient& client) {
  OpenResolution& open = resolver.open.at(ref);
  const std::uint32_t limit = clients_limit(resolver, context.engine.now());
  if (limit != 0 && open.clients.size() >= limit) {
    ++resolver.counters.crowded_out;
    open.crowded = true;
    return;
  }
  ++resolver.counters.joined;
  open.resolution.validates = resolver.profile.validates;
  let_wait(resolver, open, client);
  report_client(context, kTraceJoined, resolver.entity, open.resolution.question, client,
                [&](sim::TraceRecord& record) { record.object = open.id; });
  arm_stale_answer(context, resolver, ref);  // who came before may have had theirs
}

void resolve_for(Context& context, RecursiveResolver& resolver, const Question& question,
                 const WaitingClient& client) {
  const std::uint32_t most = resolver.profile.load.waiting_per_client;
  if (most > 0 && resolver.waiting.of(client.source) >= most) {
    ++resolver.counters.limited;
    return;
  }
  if (const sim::SlotRef ref = find_open(resolver, question); ref.valid())
    return join(context, resolver, ref, client);
  const sim::Time now = context.engine.now();
  if (!make_room(resolver, now)) {
    ++resolver.counters.dropped;
    return;
  }
  ++resolver.counters.misses;
  const sim::SlotRef ref = open_resolution(context, resolver, question, 0);
  OpenResolution& open = resolver.open.at(ref);
  let_wait(resolver, open, client);
  open.resolution.recursive = client.recursion;
  const LoadPolicy& load = resolver.profile.load;
  open.kept = load.half_is_kept && resolver.kept < load.max_recursions / 2;
  if (open.kept)
    ++resolver.kept;
  else
    resolver.by_age.add(now, ref.pack());
  report_client(context, kTraceCacheMiss, resolver.entity, question, client,
                [&](sim::TraceRecord& record) { record.object = open.id; });
  perform(context, resolver, ref, start(open.resolution, knowledge(context, resolver, ref)));
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
  const Question question = question_of(resolver, query);
  report_client(context, kTraceClientQuery, resolver.entity, question, client,
                [](sim::TraceRecord&) {});
  if (answer_from_cache(context, resolver, question, client, done_at)) return;
  if (done_at > now) return do_later(context, resolver, query, done_at);
  resolve_for(context, resolver, question, client);
}

/// The answer may have come into the cache while the query waited for a worker.
void on_query_worked(Context& context, RecursiveResolver& resolver, const Work& work) {
  const Question question = question_of(resolver, work.datagram);
  const WaitingClient client = make_client(work.datagram, work.arrived);
  if (answer_from_cache(context, resolver, question, client, context.engine.now())) return;
  resolve_for(context, resolver, question, client);
}

void release_clients(RecursiveResolver& resolver, const OpenResolution& open) {
  if (resolver.profile.load.waiting_per_client == 0) return;
  for (const WaitingClient& client : open.clients) resolver.waiting.remove(client.source);
}

void answer_clients(Context& context, RecursiveResolver& resolver, const OpenResolution& ended,
                    Rcode rcode) {
  const Resolution& r = ended.resolution;
  if (rcode != Rcode::serv_fail) let_more_in(resolver, ended, context.engine.now());
  for (const WaitingClient& client : ended.clients)
    send_answer(context, resolver, client, r.question, r.answer, rcode, r.security,
                context.engine.now());
}

void send_answer(Context& context, RecursiveResolver& resolver, const WaitingClient& client,
                 const Question& question, const SetViews& sets, Rcode rcode, Security security,
                 sim::Time at, std::uint16_t extended_error) {
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
  response.question.subnet = 0;
  response.sets = sets;
  if (resolver.profile.answers.minimal) strip(context.dns.records, response);
  if (resolver.profile.answers.rotates) rotate(context.dns.records, response, client.id, at);
  if (client.edns) response.edns = {true, client.dnssec_ok, 1232, extended_error};
  sim::Draw draw(resolver.packet_luck,
                 client_object(context, client.sender, client.arrived, question.qname));
  reply(context, resolver.entity, resolver.host, query, std::move(response), at, draw);
}

/// Abandons the oldest recursion that need not run to its end, if it is old enough (Unbound,
/// mesh_make_new_space; BIND drops its oldest client). False: no room.
bool make_room(RecursiveResolver& resolver, sim::Time now) {
  const LoadPolicy& policy = resolver.profile.load;
  if (policy.max_recursions == 0 || resolver.open.size() < policy.max_recursions) return true;
  const sim::Time oldest = sim::earliest_alive(resolver.by_age, [&](std::uint64_t payload) {
    return resolver.open.find(sim::SlotRef::unpack(payload)) != nullptr;
  });
  if (!policy.jostle || oldest == sim::kNever || now - oldest < *policy.jostle) return false;
  const sim::SlotRef ref = sim::SlotRef::unpack(resolver.by_age.pop().payload);
  resolver.counters.dropped += close_resolution(resolver, ref).clients.size();
  return true;
}

}  // namespace waypost::dns
