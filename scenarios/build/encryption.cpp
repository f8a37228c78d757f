// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/encryption.hpp"

#include "scenarios/build/draft.hpp"
#include "scenarios/load/units.hpp"

namespace waypost::scenarios {
namespace {

void put(const std::string& text, sim::Duration& duration) {
  const auto read = parse_duration(text);
  if (!text.empty() && read) duration = *read;
}

}  // namespace

dns::Encryption to_encryption(const schema::Encryption& declared) {
  dns::Encryption how;
  switch (declared.kind()) {
    case schema::Encryption::DOT: how.transport = dns::Transport::tls; break;
    case schema::Encryption::DOH: how.transport = dns::Transport::https; break;
    case schema::Encryption::DOQ: how.transport = dns::Transport::quic; break;
    default: break;
  }
  put(declared.idle_timeout(), how.idle_timeout);
  const auto resumed = parse_share(declared.resumed());
  if (!declared.resumed().empty() && resumed) how.resumed_share = *resumed;
  return how;
}

dns::EncryptionWork to_encryption_work(const schema::EncryptedService& declared) {
  dns::EncryptionWork work;
  put(declared.handshake_work(), work.handshake);
  put(declared.query_work(), work.query);
  return work;
}

std::shared_ptr<const std::vector<net::AddressId>> encrypted_name_servers(const Draft& draft) {
  auto addresses = std::make_shared<std::vector<net::AddressId>>();
  for (const schema::NameServer& declared : draft.scenario.name_servers()) {
    if (!declared.has_encrypted()) continue;
    const NameServerId id = draft.name_servers.find(draft.world.dns.names.intern(declared.name()));
    const Machine& machine = draft.name_servers[id].machine;
    for (const auto* list : {&machine.ipv4, &machine.ipv6})
      addresses->insert(addresses->end(), list->begin(), list->end());
  }
  std::sort(addresses->begin(), addresses->end());
  return addresses;
}

}  // namespace waypost::scenarios
