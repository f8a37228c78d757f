// SPDX-License-Identifier: Apache-2.0
#include "models/net/address_book.hpp"

#include "sim/expect.hpp"
#include "sim/hash.hpp"

namespace waypost::net {
namespace {

/// The address tried for `path_hash` after `collisions` earlier ones were taken.
Address candidate(Family family, std::uint64_t path_hash, std::uint64_t collisions) {
  const std::uint64_t hash = sim::mix(path_hash, collisions);
  if (family == Family::v6) return make_v6(0x20010db8'00000000u, hash >> 32);
  constexpr std::uint32_t kBase = 198u << 24 | 18u << 16;
  constexpr std::uint32_t kHosts = (1u << 17) - 2;  // without the block's first and last address
  return make_v4(kBase + 1 + static_cast<std::uint32_t>(hash % kHosts));
}

}  // namespace

AddressId AddressBook::intern(const Address& address) {
  const auto id = static_cast<AddressId>(addresses_.size());
  const auto [entry, is_new] = ids_.try_emplace(address, id);
  if (is_new) {
    addresses_.push_back(address);
    bindings_.push_back({unowned_, kNone});
  }
  return entry->second;
}

std::optional<AddressId> AddressBook::find(const Address& address) const {
  const auto entry = ids_.find(address);
  if (entry == ids_.end()) return std::nullopt;
  return entry->second;
}

std::optional<Binding> AddressBook::bind(AddressId address, Binding owner) {
  Binding& binding = bindings_[address];
  if (binding.index != kNone && binding != owner) return binding;
  binding = owner;
  return std::nullopt;
}

AddressId AddressBook::make_automatic(Family family, std::uint64_t path_hash) {
  constexpr std::uint64_t kTries = 1'000'000;  // 198.18.0.0/15 is as good as full long before
  for (std::uint64_t collisions = 0; collisions < kTries; ++collisions) {
    const Address address = candidate(family, path_hash, collisions);
    if (!find(address)) return intern(address);
  }
  WAYPOST_EXPECT(false, "198.18.0.0/15 is full: declare addresses for some hosts");
}

}  // namespace waypost::net
