// SPDX-License-Identifier: Apache-2.0
#include "models/mail/policy/dmarc_record.hpp"

#include <algorithm>
#include <optional>

namespace waypost::mail {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<DmarcPolicy> policy_of(std::string_view word) {
  if (word == "none") return DmarcPolicy::none;
  if (word == "quarantine") return DmarcPolicy::quarantine;
  if (word == "reject") return DmarcPolicy::reject;
  return std::nullopt;
}

}  // namespace

bool is_dmarc(std::string_view text) {
  return text == "v=DMARC1" || text.starts_with("v=DMARC1;") || text.starts_with("v=DMARC1 ");
}

DmarcRecord parse_dmarc(std::string_view text) {
  DmarcRecord record;
  std::optional<DmarcPolicy> p, sp, np;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(';'), text.size());
    const std::string_view tag = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t equals = std::min(tag.find('='), tag.size());
    const std::string_view key = trimmed(tag.substr(0, equals));
    const std::string_view value =
        equals < tag.size() ? trimmed(tag.substr(equals + 1)) : std::string_view{};
    if (key == "p") p = policy_of(value);
    if (key == "sp") sp = policy_of(value);
    if (key == "np") np = policy_of(value);
    if (key == "adkim") record.strict_dkim = value == "s";
    if (key == "aspf") record.strict_spf = value == "s";
    if (key == "t") record.testing = value == "y";
    if (key == "psd" && value == "y") record.psd = DmarcRecord::Psd::yes;
    if (key == "psd" && value == "n") record.psd = DmarcRecord::Psd::no;
  }
  record.policy = p.value_or(DmarcPolicy::none);
  record.subdomains = sp.value_or(record.policy);
  record.nonexistent = np.value_or(record.subdomains);
  return record;
}

}  // namespace waypost::mail
