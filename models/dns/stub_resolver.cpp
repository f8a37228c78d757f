// SPDX-License-Identifier: Apache-2.0
#include "models/dns/stub_resolver.hpp"

#include <algorithm>

#include "models/dns/dns.hpp"
#include "models/dns/events.hpp"
#include "models/dns/trace.hpp"
#include "sim/limit_reached.hpp"

namespace waypost::dns {
namespace {

// A transaction is named by port and id together, 32 bits: 22 of slot, 10 of generation.
constexpr std::uint32_t kSlotBits = 22;
constexpr std::uint32_t kGenerationMask = (1u << (32 - kSlotBits)) - 1;

std::uint32_t transaction_of(sim::SlotRef ref) {
  return (ref.generation & kGenerationMask) << kSlotBits | ref.slot;
}

bool holds_type(const Message& m, RecordType type, const RecordStore& records) {
  return std::any_of(m.sets.begin(), m.sets.end(), [&](const SetView& view) {
    if (view.section != Section::answer) return false;
    return type == RecordType::any || (!view.synthesised && records.set(view.set).type == type);
  });
}

bool is_failure(Rcode rcode) {
  return rcode == Rcode::serv_fail || rcode == Rcode::refused || rcode == Rcode::not_imp;
}

/// glibc's timeouts by server and number of servers are constants: 1 of 1 to 3; 2 of 2; 2 of 3;
/// 3 of 3.
std::size_t ring_of(std::size_t server, std::size_t servers) {
  return server == 0 ? 0 : server == 1 ? servers - 1 : 3;
}

LookupStatus status_of(const Message& m, RecordType qtype, const RecordStore& records) {
  switch (m.header.rcode) {
    case Rcode::no_error:
      return holds_type(m, qtype, records) ? LookupStatus::found : LookupStatus::no_data;
    case Rcode::nx_domain: return LookupStatus::nx_domain;
    case Rcode::form_err:
    case Rcode::yx_domain: return LookupStatus::malformed;
    case Rcode::serv_fail:
    case Rcode::not_imp:
    case Rcode::refused: return LookupStatus::try_again;
  }
  return LookupStatus::malformed;
}

}  // namespace

void StubResolver::lookup(Context& context, sim::EntityId self, const Question& question,
                          std::uint64_t token, std::uint64_t object, std::uint64_t user) {
  Lookup lookup;
  lookup.question = question;
  lookup.token = token;
  lookup.object = object;
  lookup.user = static_cast<std::uint32_t>(user >> 32);
  lookup.started = context.engine.now();
  WAYPOST_EXPECT(!servers_of(lookup).empty(), "a stub resolver without a server to ask");
  const sim::SlotRef ref = lookups_.insert(lookup);
  if (ref.slot >= 1u << kSlotBits)
    throw sim::LimitReached(lookup.started,
                            "4,194,304 questions of one population wait for answers",
                            "Split it into several populations, or lower its rate");
  if (options_.caches && answer_from_cache(context, self, ref)) return;
  if (ask_next_server(context, self, ref)) return;
  unsent_.add(context.engine.now(),
              ref.pack());  // no route at all: told by an event, like every end
  arm(context, self);
}

/// The machine tells itself what it knows, at once, in a datagram to itself.
bool StubResolver::answer_from_cache(Context& context, sim::EntityId self, sim::SlotRef ref) {
  const Lookup& lookup = lookups_.at(ref);
  Datagram told;
  if (!cache_.find(lookup.question, lookup.user, context.engine.now(), told.message)) return false;
  const std::uint32_t transaction = transaction_of(ref);
  told.sender = host_;
  told.source = told.destination = source_;
  told.port = static_cast<std::uint16_t>(transaction >> 16);
  told.message.header.id = static_cast<std::uint16_t>(transaction);
  ++cache_hits_;
  const sim::SlotRef slot = context.dns.datagrams.insert(std::move(told));
  context.engine.schedule(self, self, context.engine.now(), kDatagram, slot.pack());
  return true;
}

std::optional<LookupEnd> StubResolver::on_datagram_brief(Context& context, sim::EntityId self,
                                                         const Datagram& datagram) {
  const sim::SlotRef ref = find(datagram);
  if (!ref.valid()) return std::nullopt;
  Lookup& lookup = lookups_.at(ref);
  if (!datagram.port_unreachable) lookup.rcode = datagram.message.header.rcode;
  // ECONNREFUSED counts as a failed server too (res_send.c, label next_ns).
  if (datagram.port_unreachable || is_failure(lookup.rcode))
    return ask_or_end(context, self, ref, LookupStatus::try_again);
  if (options_.caches && lookup.sends > 0)
    cache_.store(datagram.message, lookup.user, context.engine.now());
  const RecordStore& records = context.dns.records;
  return end(context, self, ref, status_of(datagram.message, lookup.question.qtype, records));
}

std::optional<StubResolver::Finished> StubResolver::on_datagram(Context& context,
                                                                sim::EntityId self,
                                                                const Datagram& datagram) {
  const std::optional<LookupEnd> end = on_datagram_brief(context, self, datagram);
  if (!end) return std::nullopt;
  Finished finished{end->token, to_result(*end)};
  finished.result.authentic = datagram.message.header.ad;
  for (const SetView& view : datagram.message.sets)
    if (view.section == Section::answer) finished.result.answer.push_back(view);
  return finished;
}

std::optional<LookupEnd> StubResolver::on_timer(Context& context, sim::EntityId self) {
  const sim::Time now = context.engine.now();
  if (armed_ <= now) armed_ = sim::kNever;
  if (unsent_.earliest() <= now)
    return end(context, self, sim::SlotRef::unpack(unsent_.pop().payload), LookupStatus::try_again);
  for (sim::DueRing& due : due_) {
    while (!due.empty() && (due.earliest() <= now || is_stale(due.top()))) {
      const sim::DueEntry entry = due.pop();
      if (is_stale(entry)) continue;
      const sim::SlotRef ref = sim::SlotRef::unpack(entry.payload);
      Lookup& lookup = lookups_.at(ref);
      report_timeout(context, self, lookup);
      if (encrypted_.active()) encrypted_.give_up(last_asked(lookup), lookup.user, now);
      if (auto ended = ask_or_end(context, self, ref, LookupStatus::timed_out)) return ended;
    }
  }
  arm(context, self);
  return std::nullopt;
}

void StubResolver::report_timeout(const Context& context, sim::EntityId self,
                                  const Lookup& lookup) const {
  report(context, kTraceStubTimeout, self, lookup.question, [&](sim::TraceRecord& record) {
    const Servers& servers = servers_of(lookup);
    const std::size_t server = (lookup.sends - 1u) % servers.size();
    record.object = lookup.object;
    record.address = last_asked(lookup);
    record.start -= timeout_of(server, servers.size()).ns;
  });
}

net::AddressId StubResolver::last_asked(const Lookup& lookup) const {
  const Servers& servers = servers_of(lookup);
  return servers[(lookup.sends - 1u) % servers.size()];
}

/// A timer whose lookup ended, or went on to another server.
bool StubResolver::is_stale(const sim::DueEntry& entry) const {
  const Lookup* lookup = lookups_.find(sim::SlotRef::unpack(entry.payload));
  return lookup == nullptr || lookup->due != entry.due;
}

std::optional<LookupEnd> StubResolver::ask_or_end(Context& context, sim::EntityId self,
                                                  sim::SlotRef ref, LookupStatus otherwise) {
  if (ask_next_server(context, self, ref)) return std::nullopt;
  return end(context, self, ref, otherwise);
}

/// Sends the next query in glibc's order: all servers, `attempts` times. False when every send is
/// used up. A server without a route counts as asked.
bool StubResolver::ask_next_server(Context& context, sim::EntityId self, sim::SlotRef ref) {
  Lookup& lookup = lookups_.at(ref);
  const Servers& servers = servers_of(lookup);
  const std::size_t limit = servers.size() * static_cast<std::size_t>(options_.attempts);
  while (lookup.sends < limit) {
    const std::size_t server = lookup.sends % servers.size();
    const bool sent = send_query(context, self, ref, lookup, servers[server]);
    ++lookup.sends;
    if (!sent) continue;
    lookup.due = context.engine.now() + timeout_of(server, servers.size());
    due_[ring_of(server, servers.size())].add(lookup.due, ref.pack());
    arm(context, self);
    return true;
  }
  return false;
}

const StubResolver::Servers& StubResolver::servers_of(const Lookup& lookup) const {
  constexpr double kWhole = 4294967296;  // 2^32
  for (const StubPart& part : parts_)
    if (lookup.user < part.upto * kWhole) return part.servers;
  return parts_.back().servers;
}

bool StubResolver::send_query(Context& context, sim::EntityId self, sim::SlotRef ref,
                              const Lookup& lookup, net::AddressId server) {
  const std::uint32_t transaction = transaction_of(ref);
  Datagram query;
  query.sender = host_;
  query.source = source_;
  query.destination = server;
  query.port = static_cast<std::uint16_t>(transaction >> 16);
  query.message.header.id = static_cast<std::uint16_t>(transaction);
  query.message.header.rd = true;
  query.message.question = lookup.question;
  query.subnet =
      make_subnet(host_, static_cast<std::uint32_t>(std::uint64_t{lookup.user} * subnets_ >> 32));
  ++queries_sent_;
  report(context, kTraceStubQuery, self, lookup.question, [&](sim::TraceRecord& record) {
    record.object = lookup.object;
    record.address = server;
    record.attempt = static_cast<std::uint16_t>(lookup.sends + 1);
  });
  if (encrypted_.active()) {
    constexpr std::uint32_t kResumed = 1u << 16;  // beyond all numbers of sends
    sim::Draw resumed(luck_, lookup.object, kResumed + lookup.sends);
    encrypted_.carry(query, lookup.user, context.engine.now(), resumed);
  }
  sim::Draw draw(luck_, lookup.object, lookup.sends);
  return send(context, self, std::move(query), draw);
}

/// The open lookup that `response` answers; not valid when there is none.
sim::SlotRef StubResolver::find(const Datagram& response) const {
  const std::uint32_t transaction = std::uint32_t{response.port} << 16 | response.message.header.id;
  const sim::SlotRef ref = lookups_.occupant(transaction & ((1u << kSlotBits) - 1));
  if (!ref.valid() || (ref.generation & kGenerationMask) != transaction >> kSlotBits) return {};
  const bool same = lookups_.find(ref)->question == response.message.question;
  return same ? ref : sim::SlotRef{};
}

/// glibc's get_timeout (res_send.c): 5 s for the first server, (5 s << n) / servers for the n-th,
/// in whole seconds.
sim::Duration StubResolver::timeout_of(std::size_t server, std::size_t servers) const {
  if (server == 0) return options_.timeout;
  const sim::Duration one_second = sim::seconds(1);
  const std::int64_t whole =
      (options_.timeout.ns << server) / one_second.ns / static_cast<std::int64_t>(servers);
  return one_second * std::max<std::int64_t>(1, whole);
}

LookupEnd StubResolver::end(Context& context, sim::EntityId self, sim::SlotRef ref,
                            LookupStatus status) {
  const Lookup& lookup = lookups_.at(ref);
  report(context, kTraceStubAnswer, self, lookup.question, [&](sim::TraceRecord& record) {
    record.object = lookup.object;
    record.start = lookup.started.ns;
    record.code = static_cast<std::uint16_t>(lookup.rcode);
    record.value = static_cast<std::int64_t>(status);
  });
  const LookupEnd ended{lookup.token, lookup.question, status,
                        lookup.rcode, lookup.sends,    context.engine.now() - lookup.started};
  lookups_.erase(ref);
  return ended;
}

/// Keeps one pending event at the earliest deadline. A later deadline waits for that event; the
/// event that a nearer one overtakes finds nothing to do.
void StubResolver::arm(Context& context, sim::EntityId self) {
  sim::Time next = unsent_.earliest();
  for (const sim::DueRing& due : due_) next = std::min(next, due.earliest());
  if (next >= armed_) return;
  armed_ = next;
  context.engine.schedule(self, self, next, kStubTimer, 0);
}

LookupResult to_result(const LookupEnd& end) {
  LookupResult result;
  result.question = end.question;
  result.status = end.status;
  result.rcode = end.rcode;
  result.elapsed = end.elapsed;
  return result;
}

}  // namespace waypost::dns
