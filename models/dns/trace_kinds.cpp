// SPDX-License-Identifier: Apache-2.0
#include "models/dns/trace_kinds.hpp"

namespace waypost::dns {

std::string_view trace_kind_text(std::uint16_t kind) {
  switch (kind) {
    case kTraceStubQuery: return "stub query";
    case kTraceStubAnswer: return "stub answer";
    case kTraceStubTimeout: return "stub timeout";
    case kTraceClientQuery: return "client query";
    case kTraceCacheHit: return "cache hit";
    case kTraceCacheMiss: return "cache miss";
    case kTraceJoined: return "joined";
    case kTraceChildStarted: return "child started";
    case kTraceQuerySent: return "query sent";
    case kTraceTimeout: return "timeout";
    case kTraceAnswer: return "answer";
    case kTraceAlias: return "alias";
    case kTraceReferral: return "referral";
    case kTraceNoData: return "no data";
    case kTraceNameError: return "name error";
    case kTraceLame: return "lame";
    case kTraceFailure: return "failure";
    case kTraceTruncated: return "truncated";
    case kTraceEmpty: return "empty";
    case kTraceUnreachable: return "unreachable";
    case kTraceResumed: return "resumed";
    case kTraceFinished: return "finished";
    case kTraceDropped: return "dropped";
    default: return {};
  }
}

}  // namespace waypost::dns
