// SPDX-License-Identifier: Apache-2.0
#include "viz/live/event_words.hpp"

#include <fmt/format.h>

#include <limits>

#include "models/dns/trace_kinds.hpp"
#include "models/mail/trace_kinds.hpp"

namespace waypost::viz {
namespace {

bool is_mail(const sim::TraceRecord& r) { return r.kind >= 0x300 && r.kind < 0x400; }

bool is_bad(const sim::TraceRecord& r) {
  switch (r.kind) {
    case dns::kTraceStubTimeout:
    case dns::kTraceTimeout:
    case dns::kTraceLame:
    case dns::kTraceFailure:
    case dns::kTraceUnreachable:
    case dns::kTraceDropped:
    case mail::kTraceNoRoute:
    case mail::kTraceAddressFailed:
    case mail::kTraceDeferred:
    case mail::kTraceExpired:
    case mail::kTraceBounced:
    case mail::kTraceDiscarded:
    case mail::kTraceRefusedSession: return true;
    default: return is_mail(r) && r.code >= 400;
  }
}

/// Whether `type` holds a record type.
bool has_type(const sim::TraceRecord& r) {
  return !is_mail(r) || r.kind == mail::kTraceLookup || r.kind == mail::kTraceLookupAnswer;
}

std::string_view type_text(const sim::TraceRecord& r) {
  return has_type(r) ? dns::to_text(static_cast<dns::RecordType>(r.type)) : std::string_view();
}

std::string detail_text(const sim::TraceRecord& r, const scenarios::WorldWords& words) {
  if (r.kind == mail::kTraceDeferred)
    return fmt::format("{} again in {:.0f} s",
                       r.code == 0 ? "no reply," : fmt::format("{},", r.code),
                       static_cast<double>(r.value) * 1e-9);
  std::string text;
  if (is_mail(r) && r.code != 0) text = fmt::format("{} ", r.code);
  if (!is_mail(r) && r.start != r.time && r.kind != dns::kTraceTimeout)
    text = fmt::format("{} ", dns::to_text(static_cast<dns::Rcode>(r.code)));
  if (r.address != sim::kNoId)
    text += words.address(r.address);
  else if (r.other != sim::kNoId)
    text += words.server_name(r.other);
  return text;
}

double latency_of(const sim::TraceRecord& r) {
  return r.start < r.time ? static_cast<double>(r.time - r.start) * 1e-6
                          : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

std::string event_kind_text(std::uint16_t kind) {
  const std::string_view text = dns::trace_kind_text(kind);
  return std::string(text.empty() ? mail::trace_kind_text(kind) : text);
}

EventRow describe_event(std::uint64_t number, const sim::TraceRecord& r,
                        const scenarios::WorldWords& words) {
  EventRow row;
  row.number = number;
  row.time = {r.time};
  row.kind = event_kind_text(r.kind);
  row.server = words.server_name(r.entity);
  row.site = words.place(r.entity);
  row.name = r.name == sim::kNoId ? "" : words.name(r.name);
  row.type = type_text(r);
  row.detail = detail_text(r, words);
  row.latency_ms = latency_of(r);
  row.object = r.object;
  row.bad = is_bad(r);
  return row;
}

bool passes(const EventFilter& filter, const sim::TraceRecord& r,
            const scenarios::WorldWords& words) {
  const std::string kind = event_kind_text(r.kind), server = words.server_name(r.entity),
                    site = words.place(r.entity),
                    name = r.name == sim::kNoId ? "" : words.name(r.name);
  return filter.matches({kind, server, site, name, type_text(r), r.object, latency_of(r)});
}

}  // namespace waypost::viz
