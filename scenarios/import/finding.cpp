// SPDX-License-Identifier: Apache-2.0
#include "scenarios/import/finding.hpp"

namespace waypost::scenarios {
namespace {

const char* severity_text(ZoneFinding::Severity severity) {
  switch (severity) {
    case ZoneFinding::Severity::error: return "error";
    case ZoneFinding::Severity::warning: return "warning";
    case ZoneFinding::Severity::note: return "note";
  }
  return "?";
}

}  // namespace

std::string to_text(const ZoneFinding& finding) {
  std::string out = finding.file;
  if (finding.line > 0) out += ":" + std::to_string(finding.line);
  if (finding.line > 0 && finding.column > 0) out += ":" + std::to_string(finding.column);
  out += std::string(": ") + severity_text(finding.severity) + ": " + finding.what + ".";
  if (!finding.mend.empty()) out += " " + finding.mend + ".";
  return out;
}

void ZoneFindings::add(ZoneFinding finding) {
  if (finding.severity == ZoneFinding::Severity::error) ++errors;
  if (list.size() < kMost)
    list.push_back(std::move(finding));
  else
    ++left_out;
}

}  // namespace waypost::scenarios
