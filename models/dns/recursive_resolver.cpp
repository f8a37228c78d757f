// SPDX-License-Identifier: Apache-2.0
// The upstream side of a recursive resolver: performs what the steps of its resolutions ask for,
// and turns responses and timers into their inputs.
#include "models/dns/recursive_resolver.hpp"

#include <optional>
#include <utility>

#include "models/dns/events.hpp"
#include "models/dns/resolver_trace.hpp"
#include "models/dns/resolver_work.hpp"
#include "models/net/datagram.hpp"
#include "sim/limit_reached.hpp"

namespace waypost::dns {
namespace {

// A query upstream is named by port and id: 20 bits of slot, 12 of its number.
constexpr std::uint32_t kSlotBits = 20;
constexpr std::uint32_t kNumberMask = (1u << (32 - kSlotBits)) - 1;
constexpr std::uint32_t kResumedDraw = 1u << 20;  // beyond all numbers of queries

std::uint64_t hash(const Question& q) {
  const std::uint64_t where = std::uint64_t{q.qname.ordinal} << 32 | q.qname.node;
  return sim::mix(where, static_cast<std::uint64_t>(q.qtype));
}

Layer layer_of(const NameTable& names, Name zone) {
  const int depth = names.depth(zone);
  return depth == 0 ? Layer::root : depth == 1 ? Layer::top_level : Layer::below;
}

void arm(Context& context, RecursiveResolver& resolver) {
  const sim::Time next = resolver.timers.earliest();
  if (next >= resolver.armed) return;
  resolver.armed = next;
  context.engine.schedule(resolver.entity, resolver.entity, next, kResolverTimer, 0);
}

// --- performing actions

/// Sends the query and sets its timer. False: there is no route from here.
bool send_query(Context& context, RecursiveResolver& resolver, sim::SlotRef ref, const Ask& ask) {
  OpenResolution& open = resolver.open.at(ref);
  open.query_number = ++resolver.numbers;
  const std::uint32_t transaction =
      static_cast<std::uint32_t>(open.query_number & kNumberMask) << kSlotBits | ref.slot;
  const net::Host& host = context.network.hosts[resolver.host];
  const bool v4 = context.network.addresses.address(ask.server).family == net::Family::v4;
  Datagram query;
  query.sender = resolver.host;
  query.source = v4 ? host.ipv4 : host.ipv6;
  query.destination = ask.server;
  query.transport = ask.transport;
  query.port = static_cast<std::uint16_t>(transaction >> 16);
  query.message.header.id = static_cast<std::uint16_t>(transaction);
  if (ask.edns)
    query.message.edns = {true, resolver.profile.validates, 1232, 0xFFFF};  // DNS flag day 2020
  query.message.header.rd = ask.recursion;
  query.message.question = ask.question;

  if (!open.resolution.probing) query.message.edns.subnet = open.resolution.question.subnet;

  report_query(context, resolver, open, ask);
  const Layer layer = layer_of(context.dns.names, open.resolution.zone);
  ++resolver.counters.upstream[static_cast<std::size_t>(layer)];
  sim::Draw draw(resolver.packet_luck, open.resolution.object, open.resolution.queries);
  sim::Duration patience = ask.timeout;
  if (resolver.upstream.speaks(ask.server)) {
    sim::Draw resumed(resolver.packet_luck, open.resolution.object,
                      kResumedDraw + open.resolution.queries);
    resolver.upstream.connections.carry(query, 0, context.engine.now(), resumed);
    patience = std::max(patience, resolver.profile.servers.tcp_timeout);
  }
  if (!resolver.profile.servers.untimed) {
    open.query_due = context.engine.now() + patience;
    resolver.timers.add(open.query_due, ref.pack());
  }
  return send(context, resolver.entity, std::move(query), draw);
}

/// Within the limit of queries to one zone (Unbound's ratelimit).
bool may_ask_zone(const Context& context, RecursiveResolver& resolver, Name zone) {
  const RateLimit& limit = resolver.profile.load.per_zone;
  return limit.per_second == 0 ||
         resolver.of_zones.charge(limit, context.dns.names.hash(zone), context.engine.now()) !=
             Allowance::exceeded;
}

void finish(Context& context, RecursiveResolver& resolver, sim::SlotRef ref, const Finish& end) {
  const OpenResolution ended = close_resolution(resolver, ref);
  ++resolver.counters.by_failure[static_cast<std::size_t>(end.failure)];
  report_finish(context, resolver, ended, end);
  if (end.rcode != Rcode::serv_fail || !answer_stale(context, resolver, ended))
    answer_clients(context, resolver, ended, end.rcode);
  const Resolution& r = ended.resolution;
  for (const auto& [parent, round] : ended.parents) {
    OpenResolution* waiting = resolver.open.find(parent);
    if (waiting == nullptr || waiting->resolution.zones != round) continue;
    if (waiting->resolution.stage != Stage::asking)
      report_child(context, resolver, kTraceResumed, r.question, ended.id, waiting->id);
    perform(context, resolver, parent,
            on_child_done(waiting->resolution, knowledge(context, resolver, parent), r));
  }
}

/// Does one action; returns what the resolution wants to do next, if it does not wait.
struct Performance {
  Context& context;
  RecursiveResolver& resolver;
  sim::SlotRef ref;
  Children born;  ///< begin when the parent has gone as far as it can

  std::optional<Action> operator()(const Ask& ask) {
    if (!may_ask_zone(context, resolver, resolver.open.at(ref).resolution.zone))
      return on_limited(resolver.open.at(ref).resolution, knowledge(context, resolver, ref));
    if (send_query(context, resolver, ref, ask)) return std::nullopt;
    return on_unsent(resolver.open.at(ref).resolution, knowledge(context, resolver, ref));
  }
  std::optional<Action> operator()(const StartChildren& wanted) {
    // A name one of whose addresses cannot be waited for is passed over as a whole.
    for (const Question& question : wanted.questions) {
      bool circular = false;
      for (const Question& other : wanted.questions)
        circular = circular || (other.qname == question.qname && is_circular(resolver, ref, other));
      if (!circular) start_child(context, resolver, ref, question, wanted.parent_glue, born);
    }
    return resume(resolver.open.at(ref).resolution, knowledge(context, resolver, ref));
  }
  std::optional<Action> operator()(const Wait&) { return std::nullopt; }
  std::optional<Action> operator()(const Finish& end) {
    finish(context, resolver, ref, end);
    return std::nullopt;
  }
};

/// The resolution whose query on its way has this port and id and went to `server`: nobody else
/// waits for it. Whether the response is about that query is for scrubbing to tell.
sim::SlotRef find_asker(const RecursiveResolver& resolver, std::uint16_t port, std::uint16_t id,
                        net::AddressId server) {
  const std::uint32_t transaction = std::uint32_t{port} << 16 | id;
  const sim::SlotRef ref = resolver.open.occupant(transaction & ((1u << kSlotBits) - 1));
  if (!ref.valid()) return {};
  const OpenResolution& open = *resolver.open.find(ref);
  const Resolution& r = open.resolution;
  if (r.stage != Stage::asking || r.candidates.empty() ||
      (open.query_number & kNumberMask) != transaction >> kSlotBits)
    return {};
  return r.candidates[r.pending.candidate].address == server ? ref : sim::SlotRef{};
}

/// Queries and responses take their turn at the workers.
void admit(Context& context, RecursiveResolver& resolver, const Datagram& datagram) {
  const bool is_query = !datagram.message.header.qr && !datagram.port_unreachable;
  const sim::Time now = context.engine.now();
  const std::uint64_t object = sim::mix(sim::mix(context.network.hosts[datagram.sender].path_hash,
                                                 static_cast<std::uint64_t>(now.ns)),
                                        context.dns.names.hash(datagram.message.question.qname));
  sim::Draw draw(resolver.packet_luck, object, 1);
  const net::Admission admission =
      net::admit(resolver.station, now, draw, 1, encryption_work(resolver.encryption, datagram));
  if (!admission.admitted) {
    if (is_query) ++resolver.counters.dropped;
    return;
  }
  if (is_query) return on_client_query(context, resolver, datagram, admission.finishes_at);
  if (admission.finishes_at == now) return on_upstream(context, resolver, datagram);
  do_later(context, resolver, datagram, admission.finishes_at);
}

/// What a timer that fell due at `due` is for.
enum class Alarm { nothing, query, deadline, stale_answer };

Alarm meaning(const RecursiveResolver& resolver, const sim::DueEntry& timer) {
  const OpenResolution* open = resolver.open.find(sim::SlotRef::unpack(timer.payload));
  if (open == nullptr) return Alarm::nothing;
  const sim::Duration limit = resolver.profile.limits.resolution_time;
  if (limit.ns > 0 && timer.due == open->resolution.started + limit) return Alarm::deadline;
  if (open->stale_due == timer.due) return Alarm::stale_answer;
  const bool waits = open->resolution.stage == Stage::asking && open->query_due == timer.due;
  return waits ? Alarm::query : Alarm::nothing;
}

}  // namespace

RecursiveResolver::RecursiveResolver(sim::EntityId entity_id, net::HostId host_id,
                                     const ResolverProfile& behaviour, std::uint64_t seed,
                                     std::uint64_t path_hash)
    : entity(entity_id),
      host(host_id),
      profile(behaviour),
      choice_luck(sim::make_stream(seed, path_hash, "server choice")),
      packet_luck(sim::make_stream(seed, path_hash, "packet")),
      cache(behaviour.cache),
      messages(behaviour.cache, behaviour.stale),
      scoped(behaviour.cache),
      servers(behaviour.servers) {}

Knowledge knowledge(Context& context, RecursiveResolver& resolver) {
  const net::Host& host = context.network.hosts[resolver.host];
  return {
      context.dns.names,
      context.dns.records,
      resolver.profile,
      resolver.hints ? std::span<const RootHint>(*resolver.hints) : std::span<const RootHint>(),
      resolver.upstream_zones ? std::span<const UpstreamZone>(*resolver.upstream_zones)
                              : std::span<const UpstreamZone>(),
      context.network.addresses,
      resolver.cache,
      resolver.messages,
      resolver.servers,
      &context.dns.authority.zones,
      resolver.profile.aggressive_nsec && resolver.profile.validates ? &resolver.denials : nullptr,
      &resolver.no_work,
      context.engine.now(),
      resolver.choice_luck,
      host.ipv4 != net::kNone && host.reaches_ipv4,
      host.ipv6 != net::kNone && host.reaches_ipv6 && !resolver.profile.servers.only_ipv4,
      context.dns.authority.trust_anchor,
      resolver.profile.client_subnet > 0 ? &resolver.scoped : nullptr};
}

Knowledge knowledge(Context& context, RecursiveResolver& resolver, sim::SlotRef ref) {
  Knowledge k = knowledge(context, resolver);
  k.work = &resolver.work.at(resolver.open.at(ref).work);
  return k;
}

sim::SlotRef open_resolution(Context& context, RecursiveResolver& resolver,
                             const Question& question, std::uint8_t depth, sim::SlotRef work) {
  const sim::Time now = context.engine.now();
  OpenResolution open;
  open.id = ++resolver.resolutions;
  open.work = work.valid() ? work : resolver.work.insert(QueryWork{});
  ++resolver.work.at(open.work).holders;
  Resolution& r = open.resolution;
  r.question = question;
  r.qname = question.qname;
  r.started = now;
  r.depth = depth;
  r.validates = depth == 0 && resolver.profile.validates;
  r.object =
      sim::mix(context.dns.names.hash(question.qname) ^ static_cast<std::uint64_t>(question.qtype),
               static_cast<std::uint64_t>(now.ns));
  const sim::SlotRef ref = resolver.open.insert(std::move(open));
  if (ref.slot >= 1u << kSlotBits)
    throw sim::LimitReached(now, "one resolver has 1,048,576 resolutions open",
                            "Spread its users over more resolvers, or lower their rate");
  resolver.by_question.insert(hash(question), ref.slot);
  const sim::Duration limit = resolver.profile.limits.resolution_time;
  if (limit.ns > 0) resolver.timers.add(now + limit, ref.pack());
  if (depth == 0) arm_stale_answer(context, resolver, ref);
  return ref;
}

void arm_stale_answer(Context& context, RecursiveResolver& resolver, sim::SlotRef ref) {
  const StalePolicy& stale = resolver.profile.stale;
  OpenResolution& open = resolver.open.at(ref);
  if (!stale.enabled || stale.client_timeout.ns <= 0 || open.stale_due != sim::kNever) return;
  open.stale_due = context.engine.now() + stale.client_timeout;
  resolver.timers.add(open.stale_due, ref.pack());
  arm(context, resolver);
}

sim::SlotRef find_open(const RecursiveResolver& resolver, const Question& question) {
  const std::uint32_t slot = resolver.by_question.find(hash(question), [&](std::uint32_t at) {
    return resolver.open.find(resolver.open.occupant(at))->resolution.question == question;
  });
  return slot == FlatIndex::kAbsent ? sim::SlotRef{} : resolver.open.occupant(slot);
}

OpenResolution close_resolution(RecursiveResolver& resolver, sim::SlotRef ref) {
  OpenResolution ended = std::move(resolver.open.at(ref));
  resolver.kept -= ended.kept;
  release_clients(resolver, ended);
  if (--resolver.work.at(ended.work).holders == 0) resolver.work.erase(ended.work);
  resolver.by_question.erase(hash(ended.resolution.question), ref.slot);
  resolver.open.erase(ref);
  return ended;
}

void perform(Context& context, RecursiveResolver& resolver, sim::SlotRef ref, Action action) {
  Performance performance{context, resolver, ref, {}};
  for (std::optional<Action> next = std::move(action); next;) next = std::visit(performance, *next);
  for (const Born& child : performance.born)
    if (resolver.open.find(child.ref) != nullptr)
      perform(context, resolver, child.ref, child.first);
  arm(context, resolver);
}

void on_upstream(Context& context, RecursiveResolver& resolver, const Datagram& response) {
  const sim::SlotRef ref =
      find_asker(resolver, response.port, response.message.header.id, response.source);
  if (!ref.valid()) {
    ++resolver.counters.late;
    return;
  }
  const Knowledge k = knowledge(context, resolver, ref);
  OpenResolution& open = resolver.open.at(ref);
  Resolution& r = open.resolution;
  if (response.port_unreachable)
    report_end_of_query(context, resolver, open, kTraceUnreachable, Rcode::no_error);
  else
    report_response(context, resolver, k, open, response.message);
  perform(context, resolver, ref,
          response.port_unreachable ? on_unreachable(r, k) : on_response(r, k, response.message));
}

void on_datagram(Context& context, RecursiveResolver& resolver, const Datagram& datagram) {
  const Message& m = datagram.message;
  context.engine.absorb(resolver.entity, content_hash(context.dns.names, context.dns.records, m));
  if (m.header.qr || datagram.port_unreachable) {
    if (context.network.hosts[resolver.host].up) admit(context, resolver, datagram);
    return;
  }
  const net::PortState port = net::port_state(context.network, resolver.host, net::Service::dns);
  if (port == net::PortState::open) {
    ++resolver.counters.queries;
    return admit(context, resolver, datagram);
  }
  ++resolver.counters.turned_away;
  sim::Draw draw(resolver.packet_luck, m.header.id, 2);
  if (port == net::PortState::refused)
    turn_away(context, resolver.entity, resolver.host, datagram, draw);
}

void do_later(Context& context, RecursiveResolver& resolver, const Datagram& datagram,
              sim::Time at) {
  const sim::SlotRef ref = resolver.at_work.insert({datagram, context.engine.now()});
  context.engine.schedule(resolver.entity, resolver.entity, at, kResolverWork, ref.pack());
}

void on_work_done(Context& context, RecursiveResolver& resolver, std::uint64_t argument) {
  const sim::SlotRef ref = sim::SlotRef::unpack(argument);
  if (resolver.at_work.find(ref) == nullptr) return;  // a restart came between
  const Work work = std::move(resolver.at_work.at(ref));
  resolver.at_work.erase(ref);
  const bool is_query = !work.datagram.message.header.qr && !work.datagram.port_unreachable;
  if (is_query) return on_query_worked(context, resolver, work);
  on_upstream(context, resolver, work.datagram);
}

void on_timer(Context& context, RecursiveResolver& resolver) {
  const sim::Time now = context.engine.now();
  if (resolver.armed <= now) resolver.armed = sim::kNever;
  while (!resolver.timers.empty()) {
    const Alarm alarm = meaning(resolver, resolver.timers.top());
    if (alarm != Alarm::nothing && resolver.timers.earliest() > now) break;
    const sim::SlotRef ref = sim::SlotRef::unpack(resolver.timers.pop().payload);
    if (alarm == Alarm::nothing) continue;
    if (alarm == Alarm::stale_answer) {
      on_stale_due(context, resolver, ref);
      continue;
    }
    const Knowledge k = knowledge(context, resolver, ref);
    Resolution& r = resolver.open.at(ref).resolution;
    if (alarm == Alarm::query) {
      ++resolver.counters.timeouts;
      const net::AddressId server = r.candidates[r.pending.candidate].address;
      if (resolver.upstream.speaks(server)) resolver.upstream.connections.give_up(server, 0, now);
      report_end_of_query(context, resolver, resolver.open.at(ref), kTraceTimeout, Rcode::no_error);
    }
    perform(context, resolver, ref, alarm == Alarm::query ? on_timeout(r, k) : on_deadline(r, k));
  }
  arm(context, resolver);
}

void on_query_timeout(Context& context, RecursiveResolver& resolver, const Datagram& query) {
  const sim::SlotRef ref =
      find_asker(resolver, query.port, query.message.header.id, query.destination);
  if (!ref.valid()) return;
  ++resolver.counters.timeouts;
  perform(context, resolver, ref,
          on_timeout(resolver.open.at(ref).resolution, knowledge(context, resolver, ref)));
}

void on_query_error(Context& context, RecursiveResolver& resolver, const Datagram& query) {
  const sim::SlotRef ref =
      find_asker(resolver, query.port, query.message.header.id, query.destination);
  if (!ref.valid()) return;
  perform(context, resolver, ref,
          on_error(resolver.open.at(ref).resolution, knowledge(context, resolver, ref)));
}

bool is_awaited(const RecursiveResolver& resolver, const Datagram& query) {
  return find_asker(resolver, query.port, query.message.header.id, query.destination).valid();
}

void restart(Context& context, RecursiveResolver& resolver) {
  resolver.cache.clear();
  resolver.messages.clear();
  resolver.scoped.clear();
  resolver.denials.clear();
  resolver.servers = ServerMemory(resolver.profile.servers);
  resolver.open = {};
  resolver.work = {};
  resolver.at_work = {};
  resolver.by_question.clear();
  resolver.by_age = {};
  resolver.kept = 0;
  resolver.waiting = {};
  resolver.crowd_growth = 0;
  resolver.timers = {};
  net::restart(resolver.station, context.engine.now());
}

}  // namespace waypost::dns
