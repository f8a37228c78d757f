// SPDX-License-Identifier: Apache-2.0
#include "models/dns/zone_upkeep.hpp"

#include <algorithm>

#include "models/dns/dns.hpp"
#include "models/dns/events.hpp"
#include "models/dns/zone_change.hpp"

namespace waypost::dns {
namespace {

constexpr std::uint8_t kNotify = 4;                      // opcode (RFC 1996 section 3.3)
constexpr std::uint8_t kNoticeSends = 5;                 // RFC 1996 section 3.6
constexpr sim::Duration kNoticeWait = sim::seconds(60);  // the same
constexpr double kOctetsPerSecond = 12.5e6;              // of a transfer: 100 Mbit/s, assumed
constexpr std::uint64_t kNoticeTimer = UINT64_MAX;       // payload; else the index of a copy

ZoneId held(const AuthoritativeServer& server, Name apex) {
  for (const ServedZone& zone : server.served->all())
    if (zone.apex == apex) return zone.version;
  return kNoZone;
}

bool usable(ZoneId zone) { return zone != kNoZone && zone != kNotLoaded; }

void arm(sim::Engine& engine, AuthoritativeServer& server) {
  ZoneUpkeep& upkeep = server.upkeep;
  const sim::Time next = upkeep.timers.earliest();
  if (next >= upkeep.armed) return;
  upkeep.armed = next;
  engine.schedule(server.entity, server.entity, next, kZoneTimer, 0);
}

sim::Draw next_draw(Context& context, const AuthoritativeServer& server, ZoneCopy& copy) {
  return sim::Draw(server.luck, sim::mix(context.dns.names.hash(copy.apex), ++copy.draws), 1);
}

/// The open copy of the zone; nullptr: the server follows nobody.
ZoneCopy* find_copy(AuthoritativeServer& server, Name apex) {
  const std::uint32_t at = server.upkeep.by_apex.find(apex);
  if (at == NameIndex::kAbsent || server.upkeep.copies[at].primary == net::kNone) return nullptr;
  return &server.upkeep.copies[at];
}

Datagram question_to(const AuthoritativeServer& server, net::AddressId from, net::AddressId to,
                     const Question& question, Transport transport, std::uint32_t transaction) {
  Datagram query;
  query.sender = server.host;
  query.source = from;
  query.destination = to;
  query.transport = transport;
  query.port = static_cast<std::uint16_t>(transaction >> 16);
  query.message.header.id = static_cast<std::uint16_t>(transaction);
  query.message.question = question;
  return query;
}

/// The copy's next look, or its expiry when that comes before.
void set_timer(AuthoritativeServer& server, const ZoneCopy& copy, std::uint32_t index,
               sim::Time now) {
  const bool expiry_next = now < copy.expires && copy.expires < copy.due;
  server.upkeep.timers.add(expiry_next ? copy.expires : copy.due, index);
}

/// Performs what a step of a copy asked for, and sets its timer.
void perform(Context& context, AuthoritativeServer& server, ZoneCopy& copy,
             const CopyAction& action) {
  const std::uint32_t index = server.upkeep.by_apex.find(copy.apex);
  if (!std::holds_alternative<std::monostate>(action)) {
    const bool serial = std::holds_alternative<AskSerial>(action);
    Datagram query = question_to(server, copy.self, copy.primary,
                                 {copy.apex, serial ? RecordType::soa : RecordType::axfr},
                                 serial ? Transport::udp : Transport::tcp, index);
    if (!serial) query.message.zone = held(server, copy.apex);
    sim::Draw draw = next_draw(context, server, copy);
    send(context, server.entity, std::move(query), draw);
  }
  set_timer(server, copy, index, context.engine.now());
  arm(context.engine, server);
}

void expire_if_old(AuthoritativeServer& server, const ZoneCopy& copy, sim::Time now) {
  if (now < copy.expires || !usable(held(server, copy.apex))) return;
  publish_zone(server, copy.apex, kNotLoaded);
  ++server.upkeep.expiries;
}

void on_copy_due(Context& context, AuthoritativeServer& server, std::uint32_t index) {
  ZoneCopy& copy = server.upkeep.copies[index];
  const sim::Time now = context.engine.now();
  if (copy.primary == net::kNone) return;
  expire_if_old(server, copy, now);
  if (now < copy.due) {  // an expiry, or a timer that a NOTIFY overtook
    if (now == copy.expires) set_timer(server, copy, index, now);
    return;
  }
  sim::Draw draw = next_draw(context, server, copy);
  const bool up = context.network.hosts[server.host].up;
  perform(context, server, copy, up ? on_due(copy, now, draw) : pause(copy, now, draw));
}

void send_notice(Context& context, AuthoritativeServer& server, Notice& notice) {
  notice.due = context.engine.now() + kNoticeWait;
  server.upkeep.timers.add(notice.due, kNoticeTimer);
  const net::Host& host = context.network.hosts[server.host];
  if (!host.up) return;  // tells them once it is back
  ++notice.sends;
  const bool v4 = context.network.addresses.address(notice.to).family == net::Family::v4;
  Datagram query = question_to(server, v4 ? host.ipv4 : host.ipv6, notice.to,
                               {notice.apex, RecordType::soa}, Transport::udp, kNotify);
  query.message.header.opcode = kNotify;
  sim::Draw draw(server.luck,
                 sim::mix(context.dns.names.hash(notice.apex),
                          static_cast<std::uint64_t>(context.engine.now().ns)),
                 notice.sends + 1u);
  send(context, server.entity, std::move(query), draw);
}

void send_notices(Context& context, AuthoritativeServer& server) {
  std::vector<Notice>& notices = server.upkeep.notices;
  std::erase_if(notices, [&](const Notice& notice) {
    return notice.due <= context.engine.now() && notice.sends >= kNoticeSends;
  });
  for (Notice& notice : notices)
    if (notice.due <= context.engine.now()) send_notice(context, server, notice);
}

int octets(const NameTable& names, const RecordStore& records, RecordSetId id) {
  constexpr int kRecordFixed = 10;  // type, class, TTL, RDLENGTH
  int sum = 0;
  for (const Rdata& data : records.data(id))
    sum += names.wire_length(records.set(id).owner) + kRecordFixed + data.wire_octets;
  return sum;
}

/// What an incremental transfer carries: sets of one version that the other has not.
double difference_octets(const Dns& dns, const Zone* before, const Zone& after) {
  std::vector<RecordSetId> old, now(after.sets), differing;
  if (before != nullptr) old = before->sets;
  std::sort(old.begin(), old.end());
  std::sort(now.begin(), now.end());
  std::set_symmetric_difference(old.begin(), old.end(), now.begin(), now.end(),
                                std::back_inserter(differing));
  double sum = 0;
  for (const RecordSetId id : differing) sum += octets(dns.names, dns.records, id);
  return sum;
}

Message answer_to(const Datagram& query, Rcode rcode) {
  Message m;
  m.header = query.message.header;
  m.header.qr = true;
  m.header.rcode = rcode;
  m.question = query.message.question;
  return m;
}

void answer_transfer(Context& context, AuthoritativeServer& server, const Datagram& query,
                     sim::Time at, sim::Draw& draw) {
  const ZoneId version = held(server, query.message.question.qname);
  if (!usable(version) || query.transport != Transport::tcp)
    return reply(context, server.entity, server.host, query, answer_to(query, Rcode::refused), at,
                 draw);
  const ZoneStore& zones = context.dns.authority.zones;
  const Zone& zone = zones[version];
  const std::uint32_t has = query.message.zone;
  const double size = difference_octets(context.dns, usable(has) ? &zones[has] : nullptr, zone);
  Message m = answer_to(query, Rcode::no_error);
  m.header.aa = true;
  m.zone = version;
  m.sets.push_back({.owner = zone.apex, .set = zone.soa, .section = Section::answer});
  reply(context, server.entity, server.host, query, std::move(m),
        at + sim::from_seconds(size / kOctetsPerSecond), draw);
}

void on_notice(Context& context, AuthoritativeServer& server, const Datagram& query, sim::Time at,
               sim::Draw& draw) {
  ZoneCopy* copy = find_copy(server, query.message.question.qname);
  reply(context, server.entity, server.host, query,
        answer_to(query, copy == nullptr ? Rcode::refused : Rcode::no_error), at, draw);
  if (copy == nullptr) return;
  perform(context, server, *copy, on_notify(*copy, context.engine.now()));
}

/// The SOA of a response with authority; nullptr: it is none.
const Soa* soa_in(const RecordStore& records, const Message& m, Name apex) {
  if (m.header.rcode != Rcode::no_error || !m.header.aa) return nullptr;
  for (const SetView& view : m.sets)
    if (view.section == Section::answer && view.owner == apex &&
        records.set(view.set).type == RecordType::soa)
      return &records.soa(view.set);
  return nullptr;
}

CopyAction digest(Context& context, AuthoritativeServer& server, ZoneCopy& copy,
                  const Datagram& response) {
  const sim::Time now = context.engine.now();
  const Message& m = response.message;
  sim::Draw draw = next_draw(context, server, copy);
  const Soa* soa = response.port_unreachable ? nullptr : soa_in(context.dns.records, m, copy.apex);
  if (soa == nullptr) return on_failure(copy, now, draw);
  if (m.question.qtype == RecordType::soa)
    return on_serial(copy, soa->serial, usable(held(server, copy.apex)), now, draw);
  if (copy.stage != ZoneCopy::Stage::transferring) return {};
  publish_zone(server, copy.apex, m.zone);
  ++server.upkeep.transfers;
  return on_zone(copy, *soa, now, draw);
}

}  // namespace

void follow(sim::Engine& engine, const NameTable& names, const RecordStore& records,
            const ZoneStore& zones, AuthoritativeServer& server, Name apex, net::AddressId primary,
            net::AddressId self) {
  const ZoneId version = held(server, apex);
  WAYPOST_EXPECT(usable(version), "a secondary begins with a version of its zone");
  ZoneUpkeep& upkeep = server.upkeep;
  std::uint32_t at = upkeep.by_apex.find(apex);
  if (at == NameIndex::kAbsent) {
    at = static_cast<std::uint32_t>(upkeep.copies.size());
    upkeep.by_apex.put(apex, at);
    upkeep.copies.emplace_back();
  }
  sim::Draw draw(server.luck,
                 sim::mix(names.hash(apex), static_cast<std::uint64_t>(engine.now().ns)), 1);
  upkeep.copies[at] =
      make_copy(apex, primary, self, records.soa(zones[version].soa), engine.now(), draw);
  set_timer(server, upkeep.copies[at], at, engine.now());
  arm(engine, server);
}

void stop_following(AuthoritativeServer& server, Name apex) {
  if (ZoneCopy* copy = find_copy(server, apex)) copy->primary = net::kNone;
  std::erase_if(server.upkeep.audiences, [&](const Audience& a) { return a.apex == apex; });
  std::erase_if(server.upkeep.notices, [&](const Notice& n) { return n.apex == apex; });
}

void set_audience(AuthoritativeServer& server, Audience audience) {
  std::erase_if(server.upkeep.audiences,
                [&](const Audience& a) { return a.apex == audience.apex; });
  server.upkeep.audiences.push_back(std::move(audience));
}

void refuse_transfers(AuthoritativeServer& server, Name apex, bool refused) {
  if (ZoneCopy* copy = find_copy(server, apex)) copy->refused = refused;
}

void publish_change(Context& context, AuthoritativeServer& server, Name apex, ZoneId zone) {
  const ZoneId before = held(server, apex);
  publish_zone(server, apex, zone);
  if (!usable(zone)) {
    if (zone == kNoZone) stop_following(server, apex);
    return;
  }
  const Dns& dns = context.dns;
  const ZoneStore& zones = dns.authority.zones;
  if (ZoneCopy* copy = find_copy(server, apex)) copy->soa = dns.records.soa(zones[zone].soa);
  if (usable(before) &&
      !newer_serial(serial(dns.records, zones[zone]), serial(dns.records, zones[before])))
    return;
  ZoneUpkeep& upkeep = server.upkeep;
  std::erase_if(upkeep.notices, [&](const Notice& n) { return n.apex == apex; });
  for (const Audience& audience : upkeep.audiences) {
    if (audience.apex != apex) continue;
    const sim::Time due = context.engine.now() + audience.delay;
    for (const net::AddressId to : audience.secondaries)
      upkeep.notices.push_back({apex, to, 0, due});
    upkeep.timers.add(due, kNoticeTimer);
  }
  arm(context.engine, server);
}

void on_zone_timer(Context& context, AuthoritativeServer& server) {
  ZoneUpkeep& upkeep = server.upkeep;
  const sim::Time now = context.engine.now();
  if (upkeep.armed <= now) upkeep.armed = sim::kNever;
  while (upkeep.timers.earliest() <= now) {
    const std::uint64_t payload = upkeep.timers.pop().payload;
    if (payload == kNoticeTimer)
      send_notices(context, server);
    else
      on_copy_due(context, server, static_cast<std::uint32_t>(payload));
  }
  arm(context.engine, server);
}

void on_upkeep_response(Context& context, AuthoritativeServer& server, const Datagram& response) {
  const Message& m = response.message;
  if (!context.network.hosts[server.host].up) return;
  if (m.header.opcode == kNotify) {
    if (response.port_unreachable) return;
    std::erase_if(server.upkeep.notices, [&](const Notice& n) {
      return n.apex == m.question.qname && n.to == response.source;
    });
    return;
  }
  ZoneCopy* copy = find_copy(server, m.question.qname);
  if (copy == nullptr || response.source != copy->primary) return;
  perform(context, server, *copy, digest(context, server, *copy, response));
}

bool answer_upkeep(Context& context, AuthoritativeServer& server, const Datagram& query,
                   sim::Time at, sim::Draw& draw) {
  if (query.message.header.opcode == kNotify) {
    on_notice(context, server, query, at, draw);
    return true;
  }
  if (query.message.question.qtype != RecordType::axfr) return false;
  answer_transfer(context, server, query, at, draw);
  return true;
}

}  // namespace waypost::dns
