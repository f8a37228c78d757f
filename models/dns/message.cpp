// SPDX-License-Identifier: Apache-2.0
#include "models/dns/message.hpp"

#include <algorithm>

#include "sim/hash.hpp"

namespace waypost::dns {
namespace {

std::uint64_t header_bits(const Header& h, const Edns& e) {
  std::uint64_t bits = h.opcode;
  bits = bits << 8 | static_cast<std::uint64_t>(h.rcode);
  for (const bool flag : {h.qr, h.aa, h.tc, h.rd, h.ra, h.ad, h.cd, e.present, e.dnssec_ok})
    bits = bits << 1 | static_cast<std::uint64_t>(flag);
  bits = bits << 16 | e.udp_size;
  return bits << 16 | e.extended_error;
}

std::uint64_t view_hash(const NameTable& names, const RecordStore& records, const SetView& view) {
  const std::uint64_t order = std::uint64_t{view.chosen} << 32 | std::uint64_t{view.first} << 16 |
                              static_cast<std::uint64_t>(view.section) << 8 |
                              static_cast<std::uint64_t>(view.synthesised);
  const std::uint64_t data = sim::mix(records.set(view.set).content_hash ^ view.ttl);
  return sim::mix(names.hash(view.owner) ^ data, order);
}

/// Name compression of RFC 1035 section 4.1.4: a name is written down to the first suffix that
/// stands in the message already, then as a 2-octet pointer to that.
class Compressor {
 public:
  explicit Compressor(const NameTable& names) : names_(names) {}

  int octets(Name name) {
    int written = 0;
    for (; name != kRoot; name = names_.parent(name)) {
      if (std::find(seen_.begin(), seen_.end(), name) != seen_.end()) return written + 2;
      seen_.push_back(name);
      written += names_.wire_length(name) - names_.wire_length(names_.parent(name));
    }
    return written + 1;
  }

 private:
  const NameTable& names_;
  boost::container::small_vector<Name, 64> seen_;
};

/// Names in the data of later types are never compressed (RFC 3597 section 4).
bool data_is_compressed(RecordType type) {
  return type == RecordType::ns || type == RecordType::cname || type == RecordType::mx ||
         type == RecordType::ptr;
}

int data_octets(const NameTable& names, const RecordStore& records, const SetView& view,
                const Rdata& rdata, Compressor& compressor) {
  const RecordSet& set = records.set(view.set);
  if (set.type == RecordType::soa) {
    const Soa& soa = records.soa(view.set);
    return compressor.octets(soa.mname) + compressor.octets(soa.rname) + 20;
  }
  if (view.synthesised)  // the CNAME's target: the owner's labels below the DNAME, then its target
    return names.wire_length(view.owner) - names.wire_length(set.owner) +
           compressor.octets(rdata.name);
  if (!data_is_compressed(set.type)) return rdata.wire_octets;
  return rdata.wire_octets - names.wire_length(rdata.name) + compressor.octets(rdata.name);
}

/// The RRSIG that comes with a signed set when DO is set: ECDSA P-256 (RFC 6605).
int signature_octets(const NameTable& names, const RecordStore& records, const SetView& view) {
  constexpr int kRrsig = 2 + 10 + 18 + 64;  // owner (compressed), fixed fields, RDATA, signature
  const Signing& signing = records.signing(view.set);
  return signing.key_tag == 0 ? 0 : kRrsig + names.wire_length(signing.signer);
}

}  // namespace

std::uint64_t content_hash(const NameTable& names, const RecordStore& records, const Message& m) {
  const Question& q = m.question;
  const std::uint64_t type =
      static_cast<std::uint64_t>(q.qtype) << 16 | static_cast<std::uint64_t>(q.qclass);
  std::uint64_t hash = sim::mix(names.hash(q.qname) ^ type, header_bits(m.header, m.edns));
  for (const SetView& view : m.sets) hash = sim::mix(hash ^ view_hash(names, records, view));
  return hash;
}

int wire_size(const NameTable& names, const RecordStore& records, const Message& m) {
  constexpr int kHeader = 12;
  constexpr int kTypeAndClass = 4;
  constexpr int kRecordFixed = 10;   // type, class, TTL, RDLENGTH
  constexpr int kOpt = 11;           // RFC 6891 section 6.1.2, no options
  constexpr int kExtendedError = 6;  // RFC 8914 section 2, no EXTRA-TEXT
  Compressor compressor(names);
  int size = kHeader + compressor.octets(m.question.qname) + kTypeAndClass;
  for (const SetView& view : m.sets) {
    for_each_record(records, view, [&](const Rdata& rdata) {
      size += compressor.octets(view.owner) + kRecordFixed;
      size += data_octets(names, records, view, rdata, compressor);
    });
    if (m.edns.dnssec_ok) size += signature_octets(names, records, view);
  }
  if (m.edns.present) size += kOpt + (m.edns.extended_error != 0xFFFF ? kExtendedError : 0);
  return size;
}

}  // namespace waypost::dns
