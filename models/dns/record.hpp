// SPDX-License-Identifier: Apache-2.0
// Resource records and record sets (RFC 2181 section 5). Record sets are immutable and shared: a
// zone, a message and a cache name one by its index, which is the same everywhere in the world.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/dns/name.hpp"
#include "models/net/ids.hpp"
#include "sim/time.hpp"

namespace waypost::dns {

/// IANA numbers; the types a scenario may hold, plus AXFR and ANY for questions.
enum class RecordType : std::uint16_t {
  a = 1,
  ns = 2,
  cname = 5,
  soa = 6,
  ptr = 12,
  mx = 15,
  txt = 16,
  aaaa = 28,
  srv = 33,
  dname = 39,
  ds = 43,
  dnskey = 48,
  tlsa = 52,
  svcb = 64,
  https = 65,
  axfr = 252,
  any = 255,
  caa = 257,
};
std::string_view to_text(RecordType type);
/// False when `text` (upper or lower case, "MX" or "TYPE15") names no type of the list above.
bool parse_record_type(std::string_view text, RecordType& type);

enum class RecordClass : std::uint16_t { in = 1, ch = 3, any = 255 };

/// RFC 1035 section 4.1.1, RFC 2136; the codes that Waypost's servers produce.
enum class Rcode : std::uint8_t {
  no_error = 0,
  form_err = 1,
  serv_fail = 2,
  nx_domain = 3,
  not_imp = 4,
  refused = 5,
  yx_domain = 6,
};
std::string_view to_text(Rcode rcode);

/// The data of one record; which fields count depends on the type.
struct Rdata {
  Name name{};                          ///< NS CNAME DNAME PTR target, MX exchange, SRV/SVCB target
  net::AddressId address = net::kNone;  ///< A, AAAA
  std::uint32_t detail = 0;             ///< SOA: index for soa(); other data: index for text()
  std::uint16_t preference = 0;  ///< MX preference, SRV/SVCB priority; DS, DNSKEY: the key tag
  std::uint16_t weight = 0, port = 0;  ///< SRV
  std::uint16_t wire_octets = 0;       ///< RDLENGTH, names uncompressed
};

/// RFC 1035 section 3.3.13; seconds.
struct Soa {
  Name mname{}, rname{};
  std::uint32_t serial = 0, refresh = 0, retry = 0, expire = 0, minimum = 0;
};

/// What an RRSIG says of a record set (RFC 4034 section 3), without the signature itself.
struct Signing {
  Name signer{};              ///< apex of the zone
  std::uint16_t key_tag = 0;  ///< 0: not signed
  sim::Time from{INT64_MIN / 2},
      expires = sim::kNever;  ///< expires: kNever while a signer renews it
  bool denies_gaps = false;   ///< by NSEC: a denial tells of all names between two that exist
};

using RecordSetId = std::uint32_t;
inline constexpr RecordSetId kNoRecordSet = UINT32_MAX;

struct RecordSet {
  Name owner{};
  RecordType type{};
  std::uint16_t count = 0;   ///< records, >= 1
  std::uint32_t ttl = 0;     ///< seconds, as published
  std::uint32_t first = 0;   ///< into RecordStore's data
  std::uint32_t policy = 0;  ///< which records an answer gets (answer_policy.hpp); 0: all, in order
  std::uint32_t signing = 0;  ///< for RecordStore::signing(); 0: not signed
  std::uint64_t content_hash =
      0;  ///< of owner, type, TTL and data as text: fingerprint, comparison
};

/// All record sets of the world; append-only (build, and plan steps at a barrier).
class RecordStore {
 public:
  /// `content` hashes the owner and the presentation form of the data (no ids: addresses as text).
  RecordSetId add(Name owner, RecordType type, std::uint32_t ttl, std::span<const Rdata> data,
                  std::uint64_t content);
  /// The set `id` with another TTL, sharing its data.
  RecordSetId add_with_ttl(RecordSetId id, std::uint32_t ttl);
  /// The set `id` signed otherwise (0: not at all), sharing its data.
  RecordSetId add_with_signing(RecordSetId id, std::uint32_t signing);
  std::uint32_t add_signing(const Signing& signing);
  const Signing& signing(RecordSetId id) const { return signings_[sets_[id].signing]; }
  const Signing& signing_at(std::uint32_t index) const { return signings_[index]; }
  /// From now on answers with this set follow `policy` (an index of AnswerPolicies). At build.
  void set_policy(RecordSetId id, std::uint32_t policy) { sets_[id].policy = policy; }
  const RecordSet& set(RecordSetId id) const { return sets_[id]; }
  std::span<const Rdata> data(RecordSetId id) const {
    return {data_.data() + sets_[id].first, sets_[id].count};
  }
  std::uint32_t add_soa(const Soa& soa);
  const Soa& soa(RecordSetId id) const { return soas_[data_[sets_[id].first].detail]; }
  std::uint32_t add_text(std::string text);
  const std::string& text(const Rdata& rdata) const { return texts_[rdata.detail]; }
  std::size_t size() const { return sets_.size(); }

 private:
  std::vector<RecordSet> sets_;
  std::vector<Rdata> data_;
  std::vector<Soa> soas_;
  std::vector<Signing> signings_{Signing{}};
  std::vector<std::string> texts_{std::string()};
};

}  // namespace waypost::dns
