// SPDX-License-Identifier: Apache-2.0
// Greylisting as postgrey does it (Harris 2003): a triplet of client network, sender and recipient
// that is new is told to come back; one that comes back after the delay passes, and a client that
// has passed often enough is not asked again. Nothing waits and nothing expires by an event.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "models/mail/envelope.hpp"
#include "models/net/address_book.hpp"

namespace waypost::mail {

/// Defaults: postgrey 1.37.
struct GreylistProfile {
  sim::Duration delay = sim::seconds(300);
  sim::Duration retry_window = sim::hours(48);   ///< first sight is forgotten after this
  sim::Duration lifetime = sim::hours(35 * 24);  ///< of a triplet or client that passed, unused
  std::uint32_t client_passes = 5;         ///< then the client network is let through; 0: never
  std::uint8_t prefix = 24, prefix6 = 64;  ///< of the client's network
};

/// Hash of the network of `address`: its first `prefix` bits (IPv4) or `prefix6` (IPv6).
std::uint64_t network_hash(const net::Address& address, int prefix, int prefix6);

class Greylist {
 public:
  /// True when the triplet may pass now. `client`: its address.
  bool passes(const GreylistProfile& profile, const net::Address& client, const Mailbox& sender,
              const Mailbox& recipient, sim::Time now);
  std::size_t triplets() const { return triplets_.size(); }

 private:
  struct Triplet {
    sim::Time first{}, last{};
    bool passed = false;
  };
  struct Client {
    sim::Time last{}, counted{};
    std::uint32_t passes = 0;
  };
  bool is_known(const GreylistProfile& profile, std::uint64_t network, sim::Time now);
  void count_pass(std::uint64_t network, sim::Time now);

  std::unordered_map<std::uint64_t, Triplet> triplets_;  // both: looked up, never iterated
  std::unordered_map<std::uint64_t, Client> clients_;
};

}  // namespace waypost::mail
