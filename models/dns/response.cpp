// SPDX-License-Identifier: Apache-2.0
#include "models/dns/response.hpp"

#include <algorithm>

namespace waypost::dns {
namespace {

constexpr int kMaxAliases = 16;             // a chain inside one server; longer ones stop there
constexpr std::uint8_t kQuery = 0;          // opcode
constexpr std::uint16_t kEdeNotReady = 14;  // RFC 8914 section 4.15
constexpr std::uint16_t kEdeNotAuthoritative = 20;  // RFC 8914 section 4.21
constexpr int kMaxNameOctets = 255;

/// A response under construction, section by section.
class Answering {
 public:
  Answering(const Publication& publication, const ServedZones& served, const AnswerStyle& style,
            const Asker& asker, sim::Draw& draw, Response& response)
      : names_(publication.names),
        records_(publication.records),
        zones_(publication.zones),
        policies_(publication.policies),
        served_(served),
        style_(style),
        asker_(asker),
        draw_(draw),
        message_(response.message),
        outcome_(response.outcome) {}

  void start(const Message& query);
  void answer();
  void fit(int octets);

 private:
  bool step(const ServedZone* served, Name& qname, bool first);
  void answer_data(const Zone& zone, const ZoneLookup& found, Name qname);
  Name follow_alias(const ZoneLookup& found, Name qname);
  bool follow_dname(const ZoneLookup& found, Name& qname);
  void refer(const Zone& zone, const ZoneLookup& found);
  void deny(const Zone& zone, ZoneId version, Outcome outcome);
  void fail(Rcode rcode, Outcome outcome, std::uint16_t extended_error);
  void add(RecordSetId set, Name owner, Section section);
  void add_addresses(const Zone& zone, Name target, bool glue_too);
  template <class F>
  void for_each_target(RecordSetId set, F&& f) const;
  bool has(RecordSetId set) const;
  int size_bound() const;

  const NameTable& names_;
  const RecordStore& records_;
  const ZoneStore& zones_;
  const AnswerPolicies& policies_;
  const ServedZones& served_;
  const AnswerStyle& style_;
  const Asker& asker_;
  sim::Draw& draw_;
  Message& message_;
  Outcome& outcome_;
  std::size_t required_ = 0;  ///< sets that stay or make the response truncated; the rest is extra
};

void Answering::start(const Message& query) {
  message_.question = query.question;
  message_.header.id = query.header.id;
  message_.header.opcode = query.header.opcode;
  message_.header.qr = true;
  message_.header.rd = query.header.rd;
  message_.header.cd = query.header.cd;
  if (!query.edns.present || style_.edns != EdnsHandling::understood) return;
  message_.edns.present = true;
  message_.edns.dnssec_ok = query.edns.dnssec_ok;
  message_.edns.udp_size = style_.udp_size;
}

/// RFC 1034 section 4.3.2: an alias starts the search again, in whichever zone the target is.
void Answering::answer() {
  if (message_.header.opcode != kQuery)
    return fail(Rcode::not_imp, Outcome::not_implemented, kEdeNotAuthoritative);
  Name qname = message_.question.qname;
  const bool internet = message_.question.qclass == RecordClass::in;
  for (int aliases = 0; aliases <= kMaxAliases; ++aliases) {
    const ServedZone* zone =
        internet ? served_.find(names_, qname, message_.question.qtype) : nullptr;
    if (!step(zone, qname, aliases == 0)) return;
  }
}

/// Steps 2 to 4 in one zone. True: `qname` was an alias and now is its target.
bool Answering::step(const ServedZone* served, Name& qname, bool first) {
  if (served == nullptr || served->version == kNotLoaded) {
    if (!first) return false;  // the rest of the chain is the resolver's to find
    if (served != nullptr)
      fail(Rcode::serv_fail, Outcome::serv_fail, kEdeNotReady);
    else if (style_.unknown_zone == UnknownZone::silence)
      outcome_ = Outcome::silence;
    else if (style_.unknown_zone == UnknownZone::serv_fail)
      fail(Rcode::serv_fail, Outcome::serv_fail, kEdeNotAuthoritative);
    else
      fail(Rcode::refused, Outcome::refused, kEdeNotAuthoritative);
    return false;
  }
  const Zone& zone = zones_[served->version];
  const ZoneLookup found = lookup(names_, records_, zone, qname, message_.question.qtype);
  if (found.found != Found::referral) message_.header.aa = true;
  switch (found.found) {
    case Found::answer: answer_data(zone, found, qname); return false;
    case Found::alias: qname = follow_alias(found, qname); return qname != kRoot;
    case Found::dname: return follow_dname(found, qname);
    case Found::referral: refer(zone, found); return false;
    case Found::no_data: deny(zone, served->version, Outcome::no_data); return false;
    case Found::nx_domain: deny(zone, served->version, Outcome::nx_domain); return false;
  }
  return false;
}

void Answering::answer_data(const Zone& zone, const ZoneLookup& found, Name qname) {
  outcome_ = Outcome::answer;
  const std::size_t first = message_.sets.size();
  if (found.set != kNoRecordSet)
    add(found.set, qname, Section::answer);
  else
    for (const RecordSetId set : zone.sets_at(*found.node)) add(set, qname, Section::answer);
  const std::size_t last = message_.sets.size();
  required_ = last;
  const RecordSetId apex_ns = find_set(records_, zone, zone.apex, RecordType::ns);
  if (style_.apex_ns && apex_ns != kNoRecordSet) add(apex_ns, zone.apex, Section::authority);
  if (!style_.additional) return;
  const std::size_t end = message_.sets.size();
  for (std::size_t i = first; i < end; ++i) {
    const bool name_servers = records_.set(message_.sets[i].set).type == RecordType::ns;
    for_each_target(message_.sets[i].set,
                    [&](Name target) { add_addresses(zone, target, name_servers); });
  }
}

/// The alias's target; the root (which is nobody's alias here) when the chain has come back on
/// itself.
Name Answering::follow_alias(const ZoneLookup& found, Name qname) {
  outcome_ = Outcome::answer;
  const bool looped = std::any_of(message_.sets.begin(), message_.sets.end(),
                                  [&](const SetView& view) { return view.owner == qname; });
  if (looped) return kRoot;
  add(found.set, qname, Section::answer);
  required_ = message_.sets.size();
  return records_.data(found.set)[0].name;
}

/// RFC 6672 section 3.2 step 3.C: the DNAME, the CNAME made from it, and on with the new name.
bool Answering::follow_dname(const ZoneLookup& found, Name& qname) {
  outcome_ = Outcome::answer;
  const Name owner = records_.set(found.set).owner;
  const Name target = records_.data(found.set)[0].name;
  if (!has(found.set)) add(found.set, owner, Section::answer);
  required_ = message_.sets.size();
  if (names_.wire_length(qname) - names_.wire_length(owner) + names_.wire_length(target) >
      kMaxNameOctets) {
    message_.header.rcode = Rcode::yx_domain;
    outcome_ = Outcome::yx_domain;
    return false;
  }
  message_.sets.push_back({.owner = qname,
                           .set = found.set,
                           .ttl = records_.set(found.set).ttl,
                           .section = Section::answer,
                           .synthesised = true});
  required_ = message_.sets.size();
  return names_.rewrite(qname, owner, target, qname);
}

/// Step 3.b. In-domain glue must be there, sibling glue should (RFC 9471 section 3).
void Answering::refer(const Zone& zone, const ZoneLookup& found) {
  if (message_.sets.empty()) outcome_ = Outcome::referral;
  const Name cut = found.node->name;
  message_.sets.reserve(message_.sets.size() + 1 + 2u * records_.set(found.set).count);
  add(found.set, cut, Section::authority);
  const RecordSetId ds = find_set(records_, zone, cut, RecordType::ds);
  if (message_.edns.dnssec_ok && ds != kNoRecordSet) add(ds, cut, Section::authority);
  for_each_target(found.set, [&](Name target) {
    if (names_.is_at_or_below(target, cut)) add_addresses(zone, target, true);
  });
  required_ = message_.sets.size();
  for_each_target(found.set, [&](Name target) { add_addresses(zone, target, true); });
}

/// NXDOMAIN and NODATA carry the SOA, whose TTL is the negative TTL (RFC 2308 section 3).
void Answering::deny(const Zone& zone, ZoneId version, Outcome outcome) {
  outcome_ = outcome;
  if (outcome == Outcome::nx_domain) message_.header.rcode = Rcode::nx_domain;
  if (zone.soa == kNoRecordSet) return;
  if (message_.edns.dnssec_ok && !zone.canonical.empty()) message_.zone = version;
  const std::uint32_t ttl = std::min(records_.set(zone.soa).ttl, records_.soa(zone.soa).minimum);
  message_.sets.push_back(
      {.owner = zone.apex, .set = zone.soa, .ttl = ttl, .section = Section::authority});
  required_ = message_.sets.size();
}

void Answering::fail(Rcode rcode, Outcome outcome, std::uint16_t extended_error) {
  message_.header.rcode = rcode;
  outcome_ = outcome;
  if (message_.edns.present) message_.edns.extended_error = extended_error;
}

void Answering::add(RecordSetId set, Name owner, Section section) {
  if (has(set)) return;
  const RecordSet& record_set = records_.set(set);
  SetView view{.owner = owner, .set = set, .ttl = record_set.ttl, .section = section};
  if (record_set.policy != 0) choose_records(policies_, record_set, asker_, draw_, view);
  message_.sets.push_back(view);
}

/// Addresses that the zone holds for `target`; those below a cut only as glue.
void Answering::add_addresses(const Zone& zone, Name target, bool glue_too) {
  const ZoneNode* node = zone.find(target);
  if (node == nullptr || (node->covered_by != ZoneNode::kNoCover && !glue_too)) return;
  for (const RecordSetId set : zone.sets_at(*node)) {
    const RecordType type = records_.set(set).type;
    if (type == RecordType::a || type == RecordType::aaaa) add(set, target, Section::additional);
  }
}

/// Names whose addresses a client will want next (RFC 1035 section 3.3, RFC 2782).
template <class F>
void Answering::for_each_target(RecordSetId set, F&& f) const {
  const RecordType type = records_.set(set).type;
  if (type != RecordType::ns && type != RecordType::mx && type != RecordType::srv) return;
  for (const Rdata& rdata : records_.data(set)) f(rdata.name);
}

bool Answering::has(RecordSetId set) const {
  return std::any_of(message_.sets.begin(), message_.sets.end(),
                     [&](const SetView& view) { return view.set == set; });
}

/// Leaves out extras, last first, until the message fits; what is required and does not fit sets
/// TC.
void Answering::fit(int octets) {
  if (size_bound() <= octets) return;
  while (wire_size(names_, records_, message_) > octets) {
    if (message_.sets.size() <= required_) {
      message_.header.tc = true;
      message_.sets.clear();
      return;
    }
    message_.sets.pop_back();
  }
}

/// At least the size on the wire, without the work of compressing names.
int Answering::size_bound() const {
  constexpr int kFixed = 12 + 4 + 11 + 6;  // header, question, OPT, extended error
  int bound = kFixed + names_.wire_length(message_.question.qname);
  constexpr int kSignature = 94 + 255;  // at most: message.cpp, signature_octets
  for (const SetView& view : message_.sets) {
    if (message_.edns.dnssec_ok && records_.set(view.set).signing != 0) bound += kSignature;
    const int owner = view.owner == message_.question.qname ? 2 : names_.wire_length(view.owner);
    for (const Rdata& rdata : records_.data(view.set))
      bound += owner + 10 + rdata.wire_octets + (view.synthesised ? 255 : 0);
  }
  return bound;
}

}  // namespace

std::string_view to_text(Outcome outcome) {
  switch (outcome) {
    case Outcome::answer: return "answer";
    case Outcome::referral: return "referral";
    case Outcome::no_data: return "no data";
    case Outcome::nx_domain: return "no such name";
    case Outcome::yx_domain: return "name too long";
    case Outcome::refused: return "refused";
    case Outcome::serv_fail: return "server failure";
    case Outcome::not_implemented: return "not implemented";
    case Outcome::silence: return "no answer";
    case Outcome::format_error: return "format error";
  }
  return "?";
}

Response respond(const Publication& publication, const ServedZones& served,
                 const AnswerStyle& style, const Message& query, Transport transport,
                 const Asker& asker, sim::Draw& draw) {
  Response response;
  Answering answering(publication, served, style, asker, draw, response);
  answering.start(query);
  if (query.edns.present && style.edns == EdnsHandling::format_error) {
    response.message.header.rcode = Rcode::form_err;
    response.outcome = Outcome::format_error;
    return response;
  }
  answering.answer();
  if (transport == Transport::udp) {
    const bool edns = query.edns.present && style.edns == EdnsHandling::understood;
    const int limit = edns ? std::min(query.edns.udp_size, style.udp_size) : 512;
    answering.fit(std::max(limit, 512));  // RFC 6891 section 6.2.3: less than 512 counts as 512
  }
  return response;
}

}  // namespace waypost::dns
