// SPDX-License-Identifier: Apache-2.0
// The TCP side of a mail host's connections as a client: the address it leaves from, the handshake
// with the SYN retransmissions of the host's kernel, resets, deadlines.
#include <algorithm>
#include <utility>

#include "models/mail/client_parts.hpp"
#include "models/net/datagram.hpp"
#include "models/net/network.hpp"

namespace waypost::mail {
namespace {

using State = ClientSession::State;

/// Draws of source addresses, apart from those of the order of exchangers.
constexpr std::uint32_t kSourceDraw = 1u << 30;

/// The address that a connection to `target` leaves from.
net::AddressId source_for(const Context& context, const MailHost& host, net::AddressId target,
                          std::uint64_t luck, std::uint32_t step) {
  const net::AddressBook& book = context.network().addresses;
  const net::Host& machine = context.network().hosts[host.host];
  const auto family = book.address(target).family;
  const net::AddressId usual = family == net::Family::v4 ? machine.ipv4 : machine.ipv6;
  if (!host.spreads_sources) return usual;
  boost::container::small_vector<net::AddressId, 8> own;
  for (const net::AddressId address : host.own_addresses) {
    const net::Binding binding = book.binding(address);
    const bool mine = binding.kind == net::Binding::Kind::host && binding.index == host.host;
    if (mine && book.address(address).family == family) own.push_back(address);
  }
  if (own.empty()) return usual;
  sim::Draw draw(host.luck.exchanger_order, luck, kSourceDraw + step);
  return own[draw.below(static_cast<std::uint32_t>(own.size()))];
}

/// One SYN on its way; what the network says about it later comes as a flight, or at the deadline.
void send_syn(Context& context, MailHost& host, sim::SlotRef ref) {
  ClientSession& s = host.sessions.at(ref);
  ++host.counters.syns;
  Flight f = flight_to_server(host, ref, s, FlightKind::syn);
  f.step = host.deliveries.at(s.delivery).step++;
  s.syn_sent = context.now();
  sim::Draw draw(host.luck.client_flights, f.luck, f.step);
  const net::Transit way = net::send_datagram(context.network(), host.host, s.target.address, draw);
  if (way.verdict == net::Transit::Verdict::unreachable) {
    s.state = State::no_route;
    set_deadline(host, ref, context.now() + way.delay);
  } else if (way.verdict == net::Transit::Verdict::delivered) {
    f.server_host = way.host;
    deliver(context, host.entity, way.host, std::move(f), way.delay);
  }
}

void perform(Context& context, MailHost& host, sim::SlotRef ref, const net::ConnectAction& action) {
  if (const auto* wait = std::get_if<net::SendAndWait>(&action)) {
    set_deadline(host, ref, wait->timer.at);
    return send_syn(context, host, ref);
  }
  switch (std::get<net::FinishConnect>(action).outcome) {
    case net::ConnectOutcome::connected:
      return perform_client(context, host, ref,
                            on_connected(host.sessions.at(ref).smtp, host.sends->smtp));
    case net::ConnectOutcome::refused:
      return give_up_session(context, host, ref, Failure::connect_refused, {});
    case net::ConnectOutcome::unreachable:
      return give_up_session(context, host, ref, Failure::connect_unreachable, {});
    case net::ConnectOutcome::timed_out:
      return give_up_session(context, host, ref, Failure::connect_timeout, {});
  }
}

}  // namespace

Flight flight_to_server(const MailHost& host, sim::SlotRef ref, const ClientSession& s,
                        FlightKind kind) {
  Flight f;
  f.kind = kind;
  f.client_host = host.host;
  f.server_host = s.peer;
  f.client_address = s.source;
  f.server_address = s.target.address;
  f.client = ref;
  f.server = s.server;
  f.luck = s.luck;
  return f;
}

void send_to_server(Context& context, MailHost& host, const ClientSession& s, Flight flight,
                    sim::Duration extra) {
  transmit(context, host.entity, host.host, s.peer, s.target.address, std::move(flight), extra,
           host.luck.client_flights);
}

void report_client(const Context& context, const MailHost& host, const ClientSession& s,
                   TraceKind kind, std::int64_t value, Reply reply) {
  report_client_since(context, host, s, context.now(), kind, value, reply);
}

void report_client_since(const Context& context, const MailHost& host, const ClientSession& s,
                         sim::Time start, TraceKind kind, std::int64_t value, Reply reply) {
  if (!traced(context) || !s.delivery.valid()) return;
  const net::Network& network = context.network();
  const std::uint32_t peer = s.peer == net::kNone ? sim::kNoId : network.hosts[s.peer].entity;
  const Delivery& delivery = *host.deliveries.find(s.delivery);
  report_since(context, host, start,
               {.object = message_key(host, delivery),
                .parent = delivery.luck,
                .value = value,
                .other = peer,
                .name = s.target.host.node,
                .address = s.target.address,
                .kind = kind,
                .type = packed_status(reply.enhanced),
                .code = reply.code});
}

void close_session(Context& context, MailHost& host, sim::SlotRef ref, bool with_quit) {
  ClientSession& s = host.sessions.at(ref);
  if (s.peer != net::kNone) {
    Flight f = flight_to_server(host, ref, s, with_quit ? FlightKind::command : FlightKind::abort);
    f.command = Command::quit;
    f.step = UINT32_MAX - s.smtp.transactions;
    send_to_server(context, host, s, std::move(f), {});
  }
  std::erase(host.kept, ref);
  host.sessions.erase(ref);
}

void on_syn_ack(Context& context, MailHost& host, sim::SlotRef ref, const Flight& f) {
  ClientSession& s = host.sessions.at(ref);
  if (s.state != State::connecting) return;  // the answer to a SYN sent twice
  s.state = State::busy;
  s.peer = f.server_host;
  s.rtt = context.now() - s.syn_sent;
  report_client_since(context, host, s, s.began, kTraceConnected, s.rtt.ns);
  Flight open = flight_to_server(host, ref, s, FlightKind::open);
  open.step = host.deliveries.at(s.delivery).step++;
  send_to_server(context, host, s, std::move(open), {});
  perform(context, host, ref, on_reply(s.handshake, net::SynReply::syn_ack, context.now()));
}

void on_reset(Context& context, MailHost& host, sim::SlotRef ref) {
  ClientSession& s = host.sessions.at(ref);
  s.peer = net::kNone;  // nobody to say goodbye to
  if (s.state == State::connecting)
    return perform(context, host, ref, on_reply(s.handshake, net::SynReply::reset, context.now()));
  if (s.state == State::kept) return close_session(context, host, ref, false);
  perform_client(context, host, ref, on_lost(s.smtp));
}

void connect(Context& context, MailHost& host, sim::SlotRef delivery, const Target& target) {
  Delivery& d = host.deliveries.at(delivery);
  if (!insists(d.tls) && use_kept_session_to(context, host, delivery, target.address)) return;
  ++host.counters.connects;
  ClientSession s;
  s.delivery = delivery;
  s.target = target;
  s.source = source_for(context, host, target.address, d.luck, d.step);
  s.smtp.tls = d.tls;
  s.tlsa = d.tlsa;
  s.next_hop = d.job.next_hop;
  s.luck = d.luck;
  s.began = context.now();
  report_client(context, host, s, kTraceConnect);
  const sim::SlotRef ref = host.sessions.insert(std::move(s));
  perform(
      context, host, ref,
      net::start(host.sessions.at(ref).handshake, context.network().hosts[host.host].syn_profile,
                 context.now(), host.sends->smtp.timeouts.connect));
}

std::size_t open_sessions(const MailHost& host, net::AddressId address) {
  std::size_t n = 0;
  host.sessions.for_each(
      [&](sim::SlotRef, const ClientSession& s) { n += s.target.address == address; });
  return n;
}

void on_deadline(Context& context, MailHost& host, sim::SlotRef ref) {
  ClientSession& s = host.sessions.at(ref);
  switch (s.state) {
    case State::connecting:
      return perform(context, host, ref, on_timer(s.handshake, context.now()));
    case State::no_route:
      return perform(context, host, ref,
                     on_reply(s.handshake, net::SynReply::no_route, context.now()));
    case State::busy: return perform_client(context, host, ref, on_timeout(s.smtp));
    case State::kept: return close_session(context, host, ref, true);
  }
}

}  // namespace waypost::mail
