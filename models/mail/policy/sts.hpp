// SPDX-License-Identifier: Apache-2.0
// MTA-STS as a sender sees it (RFC 8461): a TXT record says that there is a policy and which
// version, an HTTPS fetch gets it, and it is kept for max_age whatever DNS says meanwhile. A pure
// machine, run before a delivery connects.
//
//   asking_text  _mta-sts.DOMAIN TXT is asked for
//   asking_host  the address of mta-sts.DOMAIN is asked for
//   fetching     the policy file is on its way
//   done         `policy` holds; nullptr: none
#pragma once

#include <cstdint>
#include <unordered_map>
#include <variant>
#include <vector>

#include "models/mail/policy/spf.hpp"
#include "sim/time.hpp"

namespace waypost::mail {

/// The policy file (section 3.2).
struct StsPolicy {
  enum class Mode : std::uint8_t { none, testing, enforce };
  Mode mode = Mode::enforce;
  std::vector<dns::Name> hosts{};  ///< mx: names
  std::vector<dns::Name> above{};  ///< mx: "*.D" as D: one label below it
  sim::Duration max_age = sim::hours(7 * 24);
  bool reachable = true;  ///< the web server answers
  bool allows(const dns::NameTable& names, dns::Name host) const;
};

/// Where a domain publishes.
struct StsSite {
  dns::Name text{}, host{};  ///< _mta-sts.DOMAIN, mta-sts.DOMAIN
  StsPolicy policy{};
};
using StsSites = std::unordered_map<std::uint32_t, StsSite>;  ///< by node of the domain; looked up

/// When a sender looks whether its copy is still the current one (section 5.1).
enum class StsRecheck : std::uint8_t { each_attempt, daily, never };

struct StsCached {
  StsPolicy policy{};
  std::uint64_t version = 0;  ///< hash of the record's id
  sim::Time expires{}, checked{};
};
using StsCache =
    std::unordered_map<std::uint32_t, StsCached>;  ///< by node of the domain; looked up

struct StsCheck {
  enum class State : std::uint8_t { idle, asking_text, asking_host, fetching, done };
  State state = State::idle;
  dns::Name domain{};
  std::uint64_t version = 0;
  bool fetch_failed = false;
};

struct StsFetch {
  net::AddressId from;
};
using StsAction = std::variant<PolicyLookup, StsFetch, PolicyDone>;

struct StsView {
  const StsSites& sites;
  StsCache& cache;
  PolicyView policy;
  StsRecheck recheck = StsRecheck::each_attempt;
  sim::Time now{};
};

StsAction start(StsCheck& check, const StsView& view, dns::Name domain);
StsAction on_answer(StsCheck& check, const StsView& view, const dns::LookupResult& answer);
/// The fetch is over; `arrived`: with the file.
StsAction on_fetched(StsCheck& check, const StsView& view, bool arrived);
/// The policy that binds this delivery now; nullptr when there is none.
const StsPolicy* policy_of(const StsCheck& check, const StsView& view);

/// What a sender's daily report would count (RFC 8460 section 4.3).
struct TlsReport {
  std::uint64_t secured = 0;           ///< sessions with TLS
  std::uint64_t in_clear = 0;          ///< sessions without, where nothing asked for it
  std::uint64_t starttls_missing = 0;  ///< a policy asked for TLS, the server has none
  std::uint64_t handshake_failed = 0;
  std::uint64_t certificate_invalid = 0;  ///< a policy asked for a valid one
  std::uint64_t tlsa_invalid = 0;         ///< TLSA records that name another key
  std::uint64_t dnssec_invalid = 0;       ///< no trustworthy answer about TLSA records
  std::uint64_t host_mismatch = 0;        ///< exchangers that a policy does not name
  std::uint64_t fetch_failed = 0;         ///< policy files that did not come
};

}  // namespace waypost::mail
