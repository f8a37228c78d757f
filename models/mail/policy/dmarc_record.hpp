// SPDX-License-Identifier: Apache-2.0
// DMARC records (RFC 9989), read once when the world is built. Unknown tags, and those that the RFC
// removed (pct, rf, ri), are ignored. Leaves out the reporting addresses (rua, ruf).
#pragma once

#include <cstdint>
#include <string_view>

namespace waypost::mail {

enum class DmarcPolicy : std::uint8_t { none, quarantine, reject };

struct DmarcRecord {
  DmarcPolicy policy = DmarcPolicy::none;        ///< p: of the domain itself
  DmarcPolicy subdomains = DmarcPolicy::none;    ///< sp, else p
  DmarcPolicy nonexistent = DmarcPolicy::none;   ///< np, else sp: of subdomains that do not exist
  bool strict_dkim = false, strict_spf = false;  ///< adkim=s, aspf=s
  bool testing = false;                          ///< t=y: one step milder
  enum class Psd : std::uint8_t {
    unknown,
    yes,
    no
  } psd = Psd::unknown;  ///< a public suffix domain
};

bool is_dmarc(std::string_view text);
DmarcRecord parse_dmarc(std::string_view text);

}  // namespace waypost::mail
