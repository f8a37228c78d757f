// SPDX-License-Identifier: Apache-2.0
#include "scenarios/export/trace_rows.hpp"

#include <fmt/format.h>

#include <array>
#include <ostream>

#include "models/dns/record.hpp"
#include "models/dns/trace_kinds.hpp"
#include "models/mail/envelope.hpp"
#include "models/mail/trace_kinds.hpp"
#include "scenarios/results/files.hpp"
#include "scenarios/results/mail_words.hpp"

namespace waypost::scenarios {
namespace {

using sim::TraceBlock;
using sim::TraceRecord;

bool is_mail(const TraceRecord& r) { return r.kind >= mail::kTraceSubmitted; }

bool type_is_record_type(const TraceRecord& r) {
  return !is_mail(r) || r.kind == mail::kTraceLookup || r.kind == mail::kTraceLookupAnswer;
}

/// A record type, or an enhanced code.
std::string type_text(const TraceRecord& r) {
  if (r.type == 0) return {};
  if (type_is_record_type(r)) return std::string(to_text(static_cast<dns::RecordType>(r.type)));
  return mail::status_text(r.type);
}

bool has_rcode(const TraceRecord& r) {
  return r.kind == dns::kTraceStubAnswer || r.kind == dns::kTraceCacheHit ||
         r.kind == dns::kTraceFinished ||
         (r.kind >= dns::kTraceAnswer && r.kind <= dns::kTraceEmpty);
}

/// A response code, or a reply code.
std::string code_text(const TraceRecord& r) {
  if (!is_mail(r))
    return has_rcode(r) ? std::string(to_text(static_cast<dns::Rcode>(r.code))) : std::string{};
  return r.code == 0 ? std::string{} : std::to_string(r.code);
}

/// What `value` means for its kind: models/*/trace_kinds.hpp.
std::string value_text(const TraceRecord& r, const TraceBlock& block) {
  if (dns::trace_value_is_zone(r.kind)) return block.value_name(r);
  switch (r.kind) {
    case dns::kTraceStubAnswer:
    case mail::kTraceLookupAnswer: return lookup_end_text(r.value);
    case mail::kTraceNoRoute: return fault_text(r.value);
    case mail::kTraceAddressFailed: return failure_text(r.value);
    case mail::kTraceCommand:
    case mail::kTraceReply: return command_text(r.value);
    case mail::kTraceScreening:
    case mail::kTraceSessionEnded: return {};
    case mail::kTraceRecipientReply: return std::to_string(mail::mailbox_user(r.value));
    case mail::kTraceScreened: return std::string(to_text(static_cast<mail::Screening>(r.value)));
    case mail::kTraceDelivered: return std::string(to_text(mail::delivered_outcome(r.value)));
    default: return r.value == 0 ? std::string{} : std::to_string(r.value);
  }
}

std::string seconds_text(std::int64_t ns) {
  return fmt::format("{}.{:09}", ns / 1'000'000'000, ns % 1'000'000'000);
}

std::string id_text(std::uint64_t id) { return id == 0 ? std::string{} : fmt::format("{:x}", id); }

constexpr std::size_t kColumns = 13;
constexpr std::array<const char*, kColumns> kNames{
    "seconds", "kind",  "entity",  "other", "name",   "type",  "address",
    "code",    "value", "attempt", "took",  "object", "parent"};

std::array<std::string, kColumns> row_of(const TraceRecord& r, const TraceBlock& block) {
  return {seconds_text(r.time),
          block.kind(r),
          block.entity(r),
          block.other(r),
          block.name(r),
          type_text(r),
          block.address(r),
          code_text(r),
          value_text(r, block),
          r.attempt == 0 ? std::string{} : std::to_string(r.attempt),
          r.start == r.time ? std::string{} : seconds_text(r.time - r.start),
          id_text(r.object),
          id_text(r.parent)};
}

/// Time, kind and entity in columns, then what there is as "column=value".
void write_text(const std::array<std::string, kColumns>& row, std::string& out) {
  fmt::format_to(std::back_inserter(out), "{:>17}  {:<20} {}", row[0], row[1], row[2]);
  for (std::size_t i = 3; i < kColumns; ++i)
    if (!row[i].empty()) fmt::format_to(std::back_inserter(out), "  {}={}", kNames[i], row[i]);
  out += '\n';
}

void write_csv(const std::array<std::string, kColumns>& row, std::string& out) {
  for (std::size_t i = 0; i < kColumns; ++i) {
    if (i > 0) out += ',';
    out += csv_field(row[i]);
  }
  out += '\n';
}

std::string head(const sim::TraceReader& trace, RowForm form) {
  if (form == RowForm::csv) {
    std::string line;
    for (const char* name : kNames) line += (line.empty() ? "" : ",") + std::string(name);
    return line + '\n';
  }
  const sim::TraceHeader& h = trace.header();
  return fmt::format("# seed {}, scenario {:016x}, build {}{}{}\n", h.seed, h.scenario_hash,
                     h.build_id, trace.complete() ? "" : "; ", trace.damage());
}

}  // namespace

std::uint64_t write_rows(sim::TraceReader& trace, const sim::TraceFilter& filter, RowForm form,
                         std::ostream& out) {
  out << head(trace, form);
  std::uint64_t written = 0;
  std::string text;
  for (std::size_t i = 0; i < trace.blocks().size(); ++i) {
    const sim::TraceBlockInfo& info = trace.blocks()[i];
    if (filter.nothing || sim::Time{info.last} < filter.from || sim::Time{info.first} > filter.to)
      continue;
    const TraceBlock block = trace.read(i);
    text.clear();
    for (const TraceRecord& r : block.records) {
      if (!filter.wants_time(sim::Time{r.time}) || !filter.wants_kind(block.kind(r)) ||
          !filter.wants_entity(block.entity(r)))
        continue;
      const auto row = row_of(r, block);
      form == RowForm::csv ? write_csv(row, text) : write_text(row, text);
      ++written;
    }
    out << text;
  }
  return written;
}

}  // namespace waypost::scenarios
