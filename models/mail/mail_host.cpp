// SPDX-License-Identifier: Apache-2.0
#include "models/mail/mail_host.hpp"

#include <algorithm>

#include "models/dns/dns.hpp"
#include "models/dns/events.hpp"
#include "models/mail/events.hpp"
#include "models/mail/mail_host_parts.hpp"

namespace waypost::mail {
namespace {

/// How often a host that was down looks whether it is up again.
constexpr sim::Duration kDownPoll = sim::minutes(1);

bool is_up(const Context& context, const MailHost& host) {
  return context.network().hosts[host.host].up;
}

void arm(Context& context, MailHost& host) {
  sim::Time next = host.deadlines.earliest();
  if (is_up(context, host))
    next = std::min(next, host.queue.next_wake());
  else if (host.queue.messages() > 0)
    next = std::min(next, context.now() + kDownPoll);
  host.alarm.arm(context.engine(), host.entity, kHostTimer, std::max(next, context.now()));
}

/// Deadlines move often and pass seldom: an entry whose session moved on is put back, or dropped.
void run_deadlines(Context& context, MailHost& host) {
  const sim::Time now = context.now();
  while (host.deadlines.earliest() <= now) {
    const sim::DueEntry entry = host.deadlines.pop();
    const sim::SlotRef ref = sim::SlotRef::unpack(entry.payload);
    ClientSession* session = host.sessions.find(ref);
    if (session == nullptr || session->checked_at != entry.due) continue;
    session->checked_at = sim::kNever;
    if (session->deadline > now)
      set_deadline(host, ref, session->deadline);
    else
      on_deadline(context, host, ref);
  }
}

std::uint64_t fingerprint(const Flight& f) {
  const std::uint64_t codes = std::uint64_t{f.reply.code} << 32 | std::uint64_t{f.last.code} << 16 |
                              static_cast<std::uint64_t>(f.kind) << 8 |
                              static_cast<std::uint64_t>(f.command);
  return sim::mix(f.luck, codes) + f.step;
}

bool goes_to_client(FlightKind kind) {
  switch (kind) {
    case FlightKind::syn_ack:
    case FlightKind::reset:
    case FlightKind::greeting:
    case FlightKind::reply: return true;
    case FlightKind::syn:
    case FlightKind::abort:
    case FlightKind::open:
    case FlightKind::command:
    case FlightKind::submission: return false;
  }
  return false;
}

void on_flight(Context& context, MailHost& host, std::uint64_t argument) {
  const sim::SlotRef ref = sim::SlotRef::unpack(argument);
  Flight flight = std::move(context.mail.flights.at(ref));
  context.mail.flights.erase(ref);
  context.engine().absorb(host.entity, fingerprint(flight));
  if (flight.kind == FlightKind::submission)
    submit(context, host, std::move(flight.message));
  else if (goes_to_client(flight.kind))
    on_client_flight(context, host, flight);
  else
    on_server_flight(context, host, flight);
}

void on_timer(Context& context, MailHost& host, std::uint64_t argument) {
  if (host.alarm.rings(argument)) run_deadlines(context, host);
}

void end_lookup(Context& context, MailHost& host, std::uint64_t token,
                const dns::LookupResult& result) {
  if ((token & kCheckToken) != 0)
    on_check_lookup(context, host, token, result);
  else
    on_lookup(context, host, sim::SlotRef::unpack(token), result);
}

void on_datagram(Context& context, MailHost& host, std::uint64_t argument) {
  const dns::Datagram datagram = dns::take_datagram(context.dns.dns, argument);
  if (!is_up(context, host)) return;
  if (auto finished = host.stub.on_datagram(context.dns, host.entity, datagram))
    end_lookup(context, host, finished->token, finished->result);
}

void on_stub_timer(Context& context, MailHost& host) {
  while (const auto end = host.stub.on_timer(context.dns, host.entity))
    end_lookup(context, host, end->token, dns::to_result(*end));
}

}  // namespace

MailHostId add_mail_host(Mail& mail, sim::Engine& engine, net::Network& network, net::HostId id,
                         std::shared_ptr<const SenderProfile> sends, ReceivingProfile receives) {
  net::Host& machine = network.hosts[id];
  MailHost host;
  host.entity = engine.add_entity(machine.path_hash);
  machine.entity = host.entity;
  host.host = id;
  host.path_hash = machine.path_hash;
  const auto stream = [&](std::string_view purpose) {
    return sim::make_stream(engine.seed(), machine.path_hash, purpose);
  };
  host.luck = {stream("exchanger order"), stream("smtp client"), stream("smtp server"),
               stream("smtp service"),
               sim::make_stream(engine.seed(), receives.administration, "content filter")};
  for (const net::AddressId address : {machine.ipv4, machine.ipv6})
    if (address != net::kNone) host.own_addresses.push_back(address);
  if (sends != nullptr) {
    sim::Draw draw(stream("queue scan phase"), 0);
    const sim::Duration period = sends->queue.retry.scan_period;
    host.queue =
        Queue(sends->queue, sim::Time{} + sim::from_seconds(period.seconds() * draw.uniform()),
              stream("retry jitter"));
    host.memory = HostMemory(sends->memory);
  }
  host.sends = std::move(sends);
  host.receives = receives;
  if (receives.checks != nullptr)
    for (const Stage& stage : receives.checks->stages)
      if (const auto* filter = std::get_if<ContentFilter>(&stage))
        host.check_memory.filter =
            net::Station(filter->service_seconds, filter->workers, filter->queue_places);
  host.station = net::Station(receives.service_seconds, receives.workers, receives.queue_places);
  mail.host_of_entity.resize(host.entity + 1, net::kNone);
  mail.host_of_entity[host.entity] = static_cast<MailHostId>(mail.hosts.size());
  mail.hosts.push_back(std::move(host));
  return static_cast<MailHostId>(mail.hosts.size() - 1);
}

void finish_build(Mail& mail, const dns::NameTable& names, net::AddressBook& addresses) {
  mail.numeric_names = NumericNames(names, addresses);
  for (const char* text : {"127.0.0.1", "::1"}) {
    const net::AddressId loopback = addresses.intern(*net::parse_address(text));
    for (MailHost& host : mail.hosts) host.own_addresses.push_back(loopback);
  }
}

bool handle(Context& context, const sim::Event& event) {
  const Mail& mail = context.mail;
  if (event.target >= mail.host_of_entity.size() || mail.host_of_entity[event.target] == net::kNone)
    return false;
  MailHost& host = context.mail.hosts[mail.host_of_entity[event.target]];
  switch (event.kind) {
    case kFlight: on_flight(context, host, event.argument); break;
    case kHostTimer: on_timer(context, host, event.argument); break;
    case kDecision: on_decision(context, host, sim::SlotRef::unpack(event.argument)); break;
    case kPolicyFetched:
      on_policy_fetched(context, host, sim::SlotRef::unpack(event.argument));
      break;
    case kInspection: on_inspection(context, host, sim::SlotRef::unpack(event.argument)); break;
    case dns::kDatagram: on_datagram(context, host, event.argument); break;
    case dns::kStubTimer: on_stub_timer(context, host); break;
    default: return false;
  }
  pump(context, host);
  return true;
}

void report(const Context& context, const MailHost& host, sim::TraceRecord record) {
  report_since(context, host, context.now(), record);
}

void report_since(const Context& context, const MailHost& host, sim::Time start,
                  sim::TraceRecord record) {
  record.time = context.now().ns;
  record.start = start.ns;
  record.entity = host.entity;
  context.dns.trace->record(record);
}

std::uint64_t message_key(const MailHost& host, const Delivery& delivery) {
  return host.queue.message(delivery.job.message).content.id.key();
}

void pump(Context& context, MailHost& host) {
  const sim::Time now = context.now();
  while (host.sends != nullptr) {
    if (const auto end = host.queue.next_ended(now, host.domains)) {
      on_pass_end(context, host, *end);
      continue;
    }
    if (!is_up(context, host)) break;
    host.queue.take_up(now, host.domains);
    std::optional<Job> job = host.queue.start_delivery(now);
    if (job)
      begin_delivery(context, host, std::move(*job));
    else if (!host.queue.has_ended())
      break;
  }
  arm(context, host);
}

void set_deadline(MailHost& host, sim::SlotRef ref, sim::Time deadline) {
  ClientSession& session = host.sessions.at(ref);
  session.deadline = deadline;
  if (deadline >= session.checked_at) return;
  session.checked_at = deadline;
  host.deadlines.add(deadline, ref.pack());
}

void flush(Context& context, MailHost& host, dns::Name domain) {
  if (host.sends == nullptr) return;
  host.queue.flush(context.now(), domain);
  host.memory.forget();
  pump(context, host);
}

std::uint64_t queued_recipients(const Mail& mail) {
  std::uint64_t sum = 0;
  for (const MailHost& host : mail.hosts) sum += host.queue.recipients();
  return sum;
}

std::uint64_t accepted_in_flight(const Mail& mail) {
  std::uint64_t sum = 0;
  mail.flights.for_each([&](sim::SlotRef, const Flight& f) { sum += f.accepted; });
  return sum;
}

void check_conservation(const Mail& mail) {
  std::uint64_t made = mail.metrics.duplicates, ended = 0;
  for (const MailHost& host : mail.hosts) {
    WAYPOST_EXPECT(host.ledger.balances(host.queue.recipients()),
                   "a mail host's books do not balance");
    made += host.ledger.expanded;
  }
  for (const Results& results : mail.metrics.by_kind) {
    made += results.submitted;
    ended += results.ended();
  }
  made += static_cast<std::uint64_t>(mail.metrics.carried_over);  // wraps if below zero
  WAYPOST_EXPECT(made + accepted_in_flight(mail) == ended + queued_recipients(mail),
                 "a recipient was lost or made from nothing");
}

void reset_metrics(Mail& mail) {
  mail.metrics = {};
  mail.metrics.carried_over = static_cast<std::int64_t>(queued_recipients(mail)) -
                              static_cast<std::int64_t>(accepted_in_flight(mail));
  for (MailHost& host : mail.hosts) {
    host.counters = {};
    host.stopped = {};
    host.tls_report = {};
    host.station.load = {};
    host.ledger = {.accepted = host.queue.recipients()};
  }
}

}  // namespace waypost::mail
