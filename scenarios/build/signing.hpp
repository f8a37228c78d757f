// SPDX-License-Identifier: Apache-2.0
// DNSSEC of the world in the making: keys by the names that a scenario gives them, DNSKEY and DS
// sets, who signs what. The root and the TLDs are signed as soon as anybody signs or validates.
#pragma once

#include <string>
#include <vector>

#include "scenarios/build/zone_drafts.hpp"
#include "scenarios/schema/dns.pb.h"
#include "sim/time.hpp"

namespace waypost::scenarios {

struct Draft;

using KeyTags = std::vector<std::uint16_t>;
using KeyNames = google::protobuf::RepeatedPtrField<std::string>;

/// The tag of a zone's key called so: 1..65535, the same in every run (real tags are checksums of
/// keys; two of one zone agree once in 65,535 cases, as here).
std::uint16_t key_tag(const dns::NameTable& names, dns::Name apex, const std::string& key);
KeyTags key_tags(const dns::NameTable& names, dns::Name apex, const KeyNames& keys);

dns::RecordSetId make_keys(RecordTables& tables, dns::Name apex, std::uint32_t ttl,
                           const KeyTags& keys);
dns::RecordSetId make_ds(RecordTables& tables, dns::Name child, std::uint32_t ttl,
                         const KeyTags& keys);

/// Settings of a declared zone, or their defaults.
std::uint32_t key_ttl(const Draft& draft, ZoneDrafts::Index zone);
std::uint32_t ds_ttl(const Draft& draft, ZoneDrafts::Index zone);
sim::Duration signatures_last(const Draft& draft, ZoneDrafts::Index zone);

/// Puts DNSKEY and DS sets into the zones and tells how each is signed; sets the trust anchor.
/// Before the first versions are made.
void sign_zones(Draft& draft);

}  // namespace waypost::scenarios
