// SPDX-License-Identifier: Apache-2.0
#include "models/workload/query_arrivals.hpp"

#include <algorithm>

#include "models/dns/dns.hpp"
#include "models/workload/events.hpp"

namespace waypost::workload {
namespace {

// Attempts of the draw keyed by an ordinal: one for each independent purpose.
constexpr std::uint32_t kChoice = 0, kArrival = 1, kSession = 2, kReturn = 3;

/// Which lookup a stub's answer belongs to; travels through the stub as its 64-bit token.
struct Token {
  std::uint64_t ordinal = 0;  ///< 40 bits
  std::uint32_t demand = 0;   ///< 12 bits
  std::uint32_t tries = 1;    ///< by the application, 1 for the first; 6 bits
  std::uint32_t returns = 0;  ///< times the user came back; 6 bits

  std::uint64_t pack() const { return ordinal << 24 | demand << 12 | tries << 6 | returns; }
  static Token unpack(std::uint64_t t) {
    const auto field = [t](int shift, unsigned mask) {
      return static_cast<std::uint32_t>(t >> shift) & mask;
    };
    return {t >> 24, field(12, 0xFFF), field(6, 0x3F), field(0, 0x3F)};
  }
  bool first_ask() const { return tries == 1 && returns == 0; }
};

/// Hands one question to the stub. The lookup's luck is keyed by what it is, not by when.
/// `user`: who asks, uniform over 64 bits.
void ask(dns::Context& context, Clients& clients, Token token, const dns::Question& question,
         std::uint64_t user) {
  const QueryDemand& demand = clients.demands[token.demand];
  (token.first_ask() ? clients.metrics.first_asks : clients.metrics.repeats)++;
  const std::uint64_t object =
      sim::mix(demand.path_hash ^ token.pack(), static_cast<std::uint64_t>(question.qtype));
  clients.stub.lookup(context, clients.entity, question, token.pack(), object, user);
}

/// The user of a lookup that stands alone, or is asked again.
std::uint64_t user_of(const Clients& clients, Token token) {
  return sim::mix(clients.demands[token.demand].path_hash, token.ordinal);
}

/// The questions of one lookup: one, or A and AAAA side by side.
void ask_types(dns::Context& context, Clients& clients, Token token, dns::Name qname,
               std::uint64_t user, sim::Draw& draw) {
  const TypeMix& mix = clients.demands[token.demand].types;
  if (mix.types.empty()) {
    ask(context, clients, token, {.qname = qname, .qtype = dns::RecordType::a}, user);
    ask(context, clients, token, {.qname = qname, .qtype = dns::RecordType::aaaa}, user);
  } else {
    const std::size_t i = mix.types.size() == 1 ? 0 : mix.shares.sample(draw);
    ask(context, clients, token, {.qname = qname, .qtype = mix.types[i]}, user);
  }
}

/// A name by popularity; now and then one that does not exist beside it.
dns::Name draw_name(const dns::NameTable& names, const QueryDemand& demand,
                    const Catalogue& catalogue, sim::Draw& draw) {
  const dns::Name name = catalogue.names[catalogue.popularity.sample(draw)];
  if (demand.missing_share <= 0 || !draw.chance(demand.missing_share)) return name;
  const dns::Name parent = name == dns::kRoot ? name : names.parent(name);
  return {parent.node, 1 + draw.below(0x7FFFFFFF)};
}

/// One lookup of a user outside a session, or of a recorded one.
void look_up(dns::Context& context, const Demand& shared, Clients& clients, std::uint32_t index) {
  QueryDemand& demand = clients.demands[index];
  const Token token{demand.asked++, index, 1, 0};
  const std::uint64_t user = user_of(clients, token);
  if (!demand.recorded.empty())
    return ask(context, clients, token, demand.recorded[token.ordinal], user);
  sim::Draw draw(demand.luck, token.ordinal, kChoice);
  const Catalogue& catalogue = shared.catalogues[demand.catalogue];
  const dns::Name qname = draw_name(context.dns.names, demand, catalogue, draw);
  ask_types(context, clients, token, qname, user, draw);
}

/// A session's name: one of those it asked before, or a fresh one that it then remembers.
dns::Name session_name(const dns::NameTable& names, const QueryDemand& demand,
                       const Catalogue& catalogue, OpenSession& session, sim::Draw& draw) {
  constexpr std::uint32_t kSlots = OpenSession::kRemembered;
  if (session.remembered > 0 && draw.chance(demand.sessions.repeat_share))
    return session.recent[draw.below(std::min(session.remembered, kSlots))];
  const dns::Name fresh = draw_name(names, demand, catalogue, draw);
  session.recent[session.remembered++ % kSlots] = fresh;
  return fresh;
}

void schedule_arrival(dns::Context& context, const Demand& shared, Clients& clients,
                      std::uint32_t index) {
  QueryDemand& demand = clients.demands[index];
  sim::Draw draw(demand.luck, demand.arrived, kArrival);
  const sim::Time at =
      arrival_time(demand.arrivals, demand.arrived, context.engine.now(), shared.horizon, draw);
  ++demand.arrived;
  if (at != sim::kNever)
    context.engine.schedule(clients.entity, clients.entity, at, kQueryArrival, index);
}

void count_end(QueryMetrics& metrics, const dns::LookupEnd& end) {
  ++metrics.ended[static_cast<std::size_t>(end.status)];
  if (end.status <= dns::LookupStatus::nx_domain) metrics.latency.record(end.elapsed.ns);
}

/// The application's next try, then perhaps the user's return; a name error is an answer, not a
/// failure.
void on_end(dns::Context& context, Clients& clients, const dns::LookupEnd& end) {
  count_end(clients.metrics, end);
  if (end.status <= dns::LookupStatus::nx_domain) return;
  Token token = Token::unpack(end.token);
  const QueryDemand& demand = clients.demands[token.demand];
  if (token.tries < demand.retry.application_tries) {
    ++token.tries;
    return ask(context, clients, token, end.question, user_of(clients, token));
  }
  sim::Draw draw(demand.luck, token.ordinal, kReturn + token.returns);
  if (token.returns >= demand.retry.returns || !draw.chance(demand.retry.return_share)) return;
  ++token.returns;
  token.tries = 1;
  const sim::SlotRef slot = clients.returning.insert({token.pack(), end.question});
  context.engine.schedule(clients.entity, clients.entity,
                          context.engine.now() + demand.retry.return_after.sample_duration(draw),
                          kUserReturns, slot.pack());
}

}  // namespace

void start(dns::Context& context, const Demand& shared, Clients& clients) {
  for (std::uint32_t i = 0; i < clients.demands.size(); ++i)
    schedule_arrival(context, shared, clients, i);
}

void on_arrival(dns::Context& context, const Demand& shared, Clients& clients,
                std::uint32_t index) {
  const QueryDemand& demand = clients.demands[index];
  if (demand.sessions.active) {
    sim::Draw draw(demand.luck, demand.arrived, kSession);
    const double lookups = demand.sessions.lookups.sample(draw);
    const auto count = static_cast<std::uint32_t>(std::clamp(lookups + 0.5, 1.0, 1e6));
    on_session(context, shared, clients,
               clients.sessions.insert({.demand = index,
                                        .lookups_left = count,
                                        .user = sim::mix(~demand.path_hash, demand.arrived)}));
  } else {
    look_up(context, shared, clients, index);
  }
  schedule_arrival(context, shared, clients, index);
}

void on_session(dns::Context& context, const Demand& shared, Clients& clients, sim::SlotRef slot) {
  OpenSession& session = clients.sessions.at(slot);
  QueryDemand& demand = clients.demands[session.demand];
  const Token token{demand.asked++, session.demand, 1, 0};
  sim::Draw draw(demand.luck, token.ordinal, kChoice);
  const dns::Name qname =
      session_name(context.dns.names, demand, shared.catalogues[demand.catalogue], session, draw);
  ask_types(context, clients, token, qname, session.user, draw);
  if (--session.lookups_left == 0) return clients.sessions.erase(slot);
  context.engine.schedule(clients.entity, clients.entity,
                          context.engine.now() + demand.sessions.gap.sample_duration(draw),
                          kSessionContinues, slot.pack());
}

void on_return(dns::Context& context, Clients& clients, sim::SlotRef slot) {
  const Returning returning = clients.returning.at(slot);
  clients.returning.erase(slot);
  const Token token = Token::unpack(returning.token);
  ask(context, clients, token, returning.question, user_of(clients, token));
}

void on_datagram(dns::Context& context, Clients& clients, const dns::Datagram& datagram) {
  if (const auto end = clients.stub.on_datagram_brief(context, clients.entity, datagram))
    on_end(context, clients, *end);
}

void on_stub_timer(dns::Context& context, Clients& clients) {
  while (const auto end = clients.stub.on_timer(context, clients.entity))
    on_end(context, clients, *end);
}

}  // namespace waypost::workload
