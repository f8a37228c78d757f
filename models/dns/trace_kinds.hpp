// SPDX-License-Identifier: Apache-2.0
// What DNS reports to the trace (sim::TraceRecord), and which fields each kind fills. A resolution
// is one question being worked on at one resolver; `object` is its number there (entity and object
// name it in the whole run), `parent` the number of the one it works for.
#pragma once

#include <cstdint>
#include <string_view>

namespace waypost::dns {

enum TraceKind : std::uint16_t {
  // A stub's lookup; object: the caller's number of it.
  kTraceStubQuery = 0x200,    ///< sent; address: the server, attempt: 1, 2, ...
  kTraceStubAnswer = 0x201,   ///< ended; start: first query, code: rcode, value: LookupStatus
  kTraceStubTimeout = 0x202,  ///< one send given up; start: when it was sent

  // At a resolver or forwarder. Of hit, miss and joined by a client, other: the client's entity.
  kTraceClientQuery = 0x210,   ///< taken; other: the client's entity
  kTraceCacheHit = 0x211,      ///< ... answered from the cache; code: rcode, value: work, ns
  kTraceCacheMiss = 0x212,     ///< ... opened resolution (forwarder: stub lookup) `object`
  kTraceJoined = 0x213,        ///< a client, or resolution `parent`, waits for open `object` too
  kTraceChildStarted = 0x214,  ///< resolution `object` began for `parent`
  /// Upstream; name, type: as sent, address, other: who is reached there, attempt, value: zone's
  /// name.
  kTraceQuerySent = 0x215,
  kTraceTimeout = 0x216,  ///< no response in time; start: when sent
  // Responses; start: when the query was sent, address: from whom, code: rcode, value: zone's name.
  kTraceAnswer = 0x217,
  kTraceAlias = 0x218,     ///< name: the target
  kTraceReferral = 0x219,  ///< name: the zone cut
  kTraceNoData = 0x21A,
  kTraceNameError = 0x21B,
  kTraceLame = 0x21C,
  kTraceFailure = 0x21D,  ///< SERVFAIL, REFUSED, ...
  kTraceTruncated = 0x21E,
  kTraceEmpty = 0x21F,
  kTraceUnreachable = 0x220,  ///< ICMP
  kTraceResumed = 0x221,      ///< `parent` went on because its child `object` had ended
  kTraceFinished = 0x222,     ///< `object` ended; start: when it began, code: rcode, value: Failure
  kTraceDropped = 0x223,      ///< overload: a query was not taken
};

/// "dns.query_sent", "dns.referral", ...: stable words; empty for other numbers.
std::string_view trace_kind_text(std::uint16_t kind);

/// Of queries and of what became of them: TraceRecord::value is the zone's name.
constexpr bool trace_value_is_zone(std::uint16_t kind) {
  return kind >= kTraceQuerySent && kind <= kTraceUnreachable;
}

}  // namespace waypost::dns
