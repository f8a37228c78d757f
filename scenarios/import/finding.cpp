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

std::string place_text(const ZoneFinding& finding) {
  std::string out = finding.file;
  if (finding.line > 0) out += ":" + std::to_string(finding.line);
  if (finding.line > 0 && finding.column > 0) out += ":" + std::to_string(finding.column);
  return out + ": ";
}

std::string mistake_text(const ZoneFinding& finding) {
  return finding.what + "." + (finding.mend.empty() ? "" : " " + finding.mend + ".");
}

}  // namespace

std::string to_text(const ZoneFinding& finding) {
  return place_text(finding) + severity_text(finding.severity) + ": " + mistake_text(finding);
}

std::string without_severity(const ZoneFinding& finding) {
  return place_text(finding) + mistake_text(finding);
}

void ZoneFindings::add(ZoneFinding finding) {
  if (finding.severity == ZoneFinding::Severity::error) ++errors;
  if (list.size() < kMost)
    list.push_back(std::move(finding));
  else
    ++left_out;
}

}  // namespace waypost::scenarios
