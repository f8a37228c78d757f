// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/signing.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/build/draft.hpp"
#include "scenarios/build/seconds.hpp"
#include "scenarios/load/units.hpp"

namespace waypost::scenarios {
namespace {

constexpr std::uint16_t kRootKey = 20326;  // the root's key-signing key of 2017 to 2026
constexpr std::uint32_t kRootKeyTtl = 172800, kTldKeyTtl = 86400, kDsTtl = 86400;  // as published
constexpr std::uint32_t kKeyTtl = 3600;
constexpr sim::Duration kSignaturesLast = sim::hours(14 * 24);
constexpr std::uint16_t kKeyOctets = 68, kDsOctets = 36;  // ECDSA P-256, SHA-256 (RFC 6605, 4509)

dns::RecordSetId make_set(RecordTables& tables, dns::Name owner, dns::RecordType type,
                          std::uint32_t ttl, const KeyTags& keys, const char* form,
                          std::uint16_t octets) {
  std::vector<dns::Rdata> data;
  std::uint64_t content = tables.names.hash(owner);
  for (const std::uint16_t key : keys) {
    data.push_back({.detail = tables.records.add_text(fmt::format(fmt::runtime(form), key)),
                    .preference = key,
                    .wire_octets = octets});
    content = sim::mix(content, key);
  }
  return tables.records.add(owner, type, ttl, data, content);
}

const schema::Zone::Signing* declared(const Draft& draft, ZoneDrafts::Index zone) {
  const auto found = std::find(draft.declared_zones.begin(), draft.declared_zones.end(), zone);
  if (found == draft.declared_zones.end()) return nullptr;
  const auto& declaration =
      draft.scenario.zones(static_cast<int>(found - draft.declared_zones.begin()));
  return declaration.has_signing() ? &declaration.signing() : nullptr;
}

/// `denies_gaps`: by NSEC; false: NSEC3 with opt-out, as most TLDs have it.
void sign(Draft& draft, ZoneDrafts::Index zone, const KeyTags& keys, std::uint32_t ttl,
          bool denies_gaps) {
  ZoneDraft& made = draft.zones[zone];
  draft.zones.add_set(zone, make_keys(draft.zones.tables(), made.apex, ttl, keys));
  made.signing = draft.world.dns.records.add_signing(
      {.signer = made.apex, .key_tag = keys.front(), .denies_gaps = denies_gaps});
}

void vouch(Draft& draft, ZoneDrafts::Index child, const KeyTags& keys, std::uint32_t ttl) {
  const dns::Name apex = draft.zones[child].apex;
  draft.zones.add_set(draft.zones.parent_of(apex), make_ds(draft.zones.tables(), apex, ttl, keys));
}

void sign_declared(Draft& draft, ZoneDrafts::Index zone, const schema::Zone::Signing& signing) {
  const dns::NameTable& names = draft.world.dns.names;
  const dns::Name apex = draft.zones[zone].apex;
  KeyTags keys = key_tags(names, apex, signing.keys());
  if (keys.empty()) keys.push_back(key_tag(names, apex, "key"));
  sign(draft, zone, keys, key_ttl(draft, zone), !signing.opt_out());
  if (signing.without_ds()) return;
  KeyTags vouched = key_tags(names, apex, signing.ds());
  if (vouched.empty()) vouched.push_back(keys.front());
  vouch(draft, zone, vouched, ds_ttl(draft, zone));
}

/// The keys that the parent's data vouch for already (the real root's DS sets).
KeyTags keys_at_parent(const Draft& draft, ZoneDrafts::Index zone) {
  const dns::RecordStore& records = draft.world.dns.records;
  const dns::Name apex = draft.zones[zone].apex;
  KeyTags keys;
  for (const dns::RecordSetId id : draft.zones[draft.zones.parent_of(apex)].sets) {
    if (records.set(id).owner != apex || records.set(id).type != dns::RecordType::ds) continue;
    for (const dns::Rdata& data : records.data(id)) keys.push_back(data.preference);
  }
  return keys;
}

/// TLDs: those with a DS in the real root; all of an invented root's.
void sign_tld(Draft& draft, ZoneDrafts::Index zone) {
  const dns::NameTable& names = draft.world.dns.names;
  const dns::Name apex = draft.zones[zone].apex;
  if (names.depth(apex) != 1) return;
  KeyTags keys = keys_at_parent(draft, zone);
  if (keys.empty() && !draft.real_root) {
    keys.push_back(key_tag(names, apex, "key"));
    vouch(draft, zone, keys, kDsTtl);
  }
  if (!keys.empty()) sign(draft, zone, keys, kTldKeyTtl, false);
}

bool anybody_validates_or_signs(const Draft& draft) {
  const auto& scenario = draft.scenario;
  return std::any_of(scenario.zones().begin(), scenario.zones().end(),
                     [](const schema::Zone& zone) { return zone.has_signing(); }) ||
         std::any_of(scenario.resolvers().begin(), scenario.resolvers().end(),
                     [](const schema::ResolverGroup& g) { return !g.validating().empty(); });
}

}  // namespace

std::uint16_t key_tag(const dns::NameTable& names, dns::Name apex, const std::string& key) {
  const std::uint64_t hash = sim::mix(names.hash(apex), sim::hash_text(key));
  return static_cast<std::uint16_t>(1 + hash % 65535);
}

KeyTags key_tags(const dns::NameTable& names, dns::Name apex, const KeyNames& keys) {
  KeyTags tags;
  for (const std::string& key : keys) tags.push_back(key_tag(names, apex, key));
  return tags;
}

dns::RecordSetId make_keys(RecordTables& tables, dns::Name apex, std::uint32_t ttl,
                           const KeyTags& keys) {
  return make_set(tables, apex, dns::RecordType::dnskey, ttl, keys, "257 3 13 (key tag {})",
                  kKeyOctets);
}

dns::RecordSetId make_ds(RecordTables& tables, dns::Name child, std::uint32_t ttl,
                         const KeyTags& keys) {
  return make_set(tables, child, dns::RecordType::ds, ttl, keys, "{} 13 2", kDsOctets);
}

std::uint32_t key_ttl(const Draft& draft, ZoneDrafts::Index zone) {
  const auto* signing = declared(draft, zone);
  return signing == nullptr ? kKeyTtl : seconds_or(signing->key_ttl(), kKeyTtl);
}

std::uint32_t ds_ttl(const Draft& draft, ZoneDrafts::Index zone) {
  const auto* signing = declared(draft, zone);
  return signing == nullptr ? kDsTtl : seconds_or(signing->ds_ttl(), kDsTtl);
}

sim::Duration signatures_last(const Draft& draft, ZoneDrafts::Index zone) {
  const auto* signing = declared(draft, zone);
  if (signing == nullptr || signing->signatures_last().empty()) return kSignaturesLast;
  const auto read = parse_duration(signing->signatures_last());
  return read ? *read : kSignaturesLast;
}

void sign_zones(Draft& draft) {
  if (!anybody_validates_or_signs(draft)) return;
  const ZoneDrafts::Index root = draft.zones.find(dns::kRoot);
  sign(draft, root, {kRootKey}, kRootKeyTtl, true);
  draft.world.dns.authority.trust_anchor = kRootKey;
  for (ZoneDrafts::Index zone = 0; zone < draft.zones.size(); ++zone) {
    if (const auto* signing = declared(draft, zone))
      sign_declared(draft, zone, *signing);
    else if (draft.zones[zone].origin == ZoneDraft::Origin::tld)
      sign_tld(draft, zone);
  }
}

}  // namespace waypost::scenarios
