// SPDX-License-Identifier: Apache-2.0
// Every address a scenario knows, and who answers there: a host, an anycast group, or nobody.
// Filled by build, then read-only. Automatic addresses come from 198.18.0.0/15 (RFC 2544, RFC 6890)
// and 2001:db8::/32 (RFC 3849) and depend on the owner's path alone, so that adding a host moves no
// other, except one that hashed to the same place (the one declared first keeps it).
#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include "models/net/address.hpp"
#include "models/net/ids.hpp"

namespace waypost::net {

/// What happens to a packet sent to an address.
struct Binding {
  enum class Kind : std::uint8_t {
    black_hole,   ///< no owner: swallowed without a word
    unreachable,  ///< no owner: a router answers "no route"
    host,         ///< `index` is a HostId
    anycast,      ///< `index` is a GroupId
  };
  Kind kind = Kind::black_hole;
  std::uint32_t index = kNone;
  bool operator==(const Binding&) const = default;
};

class AddressBook {
 public:
  /// `unowned`: what an address without owner does, black_hole or unreachable.
  explicit AddressBook(Binding::Kind unowned = Binding::Kind::black_hole) : unowned_(unowned) {}

  /// The id of `address`; it is registered, without owner, when it is new.
  AddressId intern(const Address& address);
  std::optional<AddressId> find(const Address& address) const;

  /// Gives `address` an owner. Returns the owner it already has, if that is another: the
  /// scenario's error "two hosts with one address"; nothing is changed then.
  [[nodiscard]] std::optional<Binding> bind(AddressId address, Binding owner);

  /// Registers an address, not seen before, for the owner with this path; still unbound.
  AddressId make_automatic(Family family, std::uint64_t path_hash);

  const Address& address(AddressId id) const { return addresses_[id]; }
  /// O(1); never fails: an address without owner is a black hole (or unreachable, by setting).
  Binding binding(AddressId id) const { return bindings_[id]; }
  bool owned(AddressId id) const { return bindings_[id].index != kNone; }
  std::size_t size() const { return addresses_.size(); }

 private:
  Binding::Kind unowned_;
  std::vector<Address> addresses_;
  std::vector<Binding> bindings_;
  std::unordered_map<Address, AddressId, AddressHash> ids_;  // looked up, never iterated
};

}  // namespace waypost::net
