// SPDX-License-Identifier: Apache-2.0
#include "models/dns/trace_kinds.hpp"

namespace waypost::dns {

std::string_view trace_kind_text(std::uint16_t kind) {
  switch (kind) {
    case kTraceStubQuery: return "dns.stub_query";
    case kTraceStubAnswer: return "dns.stub_answer";
    case kTraceStubTimeout: return "dns.stub_timeout";
    case kTraceClientQuery: return "dns.client_query";
    case kTraceCacheHit: return "dns.cache_hit";
    case kTraceCacheMiss: return "dns.cache_miss";
    case kTraceJoined: return "dns.joined";
    case kTraceChildStarted: return "dns.child_started";
    case kTraceQuerySent: return "dns.query_sent";
    case kTraceTimeout: return "dns.timeout";
    case kTraceAnswer: return "dns.answer";
    case kTraceAlias: return "dns.alias";
    case kTraceReferral: return "dns.referral";
    case kTraceNoData: return "dns.no_data";
    case kTraceNameError: return "dns.name_error";
    case kTraceLame: return "dns.lame";
    case kTraceFailure: return "dns.failure";
    case kTraceTruncated: return "dns.truncated";
    case kTraceEmpty: return "dns.empty";
    case kTraceUnreachable: return "dns.unreachable";
    case kTraceResumed: return "dns.resumed";
    case kTraceFinished: return "dns.finished";
    case kTraceDropped: return "dns.dropped";
    default: return {};
  }
}

}  // namespace waypost::dns
