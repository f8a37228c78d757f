// SPDX-License-Identifier: Apache-2.0
// Reports of the asking side to the trace. Each costs one branch while tracing is off.
#pragma once

#include "models/dns/context.hpp"
#include "models/dns/trace_kinds.hpp"
#include "sim/trace.hpp"

namespace waypost::dns {

/// A record of `kind` about `question`, at and from now.
inline sim::TraceRecord make_record(const Context& context, TraceKind kind, sim::EntityId entity,
                                    const Question& question) {
  sim::TraceRecord record;
  record.time = record.start = context.engine.now().ns;
  record.entity = entity;
  record.kind = kind;
  record.name = question.qname.node;
  record.type = static_cast<std::uint16_t>(question.qtype);
  return record;
}

/// Calls `fill(record)` and reports the record, if anybody listens.
template <class Fill>
void report(const Context& context, TraceKind kind, sim::EntityId entity, const Question& question,
            Fill&& fill) {
  if (context.trace == nullptr) return;
  sim::TraceRecord record = make_record(context, kind, entity, question);
  fill(record);
  context.trace->record(record);
}

}  // namespace waypost::dns
