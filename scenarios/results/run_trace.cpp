// SPDX-License-Identifier: Apache-2.0
#include "scenarios/results/run_trace.hpp"

#include "models/dns/trace_kinds.hpp"
#include "models/mail/trace_kinds.hpp"
#include "scenarios/results/build_id.hpp"

namespace waypost::scenarios {

sim::TraceLegend legend_of(const WorldWords& words) {
  sim::TraceLegend legend;
  legend.kind = [](std::uint16_t kind) {
    const std::string_view dns = dns::trace_kind_text(kind);
    return std::string(dns.empty() ? mail::trace_kind_text(kind) : dns);
  };
  legend.entity = [&words](std::uint32_t entity) { return words.path(entity); };
  legend.name = [&words](std::uint32_t node) { return words.name(node); };
  legend.address = [&words](std::uint32_t address) { return words.address(address); };
  legend.value_is_name = dns::trace_value_is_zone;
  return legend;
}

RunTrace::RunTrace(const Built& built, std::uint64_t scenario_hash, const std::string& path,
                   sim::TraceFilter filter)
    : words_(built),
      legend_(legend_of(words_)),
      file_(path, {built.world.engine.seed(), scenario_hash, build_id()}, legend_),
      chosen_(std::move(filter), file_, legend_) {}

}  // namespace waypost::scenarios
