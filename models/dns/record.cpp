// SPDX-License-Identifier: Apache-2.0
#include "models/dns/record.hpp"

#include <array>
#include <utility>

#include "sim/expect.hpp"
#include "sim/hash.hpp"

namespace waypost::dns {
namespace {

constexpr std::array<std::pair<RecordType, std::string_view>, 18> kTypes{{
    {RecordType::a, "A"},
    {RecordType::ns, "NS"},
    {RecordType::cname, "CNAME"},
    {RecordType::soa, "SOA"},
    {RecordType::ptr, "PTR"},
    {RecordType::mx, "MX"},
    {RecordType::txt, "TXT"},
    {RecordType::aaaa, "AAAA"},
    {RecordType::srv, "SRV"},
    {RecordType::dname, "DNAME"},
    {RecordType::ds, "DS"},
    {RecordType::dnskey, "DNSKEY"},
    {RecordType::tlsa, "TLSA"},
    {RecordType::svcb, "SVCB"},
    {RecordType::https, "HTTPS"},
    {RecordType::axfr, "AXFR"},
    {RecordType::any, "ANY"},
    {RecordType::caa, "CAA"},
}};

bool equal_ignoring_case(std::string_view a, std::string_view upper) {
  if (a.size() != upper.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const char c = a[i] >= 'a' && a[i] <= 'z' ? static_cast<char>(a[i] - 32) : a[i];
    if (c != upper[i]) return false;
  }
  return true;
}

/// "TYPE15" (RFC 3597 section 5); 0 when `text` is not of that form.
unsigned parse_type_number(std::string_view text) {
  if (text.size() < 5 || text.size() > 9 || !equal_ignoring_case(text.substr(0, 4), "TYPE"))
    return 0;
  unsigned number = 0;
  for (const char c : text.substr(4)) {
    if (c < '0' || c > '9') return 0;
    number = number * 10 + static_cast<unsigned>(c - '0');
  }
  return number;
}

}  // namespace

std::string_view to_text(RecordType type) {
  for (const auto& [known, text] : kTypes)
    if (known == type) return text;
  return "TYPE?";
}

bool parse_record_type(std::string_view text, RecordType& type) {
  const unsigned number = parse_type_number(text);
  for (const auto& [known, name] : kTypes) {
    if (!equal_ignoring_case(text, name) && static_cast<unsigned>(known) != number) continue;
    type = known;
    return true;
  }
  return false;
}

std::string_view to_text(Rcode rcode) {
  switch (rcode) {
    case Rcode::no_error: return "NOERROR";
    case Rcode::form_err: return "FORMERR";
    case Rcode::serv_fail: return "SERVFAIL";
    case Rcode::nx_domain: return "NXDOMAIN";
    case Rcode::not_imp: return "NOTIMP";
    case Rcode::refused: return "REFUSED";
    case Rcode::yx_domain: return "YXDOMAIN";
  }
  return "RCODE?";
}

RecordSetId RecordStore::add(Name owner, RecordType type, std::uint32_t ttl,
                             std::span<const Rdata> data, std::uint64_t content) {
  WAYPOST_EXPECT(!data.empty() && data.size() <= UINT16_MAX,
                 "a record set of 0 or over 65,535 records");
  const std::uint64_t hash = sim::mix(content, static_cast<std::uint64_t>(type)) ^ sim::mix(ttl);
  sets_.push_back({owner, type, static_cast<std::uint16_t>(data.size()), ttl,
                   static_cast<std::uint32_t>(data_.size()), 0, 0, hash});
  data_.insert(data_.end(), data.begin(), data.end());
  return static_cast<RecordSetId>(sets_.size() - 1);
}

RecordSetId RecordStore::add_with_ttl(RecordSetId id, std::uint32_t ttl) {
  RecordSet copy = sets_[id];
  copy.content_hash ^= sim::mix(copy.ttl) ^ sim::mix(ttl);
  copy.ttl = ttl;
  sets_.push_back(copy);
  return static_cast<RecordSetId>(sets_.size() - 1);
}

RecordSetId RecordStore::add_with_signing(RecordSetId id, std::uint32_t signing) {
  const auto content = [this](std::uint32_t index) {
    if (index == 0) return std::uint64_t{0};
    const Signing& s = signings_[index];
    return sim::mix(static_cast<std::uint64_t>(s.expires.ns), s.key_tag);
  };
  RecordSet copy = sets_[id];
  copy.content_hash ^= content(copy.signing) ^ content(signing);
  copy.signing = signing;
  sets_.push_back(copy);
  return static_cast<RecordSetId>(sets_.size() - 1);
}

std::uint32_t RecordStore::add_signing(const Signing& signing) {
  signings_.push_back(signing);
  return static_cast<std::uint32_t>(signings_.size() - 1);
}

std::uint32_t RecordStore::add_soa(const Soa& soa) {
  soas_.push_back(soa);
  return static_cast<std::uint32_t>(soas_.size() - 1);
}

std::uint32_t RecordStore::add_text(std::string text) {
  texts_.push_back(std::move(text));
  return static_cast<std::uint32_t>(texts_.size() - 1);
}

}  // namespace waypost::dns
