// SPDX-License-Identifier: Apache-2.0
#include "models/mail/port_probe.hpp"

#include <utility>

#include "models/mail/events.hpp"
#include "models/mail/mail_host_parts.hpp"
#include "models/net/datagram.hpp"

namespace waypost::mail {
namespace {

using State = PortProbe::State;
using Ending = PortProbe::Outcome;

void finish(Context& context, PortProbe& probe, Ending outcome) {
  probe.state = State::finished;
  probe.outcome = outcome;
  probe.ended = context.now();
}

void arm(Context& context, PortProbe& probe, sim::Time at) {
  context.engine().schedule(probe.entity, probe.entity, at, kHostTimer, ++probe.alarm);
}

Flight make_flight(const Context& context, PortProbe& probe, FlightKind kind) {
  const net::Host& machine = context.network().hosts[probe.host];
  const auto family = context.network().addresses.address(probe.address).family;
  Flight f;
  f.kind = kind;
  f.client_host = probe.host;
  f.server_host = probe.peer;
  f.client_address = family == net::Family::v4 ? machine.ipv4 : machine.ipv6;
  f.server_address = probe.address;
  f.luck = probe.object;
  f.step = probe.step++;
  return f;
}

void send_syn(Context& context, PortProbe& probe) {
  Flight f = make_flight(context, probe, FlightKind::syn);
  sim::Draw draw(probe.luck, f.luck, f.step);
  const net::Transit way = net::send_datagram(context.network(), probe.host, probe.address, draw);
  if (way.verdict == net::Transit::Verdict::unreachable) {
    probe.state = State::no_route;
    arm(context, probe, context.now() + way.delay);
  } else if (way.verdict == net::Transit::Verdict::delivered) {
    f.server_host = way.host;
    deliver(context, probe.entity, way.host, std::move(f), way.delay);
  }
}

void perform(Context& context, PortProbe& probe, const net::ConnectAction& action) {
  if (const auto* wait = std::get_if<net::SendAndWait>(&action)) {
    arm(context, probe, wait->timer.at);
    return send_syn(context, probe);
  }
  switch (std::get<net::FinishConnect>(action).outcome) {
    case net::ConnectOutcome::connected:
      probe.state = State::listening;
      probe.connected = context.now();
      return arm(context, probe, context.now() + probe.greeting_timeout);
    case net::ConnectOutcome::refused: return finish(context, probe, Ending::refused);
    case net::ConnectOutcome::unreachable: return finish(context, probe, Ending::unreachable);
    case net::ConnectOutcome::timed_out: return finish(context, probe, Ending::timed_out);
  }
}

void on_syn_ack(Context& context, PortProbe& probe, const Flight& f) {
  probe.peer = f.server_host;
  perform(context, probe, net::on_reply(probe.handshake, net::SynReply::syn_ack, context.now()));
  transmit(context, probe.entity, probe.host, probe.peer, probe.address,
           make_flight(context, probe, FlightKind::open), {}, probe.luck);
}

void on_greeting(Context& context, PortProbe& probe, const Flight& f) {
  probe.greeting = f.reply;
  finish(context, probe, Ending::greeted);
  Flight quit = make_flight(context, probe, FlightKind::command);
  quit.command = Command::quit;
  quit.server = f.server;
  transmit(context, probe.entity, probe.host, probe.peer, probe.address, std::move(quit), {},
           probe.luck);
}

}  // namespace

void begin(Context& context, PortProbe& probe) {
  probe.began = context.now();
  probe.state = State::connecting;
  perform(context, probe,
          net::start(probe.handshake, context.network().hosts[probe.host].syn_profile,
                     context.now(), probe.connect_timeout));
}

void on_flight(Context& context, PortProbe& probe, std::uint64_t argument) {
  const sim::SlotRef ref = sim::SlotRef::unpack(argument);
  const Flight f = std::move(context.mail.flights.at(ref));
  context.mail.flights.erase(ref);
  if (f.luck != probe.object) return;  // of an earlier probe
  const bool connecting = probe.state == State::connecting || probe.state == State::no_route;
  if (f.kind == FlightKind::syn_ack && connecting) return on_syn_ack(context, probe, f);
  if (f.kind == FlightKind::greeting && probe.state == State::listening)
    return on_greeting(context, probe, f);
  if (f.kind != FlightKind::reset || probe.state == State::finished) return;
  if (probe.state == State::listening) return finish(context, probe, Ending::closed);
  probe.peer = f.server_host;
  perform(context, probe, net::on_reply(probe.handshake, net::SynReply::reset, context.now()));
}

void on_timer(Context& context, PortProbe& probe, std::uint64_t argument) {
  if (argument != probe.alarm) return;
  switch (probe.state) {
    case State::connecting:
      return perform(context, probe, net::on_timer(probe.handshake, context.now()));
    case State::no_route:
      return perform(context, probe,
                     net::on_reply(probe.handshake, net::SynReply::no_route, context.now()));
    case State::listening: return finish(context, probe, Ending::silent);
    case State::finished: return;
  }
}

}  // namespace waypost::mail
