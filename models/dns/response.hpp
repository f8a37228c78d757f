// SPDX-License-Identifier: Apache-2.0
// The answer of an authoritative server, as a function of what it serves and what it is asked: RFC
// 1034 section 4.3.2, negative answers of RFC 2308, glue of RFC 9471, EDNS of RFC 6891, truncation.
// Extras in positive answers (apex NS, addresses of MX and NS targets) are NSD's, as recorded.
// RRSIGs are not records here: a signed set carries its own (Signing). Leaves out NSEC.
#pragma once

#include "models/dns/answer_policy.hpp"
#include "models/dns/message.hpp"
#include "models/dns/zone.hpp"

namespace waypost::dns {

/// A zone that a server is configured for, and the version that it has now.
struct ServedZone {
  Name apex{};
  ZoneId version = kNotLoaded;  ///< kNotLoaded: bad data or expired, answered with SERVFAIL
};

/// The zones of a server or of a group of equal servers.
class ServedZones {
 public:
  /// Adds the zone, or replaces its version; kNoZone takes it out.
  void set(Name apex, ZoneId version);
  /// The zone that answers for `qname`: the deepest apex at or above it, but for DS the parent's if
  /// that is served too (RFC 4035 section 3.1.4.1). nullptr: none. O(labels).
  const ServedZone* find(const NameTable& names, Name qname, RecordType qtype) const;
  std::span<const ServedZone> all() const { return zones_; }

 private:
  std::vector<ServedZone> zones_;
  NameIndex by_apex_;
};

/// How a query outside the zones served is met.
enum class UnknownZone : std::uint8_t { refuse, serv_fail, silence };

/// How a query with EDNS is met.
enum class EdnsHandling : std::uint8_t {
  understood,    ///< RFC 6891
  format_error,  ///< FORMERR, as servers from before EDNS
  passed_over,   ///< answered as if it were not there
  dropped,       ///< over UDP it never arrives: a firewall
};

/// What differs between products and configurations.
struct AnswerStyle {
  UnknownZone unknown_zone = UnknownZone::refuse;
  bool apex_ns = true;     ///< NS set of the zone in the authority section of positive answers
  bool additional = true;  ///< addresses of the targets of answered NS, MX and SRV records
  std::uint16_t udp_size = 1232;  ///< largest response over UDP, octets (DNS flag day 2020)
  EdnsHandling edns = EdnsHandling::understood;
  std::uint16_t udp_lost_above = 0;  ///< larger responses over UDP get lost; 0: none
};

/// What all servers read; nothing of it changes while an event is handled.
struct Publication {
  const NameTable& names;
  const RecordStore& records;
  const ZoneStore& zones;
  const AnswerPolicies& policies;
};

/// How a query was met: what a server counts.
enum class Outcome : std::uint8_t {
  answer,
  referral,
  no_data,
  nx_domain,
  yx_domain,
  refused,
  serv_fail,
  not_implemented,
  silence,
  format_error,
};
inline constexpr std::size_t kOutcomes = 10;
std::string_view to_text(Outcome outcome);

struct Response {
  Message message;
  Outcome outcome = Outcome::refused;
};

/// The response to `query`. Draws from `draw` only for sets whose policy does.
Response respond(const Publication& publication, const ServedZones& served,
                 const AnswerStyle& style, const Message& query, Transport transport,
                 const Asker& asker, sim::Draw& draw);

}  // namespace waypost::dns
