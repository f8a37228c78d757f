// SPDX-License-Identifier: Apache-2.0
// A DNS message (RFC 1035 section 4, EDNS of RFC 6891, extended errors of RFC 8914) as a value: it
// holds no pointer or slot of its sender. Record sets go by index, with the TTL they have here.
#pragma once

#include <boost/container/small_vector.hpp>
#include <cstdint>

#include "models/dns/record.hpp"

namespace waypost::dns {

struct Question {
  Name qname{};
  RecordType qtype = RecordType::a;
  RecordClass qclass = RecordClass::in;
  std::uint32_t subnet = 0;  ///< inside a resolver that uses it: whom the answer is for (Subnet)
  bool operator==(const Question&) const = default;
};

enum class Section : std::uint8_t { answer, authority, additional };

/// One record set as it stands in a message or a cache: which records of the set, in which order,
/// under which owner (a wildcard's or made-up name's owner differs from the set's).
struct SetView {
  Name owner{};
  RecordSetId set = kNoRecordSet;
  std::uint32_t ttl = 0;       ///< seconds left
  std::uint32_t ttl_rest = 0;  ///< nanoseconds beyond `ttl`; only from continuous cache clocks
  std::uint32_t chosen = UINT32_MAX;  ///< bit i: record i is present (all, when over 32 records)
  std::uint8_t first = 0;             ///< rotation: the record that stands first
  Section section = Section::answer;
  /// The set is a DNAME, and this stands for the CNAME synthesised from it (RFC 6672 section 3.1).
  bool synthesised = false;
};

struct Header {
  std::uint16_t id = 0;
  std::uint8_t opcode = 0;  ///< 0 QUERY, 4 NOTIFY
  Rcode rcode = Rcode::no_error;
  bool qr = false, aa = false, tc = false, rd = false, ra = false, ad = false, cd = false;
};

struct Edns {
  bool present = false;
  bool dnssec_ok = false;
  std::uint16_t udp_size = 512;
  std::uint16_t extended_error = 0xFFFF;  ///< RFC 8914 INFO-CODE; 0xFFFF: none
  std::uint32_t subnet = 0;               ///< RFC 7871: whom the answer is for; 0: not said
  bool for_subnet_only = false;           ///< of a response: SCOPE PREFIX-LENGTH is not zero
};

struct Message {
  Header header{};
  Edns edns{};
  Question question{};
  boost::container::small_vector<SetView, 4> sets;  ///< in section order
  /// In zone transfers (AXFR), a version of the zone: in the query the one held, in the response
  /// the one given, which stands for all its records. In a denial to who set DO, the version whose
  /// NSEC records deny.
  std::uint32_t zone = UINT32_MAX;
};

/// Calls f(const Rdata&) for the chosen records of `view`, in its order.
template <class F>
void for_each_record(const RecordStore& records, const SetView& view, F&& f) {
  const auto data = records.data(view.set);
  for (std::size_t i = 0; i < data.size(); ++i) {
    const std::size_t k = (i + view.first) % data.size();
    if (data.size() > 32 || (view.chosen >> k & 1u)) f(data[k]);
  }
}

/// Fingerprint of the message's content: names, codes, flags, record data; no ids.
std::uint64_t content_hash(const NameTable& names, const RecordStore& records, const Message& m);

/// Octets on the wire, with name compression estimated (owner and in-zone names as 2-octet
/// pointers).
int wire_size(const NameTable& names, const RecordStore& records, const Message& m);

enum class Transport : std::uint8_t { udp, tcp, tls, https, quic };
/// Over a connection: nothing is truncated.
inline bool is_connected(Transport transport) { return transport != Transport::udp; }
inline bool is_encrypted(Transport transport) { return transport >= Transport::tls; }

/// A message under way between two addresses.
struct Datagram {
  net::HostId sender = net::kNone;
  net::AddressId source = net::kNone, destination = net::kNone;
  Transport transport = Transport::udp;
  /// ICMP "port unreachable" about the query `message` (RFC 792), instead of a response.
  bool port_unreachable = false;
  /// A query that opens an encrypted connection, and the round trips before it can be sent.
  bool opens_connection = false;
  std::uint32_t subnet = 0;  ///< the network of a client (client_subnet.hpp); 0: none to tell
  std::uint8_t round_trips_before = 0;
  /// The querier's ephemeral port, the same in the response: with header.id it names the
  /// transaction (RFC 5452 section 4.5). The querier chooses both as it likes.
  std::uint16_t port = 0;
  Message message;
};

}  // namespace waypost::dns
