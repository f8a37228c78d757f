// SPDX-License-Identifier: Apache-2.0
// Machines that answer with authority: declared name servers, root letters, TLD servers, those of
// providers and domain sets. An anycast machine is one server at each of its sites, all with the
// same zones.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "models/net/station.hpp"
#include "models/world/world.hpp"
#include "scenarios/build/machines.hpp"

namespace waypost::scenarios {

using NameServerId = std::uint32_t;

struct NameServerSpec {
  enum class Kind : std::uint8_t { root, tld, name_server };
  Kind kind = Kind::name_server;
  dns::Name name{};
  bool addresses_published = false;  ///< by imported data: build adds no address records
  bool generated = false;            ///< made for a provider or a domain set
  dns::AnswerStyle style{};
  dns::ResponseLimit limit{};
  net::Station station{sim::Law(), 1};
  dns::EncryptionWork encryption{};
};

struct NameServer {
  NameServerSpec::Kind kind{};
  dns::Name name{};
  bool addresses_published = false, generated = false;
  Machine machine{};
  std::vector<std::uint32_t> servers{};  ///< of Authority::servers, one per host of the machine
  std::shared_ptr<dns::ServedZones> served = std::make_shared<dns::ServedZones>();
};

class NameServers {
 public:
  static constexpr NameServerId kNone = UINT32_MAX;

  /// One server per host of `machine`, each an entity of its own.
  NameServerId add(world::World& world, Machine machine, const NameServerSpec& spec);
  /// Another host name of the same machine.
  void add_name(NameServerId id, dns::Name name) { by_name_.put(name, id); }
  NameServerId find(dns::Name name) const { return by_name_.find(name); }

  NameServer& operator[](NameServerId id) { return all_[id]; }
  const NameServer& operator[](NameServerId id) const { return all_[id]; }
  std::vector<NameServer>& all() { return all_; }
  const std::vector<NameServer>& all() const { return all_; }

 private:
  std::vector<NameServer> all_;
  dns::NameIndex by_name_;
};

}  // namespace waypost::scenarios
