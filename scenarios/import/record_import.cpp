// SPDX-License-Identifier: Apache-2.0
#include "scenarios/import/record_import.hpp"

#include <charconv>
#include <stdexcept>

#include "sim/hash.hpp"

namespace waypost::scenarios {
namespace {

using enum dns::RecordType;

/// Takes the next blank-separated field off `rest`.
std::string_view take(std::string_view& rest) {
  const std::size_t end = rest.find(' ');
  const std::string_view field = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  return field;
}

template <class Number>
Number take_number(std::string_view& rest) {
  const std::string_view field = take(rest);
  Number number = 0;
  std::from_chars(field.data(), field.data() + field.size(), number);
  return number;
}

dns::Soa take_soa(std::string_view rest, dns::NameTable& names) {
  dns::Soa soa;
  soa.mname = names.intern(take(rest));
  soa.rname = names.intern(take(rest));
  for (std::uint32_t* field : {&soa.serial, &soa.refresh, &soa.retry, &soa.expire, &soa.minimum})
    *field = take_number<std::uint32_t>(rest);
  return soa;
}

net::AddressId take_address(std::string_view text, const ImportTarget& target) {
  const auto address = net::parse_address(text);
  if (!address) throw std::invalid_argument("a malformed address");
  return target.intern_address(*address);
}

}  // namespace

dns::Rdata import_data(const MasterRecord& record, const ImportTarget& target) {
  dns::Rdata data;
  data.wire_octets = record.wire_octets;
  std::string_view rest = record.data;
  switch (record.type) {
    case a:
    case aaaa: data.address = take_address(rest, target); break;
    case ns:
    case cname:
    case dname:
    case ptr: data.name = target.names.intern(take(rest)); break;
    case mx:
      data.preference = take_number<std::uint16_t>(rest);
      data.name = target.names.intern(take(rest));
      break;
    case srv:
      data.preference = take_number<std::uint16_t>(rest);
      data.weight = take_number<std::uint16_t>(rest);
      data.port = take_number<std::uint16_t>(rest);
      data.name = target.names.intern(take(rest));
      break;
    case svcb:
    case https:
      data.preference = take_number<std::uint16_t>(rest);
      data.name = target.names.intern(take(rest));
      data.detail = target.records.add_text(record.data);
      break;
    case soa: data.detail = target.records.add_soa(take_soa(rest, target.names)); break;
    case ds:
      data.preference = take_number<std::uint16_t>(rest);
      data.detail = target.records.add_text(record.data);
      break;
    case txt:
    case dnskey:
    case tlsa:
    case caa:
    case axfr:
    case any: data.detail = target.records.add_text(record.data); break;
  }
  return data;
}

std::uint64_t data_hash(const dns::Rdata& data, const MasterRecord& record,
                        const ImportTarget& target) {
  const std::uint64_t numbers =
      std::uint64_t{data.preference} << 32 | std::uint64_t{data.weight} << 16 | data.port;
  const std::uint64_t hash = sim::mix(target.names.hash(data.name), numbers);
  const bool has_names_only = record.type == ns || record.type == cname || record.type == dname ||
                              record.type == ptr || record.type == mx || record.type == srv;
  // Names compare without case, so their text is not hashed; of all else the canonical text is.
  return has_names_only ? hash : sim::mix(hash, sim::hash_text(record.data));
}

}  // namespace waypost::scenarios
