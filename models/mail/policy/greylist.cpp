// SPDX-License-Identifier: Apache-2.0
#include "models/mail/policy/greylist.hpp"

namespace waypost::mail {
namespace {

std::uint64_t key_of(const Mailbox& m) {
  return sim::mix(std::uint64_t{m.domain.node} << 32 | m.domain.ordinal, m.user);
}

}  // namespace

std::uint64_t network_hash(const net::Address& address, int prefix, int prefix6) {
  net::Address network = address;
  int bits = address.family == net::Family::v4 ? prefix : prefix6;
  for (std::uint8_t& byte : network.bytes) {
    if (bits < 8) byte = static_cast<std::uint8_t>(bits <= 0 ? 0 : byte & (0xFF << (8 - bits)));
    bits -= 8;
  }
  return net::hash_address(network);
}

bool Greylist::is_known(const GreylistProfile& profile, std::uint64_t network, sim::Time now) {
  const auto found = clients_.find(network);
  if (profile.client_passes == 0 || found == clients_.end()) return false;
  Client& client = found->second;
  if (now - client.last > profile.lifetime) client = {};
  client.last = now;
  return client.passes >= profile.client_passes;
}

/// One pass an hour counts.
void Greylist::count_pass(std::uint64_t network, sim::Time now) {
  Client& client = clients_[network];
  if (client.passes > 0 && now - client.counted < sim::hours(1)) return;
  ++client.passes;
  client.last = client.counted = now;
}

bool Greylist::passes(const GreylistProfile& profile, const net::Address& client,
                      const Mailbox& sender, const Mailbox& recipient, sim::Time now) {
  const std::uint64_t network = network_hash(client, profile.prefix, profile.prefix6);
  if (is_known(profile, network, now)) return true;
  const std::uint64_t key = sim::mix(sim::mix(network, key_of(sender)), key_of(recipient));
  const auto [found, fresh] = triplets_.try_emplace(key, Triplet{now, now});
  Triplet& triplet = found->second;
  const sim::Duration kept = triplet.passed ? profile.lifetime : profile.retry_window;
  if (now - triplet.last > kept) triplet = {now, now};
  triplet.last = now;
  if (!triplet.passed && now - triplet.first < profile.delay) return false;
  triplet.passed = true;
  count_pass(network, now);
  return true;
}

}  // namespace waypost::mail
