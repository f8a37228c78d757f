// SPDX-License-Identifier: Apache-2.0
#include "models/mail/policy/published.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "sim/hash.hpp"

namespace waypost::mail {
namespace {

/// The strings of a TXT record, joined (RFC 7208 section 3.3): quotes go, escapes lose their
/// backslash.
std::string joined(std::string_view presentation) {
  std::string text;
  bool inside = false, escaped = false;
  for (const char c : presentation) {
    if (escaped || (c != '"' && c != '\\' && (inside || c != ' ')))
      text += c, escaped = false;
    else if (c == '\\')
      escaped = true;
    else if (c == '"')
      inside = !inside;
  }
  return text;
}

/// The address whose reverse name is `labels` below in-addr.arpa or ip6.arpa.
std::optional<net::Address> address_of(const dns::NameTable& names, dns::Name owner,
                                       net::Family family) {
  if (family == net::Family::v4) {
    std::string text;
    for (int i = 0; i < 4; ++i, owner = names.parent(owner))
      text += (i == 0 ? "" : ".") + names.first_label(owner);
    const auto reversed = net::parse_address(text);
    if (!reversed) return std::nullopt;
    net::Address address = *reversed;
    std::reverse(address.bytes.begin(), address.bytes.begin() + 4);
    return address;
  }
  net::Address address{.family = net::Family::v6};
  for (std::size_t i = 0; i < 32; ++i, owner = names.parent(owner)) {
    const std::string digit = names.first_label(owner);
    const std::size_t value = std::string_view("0123456789abcdef").find(digit);
    if (digit.size() != 1 || value == std::string_view::npos) return std::nullopt;
    address.bytes[15 - i / 2] |= static_cast<std::uint8_t>(i % 2 == 0 ? value : value << 4);
  }
  return address;
}

}  // namespace

void Published::read(dns::NameTable& names, const dns::RecordStore& records,
                     net::AddressBook& addresses) {
  in_addr_arpa_ = names.intern("in-addr.arpa");
  ip6_arpa_ = names.intern("ip6.arpa");
  for (dns::RecordSetId id = 0; id < records.size(); ++id) {
    const dns::RecordSet set = records.set(id);
    if (set.type == dns::RecordType::txt) {
      read_owner(names, set.owner);
      for (const dns::Rdata& data : records.data(id)) read_text(names, records, set, data);
    }
    if (set.type == dns::RecordType::a) read_listed(names, set, addresses);
    if (set.type == dns::RecordType::tlsa) read_tlsa(names, records, id);
    const bool v4 = names.is_at_or_below(set.owner, in_addr_arpa_);
    if (set.type != dns::RecordType::ptr || (!v4 && !names.is_at_or_below(set.owner, ip6_arpa_)))
      continue;
    const int depth = v4 ? 6 : 34;
    if (names.depth(set.owner) != depth || names.is_wildcard(set.owner)) continue;
    if (const auto address = address_of(names, set.owner, v4 ? net::Family::v4 : net::Family::v6))
      reverse_names_[addresses.intern(*address)] = set.owner;
  }
}

/// "4.3.2.1.ZONE": the zone may be a list of addresses.
void Published::read_listed(const dns::NameTable& names, const dns::RecordSet& set,
                            net::AddressBook& addresses) {
  if (names.depth(set.owner) < 6) return;
  const auto address = address_of(names, set.owner, net::Family::v4);
  if (!address) return;
  const dns::Name zone = names.ancestor(set.owner, names.depth(set.owner) - 4);
  listed_names_[std::uint64_t{zone.node} << 32 | addresses.intern(*address)] = set.owner;
}

/// "_25._tcp.HOST": the port of mail alone.
void Published::read_tlsa(const dns::NameTable& names, const dns::RecordStore& records,
                          dns::RecordSetId id) {
  const dns::Name owner = records.set(id).owner;
  if (names.depth(owner) < 3 || names.first_label(owner) != "_25") return;
  tlsa_names_[names.ancestor(owner, names.depth(owner) - 2).node] = owner;
  for (const dns::Rdata& data : records.data(id)) {
    const std::string& text = records.text(data);  // "3 1 1 HEX": usage, selector, matching type
    if (text.starts_with("2 ") || text.starts_with("3 "))
      tlsa_keys_[data.detail] = hash_key(text.substr(std::min<std::size_t>(6, text.size())));
  }
}

/// "_dmarc.D" and "S._domainkey.D" belong to D.
void Published::read_owner(const dns::NameTable& names, dns::Name owner) {
  if (names.depth(owner) < 2) return;
  const dns::Name parent = names.parent(owner);
  if (names.first_label(owner) == "_dmarc") dmarc_names_[parent.node] = owner;
  if (names.first_label(parent) == "_domainkey") dkim_names_[names.parent(parent).node] = owner;
}

void Published::read_text(dns::NameTable& names, const dns::RecordStore& records,
                          const dns::RecordSet& set, const dns::Rdata& data) {
  const std::string text = joined(records.text(data));
  if (is_spf(text)) {
    SpfRecord record = parse_spf(text, names);
    if (record.has_macros) spf_macros_.push_back(set.owner);
    spf_[data.detail] = std::move(record);
  }
  if (const std::size_t id = text.find("id=");
      text.starts_with("v=STSv1") && id != std::string::npos)
    sts_[data.detail] = sim::hash_text(text.substr(id, text.find(';', id) - id)) | 1u;
  if (is_dmarc(text)) dmarc_[data.detail] = parse_dmarc(text);
  if (names.depth(set.owner) >= 2 && names.first_label(names.parent(set.owner)) == "_domainkey")
    dkim_keys_[data.detail] = text.find("p=;") == std::string::npos && !text.ends_with("p=");
}

dns::Name Published::find(const Names& names, dns::Name domain) {
  const auto found = names.find(domain.node);
  if (found != names.end() && !domain.made_up()) return found->second;
  return {domain.node, domain.ordinal + 1};
}

dns::Name Published::reverse_name(net::AddressId address, net::Family family) const {
  const auto found = reverse_names_.find(address);
  if (found != reverse_names_.end()) return found->second;
  return {(family == net::Family::v4 ? in_addr_arpa_ : ip6_arpa_).node, address + 1};
}

dns::Name Published::listed_name(dns::Name zone, net::AddressId address) const {
  const auto found = listed_names_.find(std::uint64_t{zone.node} << 32 | address);
  return found != listed_names_.end() ? found->second : dns::Name{zone.node, address + 1};
}

const SpfRecord* Published::spf(const dns::RecordStore& records, const dns::SetView& set,
                                bool& several) const {
  const SpfRecord* found = nullptr;
  dns::for_each_record(records, set, [&](const dns::Rdata& data) {
    const auto record = spf_.find(data.detail);
    if (record == spf_.end()) return;
    several = several || found != nullptr;
    found = &record->second;
  });
  return found;
}

const DmarcRecord* Published::dmarc(const dns::RecordStore& records,
                                    const dns::SetView& set) const {
  const DmarcRecord* found = nullptr;
  int count = 0;
  dns::for_each_record(records, set, [&](const dns::Rdata& data) {
    const auto record = dmarc_.find(data.detail);
    if (record == dmarc_.end()) return;
    ++count;
    found = &record->second;
  });
  return count == 1 ? found : nullptr;  // several records are no record (RFC 9989)
}

std::uint64_t Published::sts_version(const dns::RecordStore& records,
                                     const dns::SetView& set) const {
  std::uint64_t version = 0;
  dns::for_each_record(records, set, [&](const dns::Rdata& data) {
    const auto found = sts_.find(data.detail);
    if (found != sts_.end()) version = found->second;
  });
  return version;
}

bool Published::has_usable_tlsa(const dns::RecordStore& records, dns::RecordSetId set) const {
  const auto data = records.data(set);
  return std::any_of(data.begin(), data.end(),
                     [&](const dns::Rdata& r) { return tlsa_keys_.contains(r.detail); });
}

bool Published::names_key(const dns::RecordStore& records, dns::RecordSetId set,
                          std::uint64_t key) const {
  const auto data = records.data(set);
  return std::any_of(data.begin(), data.end(), [&](const dns::Rdata& r) {
    const auto found = tlsa_keys_.find(r.detail);
    return found != tlsa_keys_.end() && found->second == key;
  });
}

/// Of hexadecimal digits in either case, blanks left out.
std::uint64_t Published::hash_key(std::string_view tlsa_data) {
  std::string digits;
  for (const char c : tlsa_data)
    if (c != ' ') digits += static_cast<char>(c >= 'A' && c <= 'F' ? c + 32 : c);
  return sim::hash_text(digits) | 1u;
}

bool Published::has_dkim_key(const dns::RecordStore& records, const dns::SetView& set) const {
  bool found = false;
  dns::for_each_record(records, set, [&](const dns::Rdata& data) {
    const auto key = dkim_keys_.find(data.detail);
    found = found || (key != dkim_keys_.end() && key->second);
  });
  return found;
}

}  // namespace waypost::mail
