// SPDX-License-Identifier: Apache-2.0
// The DNS world of one run, as plain copyable data.
#pragma once

#include "models/dns/authoritative_server.hpp"
#include "models/dns/message.hpp"
#include "models/dns/name.hpp"
#include "models/dns/record.hpp"
#include "sim/slots.hpp"

namespace waypost::dns {

struct Dns {
  NameTable names;
  RecordStore records;
  Authority authority;
  sim::Slots<Datagram> datagrams;  ///< under way; a kDatagram event names one
};

/// Takes the datagram of a kDatagram event out of the network. Once per event.
Datagram take_datagram(Dns& dns, std::uint64_t argument);

}  // namespace waypost::dns
