// SPDX-License-Identifier: Apache-2.0
// What domains publish about their mail, read from the TXT and PTR records of the world when it is
// built: SPF, DMARC, DKIM keys, reverse names. A check still asks DNS for every record that it
// uses; here is only what the answer means, and what name to ask for. A name that nobody publishes
// is a made-up label below the right domain: it gets the same answer, NXDOMAIN, and costs no
// memory.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "models/dns/message.hpp"
#include "models/dns/record.hpp"
#include "models/mail/policy/dmarc_record.hpp"
#include "models/mail/policy/spf_record.hpp"
#include "models/net/address_book.hpp"

namespace waypost::mail {

class Published {
 public:
  /// Reads every record set of the world, those of later plan steps included. Names inside SPF
  /// records are interned. O(record sets).
  void read(dns::NameTable& names, const dns::RecordStore& records, net::AddressBook& addresses);

  /// The SPF record among the TXT records of an answer; `several`: a permanent error (RFC 7208
  /// section 4.5). nullptr when there is none.
  const SpfRecord* spf(const dns::RecordStore& records, const dns::SetView& set,
                       bool& several) const;
  const DmarcRecord* dmarc(const dns::RecordStore& records, const dns::SetView& set) const;
  /// True when one of the records is a key that is not revoked (RFC 6376 section 3.6.1).
  bool has_dkim_key(const dns::RecordStore& records, const dns::SetView& set) const;

  /// True when one of the TLSA records has usage 2 or 3 (RFC 7672 section 3.1),
  bool has_usable_tlsa(const dns::RecordStore& records, dns::RecordSetId set) const;
  /// and names this key (hash_key of its data).
  bool names_key(const dns::RecordStore& records, dns::RecordSetId set, std::uint64_t key) const;
  static std::uint64_t hash_key(std::string_view tlsa_data);
  /// SPF records with macros (RFC 7208 section 7), which are not modelled: their owners, in order.
  const std::vector<dns::Name>& spf_macros() const { return spf_macros_; }

  /// Hash of the id in an MTA-STS record (RFC 8461 section 3.1); 0: there is none.
  std::uint64_t sts_version(const dns::RecordStore& records, const dns::SetView& set) const;

  dns::Name dmarc_name(dns::Name domain) const { return find(dmarc_names_, domain); }
  dns::Name tlsa_name(dns::Name host) const { return find(tlsa_names_, host); }
  /// Of the domain's key in use: "SELECTOR._domainkey.DOMAIN".
  dns::Name dkim_name(dns::Name domain) const { return find(dkim_names_, domain); }
  /// The client's name in a list of bad addresses (RFC 5782 section 2.1): reversed, below `zone`.
  dns::Name listed_name(dns::Name zone, net::AddressId address) const;
  /// Below in-addr.arpa or ip6.arpa (RFC 1035 section 3.5, RFC 3596 section 2.5).
  dns::Name reverse_name(net::AddressId address, net::Family family) const;

 private:
  using Names = std::unordered_map<std::uint32_t, dns::Name>;  // looked up, never iterated
  static dns::Name find(const Names& names, dns::Name domain);
  void read_text(dns::NameTable& names, const dns::RecordStore& records, const dns::RecordSet& set,
                 const dns::Rdata& data);
  void read_tlsa(const dns::NameTable& names, const dns::RecordStore& records, dns::RecordSetId id);
  void read_listed(const dns::NameTable& names, const dns::RecordSet& set,
                   net::AddressBook& addresses);
  void read_owner(const dns::NameTable& names, dns::Name owner);

  std::unordered_map<std::uint32_t, SpfRecord> spf_;           ///< by Rdata::detail
  std::unordered_map<std::uint32_t, DmarcRecord> dmarc_;       ///< by Rdata::detail
  std::unordered_map<std::uint32_t, std::uint64_t> sts_;       ///< by Rdata::detail: hash of the id
  std::unordered_map<std::uint32_t, bool> dkim_keys_;          ///< by Rdata::detail: in force
  std::unordered_map<std::uint64_t, dns::Name> listed_names_;  ///< by (zone, address)
  std::unordered_map<std::uint32_t, std::uint64_t> tlsa_keys_;  ///< by Rdata::detail, if usable
  std::vector<dns::Name> spf_macros_;
  Names dmarc_names_, dkim_names_, reverse_names_, tlsa_names_;
  dns::Name in_addr_arpa_{}, ip6_arpa_{};
};

}  // namespace waypost::mail
