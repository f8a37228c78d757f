// SPDX-License-Identifier: Apache-2.0
#include "scenarios/results/port_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "models/dns/events.hpp"
#include "models/mail/events.hpp"
#include "models/net/address.hpp"
#include "scenarios/results/figures.hpp"
#include "scenarios/results/lookup_text.hpp"

namespace waypost::scenarios {
namespace {

using mail::PortProbe;
using Outcome = PortProbe::Outcome;

/// The addresses to try: that given, or what the client's lookups find.
std::vector<net::AddressId> find_addresses(Built& built, PortCheck& check) {
  world::World& world = built.world;
  if (const auto literal = net::parse_address(check.host))
    return {world.network.addresses.intern(*literal)};
  const std::array<std::uint32_t, 1> client{built.client};
  Askers askers(world, client);
  std::vector<net::AddressId> found;
  const dns::Name name = world.dns.names.intern(check.host);
  for (const dns::RecordType type : {dns::RecordType::a, dns::RecordType::aaaa}) {
    check.lookups.push_back(askers.ask({name, type}, nullptr).front());
    for (const dns::SetView& view : check.lookups.back().answer)
      if (!view.synthesised && world.dns.records.set(view.set).type == type)
        for_each_record(world.dns.records, view,
                        [&](const dns::Rdata& data) { found.push_back(data.address); });
  }
  return found;
}

void hand_in(mail::Context& context, PortProbe& probe, const sim::Event& event) {
  if (event.kind == mail::kFlight) return on_flight(context, probe, event.argument);
  if (event.kind == mail::kHostTimer) return on_timer(context, probe, event.argument);
  if (event.kind == dns::kDatagram) dns::take_datagram(context.dns.dns, event.argument);
}

PortProbe probe_address(Built& built, net::AddressId address, std::uint64_t ordinal) {
  constexpr sim::Duration kLongest = sim::minutes(10);  // its own timers end it before
  world::World& world = built.world;
  const workload::Clients& client = world.workload.clients[built.client];
  PortProbe probe;
  probe.entity = client.entity;
  probe.host = client.host;
  probe.address = address;
  probe.luck = sim::make_stream(world.engine.seed(), client.path_hash, "port probe");
  probe.object = ordinal;
  probe.alarm = ordinal << 32;  // timers of earlier probes do not count
  mail::Context context = world.context();
  begin(context, probe);
  world.engine.run(world.engine.now() + kLongest, [&](const sim::Event& event) {
    if (event.target == probe.entity)
      hand_in(context, probe, event);
    else
      world::handle(world, context, event);
    return probe.state != PortProbe::State::finished;
  });
  WAYPOST_EXPECT(probe.state == PortProbe::State::finished, "a probe without an end");
  return probe;
}

std::string outcome_text(const PortProbe& p) {
  switch (p.outcome) {
    case Outcome::greeted: return fmt::format("open, greets with {}", p.greeting.code);
    case Outcome::refused: return "refused: nothing listens on port 25";
    case Outcome::unreachable: return "unreachable: no route";
    case Outcome::timed_out:
      return fmt::format("timed out: no answer to {} SYNs in {}", p.handshake.syns,
                         length((p.ended - p.began).seconds()));
    case Outcome::silent:
      return fmt::format("connected, but no greeting in {}",
                         length((p.ended - p.connected).seconds()));
    case Outcome::closed: return "connected, then reset";
  }
  return {};
}

std::string times_text(const PortProbe& p) {
  const std::string syns =
      p.handshake.syns == 1 ? "" : fmt::format(" and {} SYNs", p.handshake.syns);
  if (p.outcome == Outcome::greeted)
    return fmt::format("connected after {} ms{}, greeted {} ms later",
                       milliseconds(p.connected - p.began), syns,
                       milliseconds(p.ended - p.connected));
  return fmt::format("known after {} ms{}", milliseconds(p.ended - p.began), syns);
}

}  // namespace

bool PortCheck::answers() const {
  return std::any_of(probes.begin(), probes.end(),
                     [](const PortProbe& p) { return p.outcome == Outcome::greeted; });
}

PortCheck check_port(Built& built, const std::string& host) {
  const net::Network& network = built.world.network;
  const net::HostId client = built.world.workload.clients[built.client].host;
  PortCheck check{.host = host,
                  .place = network.sites[network.hosts[client].site].path,
                  .began = built.world.engine.now(),
                  .lookups = {},
                  .probes = {}};
  std::uint64_t ordinal = 0;
  for (const net::AddressId address : find_addresses(built, check))
    check.probes.push_back(probe_address(built, address, ++ordinal));
  return check;
}

const char* outcome_key(Outcome outcome) {
  switch (outcome) {
    case Outcome::greeted: return "open";
    case Outcome::refused: return "refused";
    case Outcome::unreachable: return "unreachable";
    case Outcome::timed_out: return "timed_out";
    case Outcome::silent: return "silent";
    case Outcome::closed: return "closed";
  }
  return "";
}

std::string port_check_text(const PortCheck& check, const Built& built) {
  const WorldWords words(built);
  std::string text = fmt::format("port 25 of {}, from {} at {}\n\n", check.host, check.place,
                                 since_start(check.began));
  for (const dns::LookupResult& lookup : check.lookups)
    text += fmt::format("  {} {}: {} after {} ms\n", words.name(lookup.question.qname),
                        to_text(lookup.question.qtype), status_text(lookup),
                        milliseconds(lookup.elapsed));
  if (check.probes.empty()) text += "  no address to try\n";
  for (const PortProbe& p : check.probes) {
    const std::string who =
        p.peer == net::kNone ? "" : ", " + words.server(built.world.network.hosts[p.peer].entity);
    text += fmt::format("\n  {}{}\n    {}\n    {}\n", words.address(p.address), who,
                        outcome_text(p), times_text(p));
  }
  return text;
}

}  // namespace waypost::scenarios
