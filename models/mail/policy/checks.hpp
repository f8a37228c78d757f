// SPDX-License-Identifier: Apache-2.0
// The checks that a receiving host may make, each as data: a pipeline is a list of them, in the
// order of the scenario within each moment. What a check found stays in the session for later ones.
//
//   connect   before the greeting: FirstContact, Blocklists, ReverseName
//   envelope  before the replies to RCPT: RateLimit, SpfRule, GreylistRule; refusals of the client
//             take effect here
//   content   between the final dot and its reply: DkimRule, DmarcRule, ContentFilter
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

#include "models/mail/envelope.hpp"
#include "models/mail/policy/greylist.hpp"
#include "models/mail/reply.hpp"
#include "models/net/station.hpp"
#include "sim/distributions.hpp"

namespace waypost::mail {

enum class Moment : std::uint8_t { connect, envelope, content };

/// What becomes of a message that a check is against.
enum class Verdict : std::uint8_t {
  accept,
  junk,    ///< accepted, into the junk folder
  defer,   ///< 4yz
  refuse,  ///< 5yz
};

/// What stops a message, for the counts; `recipients` are the rules of the domains themselves.
enum class Check : std::uint8_t {
  first_contact,
  blocklists,
  reverse_name,
  spf,
  recipients,
  greylist,
  dkim,
  dmarc,
  filter,
  quota,
  rate_limit,
};
inline constexpr std::size_t kChecks = 11;
std::string_view to_text(Check check);

/// A new client waits for its greeting, as at postscreen(8); one that does not is no mail client.
struct FirstContact {
  static constexpr Check kCheck = Check::first_contact;
  static constexpr Moment kMoment = Moment::connect;
  sim::Duration wait = sim::seconds(6);      ///< postscreen_greet_wait
  sim::Duration remembers = sim::hours(24);  ///< a client that passed (postscreen_greet_ttl)
  bool deep = false;  ///< deep tests: 450 4.3.2 once, then known for `deep_remembers`
  sim::Duration deep_remembers = sim::hours(30 * 24);
};

/// DNS lists of bad addresses, asked at the same time (RFC 5782).
struct Blocklists {
  static constexpr Check kCheck = Check::blocklists;
  static constexpr Moment kMoment = Moment::connect;
  std::vector<dns::Name> zones{};
  std::uint32_t threshold = 1;  ///< lists that must name the client
  /// Takes every answer for a listing: also 127.255.255.0/24, "you may not ask".
  bool naive = false;
  Verdict against = Verdict::refuse;
};

/// The client's name by PTR, and whether it leads back to the address (RFC 1912 section 2.1).
struct ReverseName {
  static constexpr Check kCheck = Check::reverse_name;
  static constexpr Moment kMoment = Moment::connect;
  Verdict against = Verdict::accept;  ///< a client without one
};

struct SpfRule {
  static constexpr Check kCheck = Check::spf;
  static constexpr Moment kMoment = Moment::envelope;
  Verdict fail = Verdict::refuse;             ///< 550 5.7.23
  Verdict temporary_error = Verdict::defer;   ///< 451 4.4.3
  Verdict permanent_error = Verdict::accept;  ///< 550 5.7.24
};

struct GreylistRule {
  static constexpr Check kCheck = Check::greylist;
  static constexpr Moment kMoment = Moment::envelope;
  GreylistProfile profile{};
};

/// How many messages a client network may bring (a leaky bucket, GCRA): what a large receiver does
/// to a campaign.
struct RateLimit {
  static constexpr Check kCheck = Check::rate_limit;
  static constexpr Moment kMoment = Moment::envelope;
  sim::Duration interval = sim::seconds(1);  ///< of the messages that may come for ever
  std::uint32_t burst = 10;                  ///< at once
  sim::Duration penalty{};                   ///< nothing is taken after one too many
  Verdict against = Verdict::defer;          ///< 450 4.7.28, 550 5.7.28
  std::uint8_t prefix = 32, prefix6 = 64;    ///< of the client's network
};

/// Verifies the author domain's signature, for DMARC and the filter.
struct DkimRule {
  static constexpr Check kCheck = Check::dkim;
  static constexpr Moment kMoment = Moment::content;
  Verdict temporary_error = Verdict::accept;  ///< 451 4.7.5
};

struct DmarcRule {
  static constexpr Check kCheck = Check::dmarc;
  static constexpr Moment kMoment = Moment::content;
  bool honours_reject = true;                 ///< p=reject: 550 5.7.26; else as quarantine
  Verdict temporary_error = Verdict::accept;  ///< 451 4.4.3
  std::vector<dns::Name> trusted_sealers{};   ///< clients whose ARC chain is believed (RFC 8617)
};

/// A spam and malware filter: work of its own, lookups of what the content names, a verdict that is
/// right with given probabilities. Spoofed mail counts as spam.
struct ContentFilter {
  static constexpr Check kCheck = Check::filter;
  static constexpr Moment kMoment = Moment::content;
  double catches = 0.95;           ///< share of spam found
  double false_positives = 0.001;  ///< share of other mail taken for spam
  Verdict against = Verdict::junk;
  std::uint8_t lookups = 0;        ///< of names in the content, at the same time
  std::vector<dns::Name> zones{};  ///< lists that are asked for them, in turn
  sim::Law service_seconds = sim::Law::lognormal(0.078, 0.6);
  std::uint32_t workers = 4, queue_places = 1000;
};

using Stage = std::variant<FirstContact, Blocklists, ReverseName, SpfRule, GreylistRule, RateLimit,
                           DkimRule, DmarcRule, ContentFilter>;
Moment moment_of(const Stage& stage);
Check check_of(const Stage& stage);

struct Checks {
  std::vector<Stage> stages;  ///< in order
  bool has(Moment moment) const;
  bool has(Check check) const;
};

/// Recipients (or messages, for checks of the content) that each check stopped, by class of
/// message.
struct CheckCounts {
  std::array<std::array<std::uint64_t, kMessageClasses>, kChecks> refused{}, deferred{}, junked{};
};

}  // namespace waypost::mail
