// SPDX-License-Identifier: Apache-2.0
#include "models/dns/resolver_trace.hpp"

#include "models/dns/classify.hpp"
#include "models/dns/dns.hpp"
#include "models/dns/scrub.hpp"
#include "models/dns/trace.hpp"
#include "models/net/datagram.hpp"

namespace waypost::dns {
namespace {

/// Whoever a packet sent to `server` reaches now: of an anycast address, the instance.
std::uint32_t reached(const Context& context, const RecursiveResolver& resolver,
                      net::AddressId server) {
  const net::HostId host = net::expected_transit(context.network, resolver.host, server).host;
  return host == net::kNone ? sim::kNoId : context.network.hosts[host].entity;
}

/// What all reports about the query on its way say.
void describe_query(sim::TraceRecord& record, const OpenResolution& open, net::AddressId server) {
  record.object = open.id;
  record.parent = open.for_whom;
  record.address = server;
  record.attempt = open.resolution.queries;
  record.value = open.resolution.zone.node;
}

TraceKind trace_kind(ResponseKind kind) {
  switch (kind) {
    case ResponseKind::answer: return kTraceAnswer;
    case ResponseKind::alias: return kTraceAlias;
    case ResponseKind::referral: return kTraceReferral;
    case ResponseKind::no_data: return kTraceNoData;
    case ResponseKind::name_error: return kTraceNameError;
    case ResponseKind::lame:
    case ResponseKind::recursion_lame: return kTraceLame;
    case ResponseKind::failure: return kTraceFailure;
    case ResponseKind::truncated: return kTraceTruncated;
    case ResponseKind::empty: return kTraceEmpty;
  }
  return kTraceFailure;
}

}  // namespace

void report_query(const Context& context, const RecursiveResolver& resolver,
                  const OpenResolution& open, const Ask& ask) {
  report(context, kTraceQuerySent, resolver.entity, ask.question, [&](sim::TraceRecord& record) {
    describe_query(record, open, ask.server);
    record.other = reached(context, resolver, ask.server);
  });
}

void report_end_of_query(const Context& context, const RecursiveResolver& resolver,
                         const OpenResolution& open, TraceKind kind, Rcode rcode) {
  const Resolution& r = open.resolution;
  const Question question{r.qname, r.question.qtype};
  report(context, kind, resolver.entity, question, [&](sim::TraceRecord& record) {
    describe_query(record, open, r.candidates[r.pending.candidate].address);
    record.start = r.pending.sent.ns;
    record.code = static_cast<std::uint16_t>(rcode);
  });
}

void report_response(const Context& context, const RecursiveResolver& resolver, const Knowledge& k,
                     const OpenResolution& open, const Message& m) {
  if (context.trace == nullptr) return;
  const Resolution& r = open.resolution;
  const Question asked = question_to_send(r, k);
  Message scrubbed = m;
  if (!m.header.tc && !scrub(k.names, k.records, k.profile.scrub, r.zone, asked, scrubbed))
    scrubbed.header.rcode = Rcode::serv_fail;
  const Classified c = classify(k.names, k.records, r.zone, asked, scrubbed, r.pending.recursion);
  report(context, trace_kind(c.kind), resolver.entity, asked, [&](sim::TraceRecord& record) {
    describe_query(record, open, r.candidates[r.pending.candidate].address);
    record.start = r.pending.sent.ns;
    record.code = static_cast<std::uint16_t>(m.header.rcode);
    if (c.kind == ResponseKind::referral) record.name = c.cut.node;
    if (c.kind == ResponseKind::alias) record.name = c.chain.reached.node;
  });
}

/// `child` joined, began or ended for `parent`.
void report_child(const Context& context, const RecursiveResolver& resolver, TraceKind kind,
                  const Question& question, std::uint64_t child, std::uint64_t parent) {
  report(context, kind, resolver.entity, question, [&](sim::TraceRecord& record) {
    record.object = child;
    record.parent = parent;
  });
}

void report_finish(const Context& context, const RecursiveResolver& resolver,
                   const OpenResolution& ended, const Finish& end) {
  report(context, kTraceFinished, resolver.entity, ended.resolution.question,
         [&](sim::TraceRecord& record) {
           record.object = ended.id;
           record.parent = ended.for_whom;
           record.start = ended.resolution.started.ns;
           record.code = static_cast<std::uint16_t>(end.rcode);
           record.value = static_cast<std::int64_t>(end.failure);
         });
}

}  // namespace waypost::dns
