// SPDX-License-Identifier: Apache-2.0
#include "models/dns/forwarder.hpp"

#include "models/dns/client_trace.hpp"
#include "models/dns/dns.hpp"
#include "models/net/datagram.hpp"

namespace waypost::dns {
namespace {

constexpr int kMaxAliases = 16;

std::uint64_t hash(const Question& q) {
  const std::uint64_t where = std::uint64_t{q.qname.ordinal} << 32 | q.qname.node;
  return sim::mix(where, static_cast<std::uint64_t>(q.qtype));
}

/// Names one query in any run of the scenario: who asked what, when.
std::uint64_t object_of(const Context& context, net::HostId sender, sim::Time arrived,
                        const Question& q) {
  const std::uint64_t who = context.network.hosts[sender].path_hash;
  return sim::mix(sim::mix(who, static_cast<std::uint64_t>(arrived.ns)),
                  context.dns.names.hash(q.qname) ^ static_cast<std::uint64_t>(q.qtype));
}

void send_answer(Context& context, Forwarder& forwarder, const WaitingClient& client,
                 const Question& question, const SetViews& sets, Rcode rcode, sim::Time at) {
  Datagram query;
  query.source = client.source;
  query.destination = client.destination;
  query.transport = client.transport;
  query.port = client.port;
  query.message.header.id = client.id;
  Message response;
  response.header.qr = response.header.rd = response.header.ra = true;
  response.header.rcode = rcode;
  response.question = question;
  response.sets = sets;
  sim::Draw draw(forwarder.luck, object_of(context, client.sender, client.arrived, question));
  reply(context, forwarder.entity, forwarder.host, query, std::move(response), at, draw);
}

/// What the resolver answered is believed as it stands; only aliases and data are kept.
void keep(const RecordStore& records, Cache& cache, const Question& question, const Message& m,
          sim::Time now) {
  const SetView* soa = nullptr;
  Name reached = question.qname;
  bool data = false;
  for (const SetView& view : m.sets) {
    const RecordType type = records.set(view.set).type;
    if (view.section == Section::authority && type == RecordType::soa) soa = &view;
    if (view.section != Section::answer) continue;
    if (!view.synthesised) cache.store(records, view, Rank::answer, view.ttl, now);
    if (type == RecordType::cname && question.qtype != RecordType::cname)
      reached = records.data(view.set)[0].name;
    data = data || type == question.qtype;
  }
  if (m.header.rcode == Rcode::nx_domain) cache.store_name_error(records, reached, soa, now);
  if (m.header.rcode == Rcode::no_error && !data && soa != nullptr)
    cache.store_no_data(records, {reached, question.qtype, question.qclass}, soa, now);
}

std::uint32_t find_forwarded(const Forwarder& forwarder, const Question& question) {
  return forwarder.by_question.find(hash(question), [&](std::uint32_t slot) {
    return forwarder.forwarded.find(forwarder.forwarded.occupant(slot))->question == question;
  });
}

/// Who is asked for this lookup.
StubResolver& choose_upstream(Forwarder& forwarder, std::uint64_t object) {
  if (forwarder.backends.empty()) return forwarder.upstream;
  sim::Draw draw(forwarder.luck, object, 3);
  return forwarder.backends[draw.below(static_cast<std::uint32_t>(forwarder.backends.size()))];
}

/// Who asked the address that `datagram` comes from.
StubResolver& find_upstream(Forwarder& forwarder, const Datagram& datagram) {
  for (StubResolver& backend : forwarder.backends)
    if (backend.servers().front() == datagram.source) return backend;
  return forwarder.upstream;
}

void forward(Context& context, Forwarder& forwarder, const Question& question,
             const WaitingClient& client) {
  const std::uint32_t slot = find_forwarded(forwarder, question);
  if (slot != FlatIndex::kAbsent) {
    ++forwarder.counters.joined;
    Forwarded& open = forwarder.forwarded.at(forwarder.forwarded.occupant(slot));
    open.clients.push_back(client);
    report_client(context, kTraceJoined, forwarder.entity, question, client,
                  [&](sim::TraceRecord& record) { record.object = open.object; });
    return;
  }
  ++forwarder.counters.misses;
  const std::uint64_t object = object_of(context, client.sender, client.arrived, question);
  const sim::SlotRef ref = forwarder.forwarded.insert({question, object, {client}});
  forwarder.by_question.insert(hash(question), ref.slot);
  ++forwarder.lookups;
  report_client(context, kTraceCacheMiss, forwarder.entity, question, client,
                [&](sim::TraceRecord& record) { record.object = object; });
  choose_upstream(forwarder, object)
      .lookup(context, forwarder.entity, question, ref.pack(), object);
}

void finish(Context& context, Forwarder& forwarder, std::uint64_t token, const SetViews& sets,
            Rcode rcode) {
  const sim::SlotRef ref = sim::SlotRef::unpack(token);
  const Forwarded ended = std::move(forwarder.forwarded.at(ref));
  forwarder.by_question.erase(hash(ended.question), ref.slot);
  forwarder.forwarded.erase(ref);
  for (const WaitingClient& client : ended.clients)
    send_answer(context, forwarder, client, ended.question, sets, rcode, context.engine.now());
}

void on_client_query(Context& context, Forwarder& forwarder, const Datagram& query) {
  const sim::Time now = context.engine.now();
  const Question& question = query.message.question;
  ++forwarder.counters.queries;
  sim::Draw draw(forwarder.luck, object_of(context, query.sender, now, question), 1);
  const net::Admission admission = net::admit(forwarder.station, now, draw);
  if (!admission.admitted) {
    ++forwarder.counters.dropped;
    return;
  }
  const WaitingClient client{query.sender,
                             query.source,
                             query.destination,
                             query.transport,
                             query.port,
                             query.message.header.id,
                             now};
  report_client(context, kTraceClientQuery, forwarder.entity, question, client,
                [](sim::TraceRecord&) {});
  SetViews sets;
  const CachedAnswer found = find_in_cache(context.dns.names, context.dns.records, forwarder.cache,
                                           question, kMaxAliases, now, sets);
  if (found.kind == CachedAnswer::Kind::nothing)
    return forward(context, forwarder, question, client);
  ++forwarder.counters.hits;
  report_client(context, kTraceCacheHit, forwarder.entity, question, client,
                [&](sim::TraceRecord& record) {
                  record.code = static_cast<std::uint16_t>(rcode_of(found.kind));
                  record.value = (admission.finishes_at - now).ns;
                });
  send_answer(context, forwarder, client, question, sets, rcode_of(found.kind),
              admission.finishes_at);
}

void on_answer(Context& context, Forwarder& forwarder, const LookupEnd& end, const Message& m) {
  keep(context.dns.records, forwarder.cache, end.question, m, context.engine.now());
  finish(context, forwarder, end.token, SetViews(m.sets.begin(), m.sets.end()), m.header.rcode);
}

}  // namespace

Forwarder::Forwarder(sim::EntityId entity_id, net::HostId host_id, const CachePolicy& policy,
                     const StubResolver& towards_upstream, std::uint64_t seed,
                     std::uint64_t path_hash)
    : entity(entity_id),
      host(host_id),
      luck(sim::make_stream(seed, path_hash, "forwarder")),
      cache(policy),
      upstream(towards_upstream) {}

void on_datagram(Context& context, Forwarder& forwarder, const Datagram& datagram) {
  const Message& m = datagram.message;
  context.engine.absorb(forwarder.entity, content_hash(context.dns.names, context.dns.records, m));
  if (m.header.qr || datagram.port_unreachable) {
    if (!context.network.hosts[forwarder.host].up) return;
    const auto end =
        find_upstream(forwarder, datagram).on_datagram_brief(context, forwarder.entity, datagram);
    if (end && !datagram.port_unreachable) return on_answer(context, forwarder, *end, m);
    if (end) finish(context, forwarder, end->token, {}, Rcode::serv_fail);
    return;
  }
  const net::PortState port = net::port_state(context.network, forwarder.host, net::Service::dns);
  if (port == net::PortState::open) return on_client_query(context, forwarder, datagram);
  sim::Draw draw(forwarder.luck,
                 object_of(context, datagram.sender, context.engine.now(), m.question), 2);
  if (port == net::PortState::refused)
    turn_away(context, forwarder.entity, forwarder.host, datagram, draw);
}

void on_timer(Context& context, Forwarder& forwarder) {
  const auto serve = [&](StubResolver& stub) {
    while (const auto end = stub.on_timer(context, forwarder.entity)) {
      ++forwarder.counters.failures;
      finish(context, forwarder, end->token, {}, Rcode::serv_fail);
    }
  };
  serve(forwarder.upstream);
  for (StubResolver& backend : forwarder.backends) serve(backend);
}

}  // namespace waypost::dns
