// SPDX-License-Identifier: Apache-2.0
// What the asking side of DNS reports to the trace. A resolution is one question being worked on at
// one resolver; it has an id of its own (never reused at that resolver), and a parent when it looks
// up the address of a name server or the root's NS set for another one.
#pragma once

#include <cstdint>

namespace waypost::dns {

enum TraceKind : std::uint16_t {
  kTraceStubQuery = 0x200,     ///< a stub sent a query; attempt
  kTraceStubAnswer = 0x201,    ///< a stub's lookup ended; start = its first query
  kTraceStubTimeout = 0x202,   ///< a stub gave up waiting for one send
  kTraceClientQuery = 0x210,   ///< a resolver took a client's query
  kTraceCacheHit = 0x211,      ///< ... and answered it at once
  kTraceCacheMiss = 0x212,     ///< ... and opened a resolution
  kTraceJoined = 0x213,        ///< ... and joined a resolution already open
  kTraceChildStarted = 0x214,  ///< resolution `id` began for resolution `parent`
  kTraceQuerySent = 0x215,     ///< upstream; attempt
  kTraceTimeout = 0x216,       ///< no response in time; start = when that query was sent
  kTraceReferral = 0x217,      ///< a response, with its kind; start = when its query was sent
  kTraceAnswer = 0x218,
  kTraceAlias = 0x219,
  kTraceNegative = 0x21A,
  kTraceLame = 0x21B,
  kTraceUseless = 0x21C,
  kTraceResumed = 0x21D,   ///< resolution `id` went on because child `other` had ended
  kTraceFinished = 0x21E,  ///< resolution `id` ended; start = when it began
  kTraceDropped = 0x21F,   ///< overload: a query was not taken
};

}  // namespace waypost::dns
