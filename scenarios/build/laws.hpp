// SPDX-License-Identifier: Apache-2.0
// Random laws and service stations as a scenario writes them. Defaults of service times, with their
// sources: docs/models.md, "Service times".
#pragma once

#include <string>

#include "models/net/station.hpp"
#include "scenarios/build/problems.hpp"
#include "scenarios/schema/common.pb.h"
#include "sim/distributions.hpp"

namespace waypost::scenarios {

/// The unit in which a law's numbers are written; durations become seconds, sizes octets.
enum class LawUnit { duration, size, number };

/// The law of the field at `path`; Law::constant(0) after a mistake.
sim::Law to_law(const schema::Law& law, LawUnit unit, const std::string& path, Problems& problems);

/// `fallback` when the field is absent.
sim::Law law_or(bool present, const schema::Law& law, LawUnit unit, const sim::Law& fallback,
                const std::string& path, Problems& problems);

enum class ServerKind { authoritative, resolver, forwarder, mail_host };

/// Work per request when the scenario says nothing: a DNS server answers 20,000 questions a second
/// and worker (50 microseconds, exponential); a mail host thinks 0.3 s, lognormal, after the final
/// dot.
sim::Law default_service_seconds(ServerKind kind);

/// Workers and queue of a server; the schema's defaults are 1 worker and 1000 places.
net::Station to_station(const schema::Service& service, ServerKind kind, const std::string& path,
                        Problems& problems);

}  // namespace waypost::scenarios
