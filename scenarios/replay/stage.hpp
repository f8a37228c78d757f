// SPDX-License-Identifier: Apache-2.0
// A script turned into the model's own terms: names, record sets, addresses, messages. Equal data
// are one record set, whatever their TTL, so that the cache can tell "the same again" from "new".
// Sets of another class than IN are left out: Waypost's messages carry one class, that of the
// question, as a resolver's scrubber leaves them (RFC 1035 section 5.2).
#pragma once

#include <map>
#include <memory>
#include <utility>

#include "models/dns/dns.hpp"
#include "models/net/network.hpp"
#include "scenarios/replay/script.hpp"

namespace waypost::replay {

/// An entry as messages of the model.
struct PreparedEntry {
  const Entry* entry = nullptr;
  dns::Message message;  ///< header, question and sections as written
  bool has_question = false;
};

/// The world of one script: engine, network without delays, one resolver.
struct Stage {
  sim::Engine engine{1};
  net::Network network;
  dns::Dns dns;
  net::HostId resolver_host = net::kNone, client_host = net::kNone;
  std::map<std::pair<std::uint64_t, std::uint64_t>, dns::RecordSetId> sets;  ///< by content

  net::AddressId address(const net::Address& a) { return network.addresses.intern(a); }
};

/// Makes the hosts; the resolver is added by whoever knows its settings.
std::unique_ptr<Stage> make_stage();

/// Throws Fault when a name or record is one that the model refuses.
PreparedEntry prepare(Stage& stage, const Entry& entry, const std::string& file);

/// Interns what DNAMEs can make of the names of the script (build does so for scenarios).
void close_under_dnames(Stage& stage, const Script& script);

/// One record of a message: the unit that answers are compared by.
struct FlatRecord {
  dns::Section section{};
  dns::Name owner{};
  dns::RecordType type{};
  std::uint32_t ttl = 0;
  std::string data;  ///< lower case
  std::string text(const dns::NameTable& names) const;
};
std::vector<FlatRecord> flatten(const Stage& stage, const dns::Message& message);

}  // namespace waypost::replay
