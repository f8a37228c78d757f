// SPDX-License-Identifier: Apache-2.0
// What resolvers and forwarders report about the clients that they serve.
#pragma once

#include "models/dns/recursive_resolver.hpp"
#include "models/dns/trace.hpp"
#include "models/net/network.hpp"

namespace waypost::dns {

/// Reports a record of `kind` about the query of `client`; `fill(record)` adds what the kind needs.
template <class Fill>
void report_client(const Context& context, TraceKind kind, sim::EntityId entity,
                   const Question& question, const WaitingClient& client, Fill&& fill) {
  report(context, kind, entity, question, [&](sim::TraceRecord& record) {
    record.other = context.network.hosts[client.sender].entity;
    fill(record);
  });
}

}  // namespace waypost::dns
