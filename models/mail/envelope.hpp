// SPDX-License-Identifier: Apache-2.0
// A message on its way (RFC 5321 section 2.3.1, RFC 5598): who sent it, to whom, how large, how
// long so far. Plain values: at a hop it waits in a slot, between hops it travels in an SMTP
// flight. The content is a number of octets.
#pragma once

#include <algorithm>
#include <boost/container/small_vector.hpp>
#include <cstdint>

#include "models/dns/name.hpp"
#include "models/mail/delay_parts.hpp"
#include "sim/hash.hpp"
#include "sim/time.hpp"

namespace waypost::mail {

/// Stable identity: the population (or host, for notifications) that made it, and its ordinal
/// there.
struct MessageId {
  std::uint64_t source = 0;   ///< path hash
  std::uint64_t ordinal = 0;  ///< 0, 1, 2 ... at that source
  bool operator==(const MessageId&) const = default;
  /// One number for keying luck.
  std::uint64_t key() const { return sim::mix(source, ordinal); }
};

/// user@domain. A made-up local part: users of a domain are numbered.
struct Mailbox {
  dns::Name domain{};
  std::uint32_t user = 0;      ///< with a mark of the host that made up a return address
  std::uint32_t original = 0;  ///< node of the domain that a return address was made of; 0: none
  bool operator==(const Mailbox&) const = default;
};

/// Marks of made-up return addresses, above the numbers of users.
inline constexpr std::uint32_t kListAddress = 1u << 31;  ///< of a list; VERP: and of one member
inline constexpr std::uint32_t kRewritten = 1u << 30;    ///< SRS: it spells the original sender
inline bool is_return_address(const Mailbox& m) { return m.user >= kRewritten; }

enum class MessageKind : std::uint8_t {
  user,          ///< written by a person or program
  notification,  ///< a delivery status notification (RFC 3464): null reverse-path, never bounced
  copy,          ///< for the archive of a host that took the original: null reverse-path as well
};
inline constexpr std::size_t kMessageKinds = 3;

/// What is known of a message here, and only guessed by receivers.
enum class MessageClass : std::uint8_t {
  legitimate,
  spam,     ///< unwanted, under the sender's own name
  spoofed,  ///< unwanted, under another's
};
inline constexpr std::size_t kMessageClasses = 3;

/// The author domain's DKIM signature (RFC 6376).
enum class Signature : std::uint8_t {
  none,
  intact,
  broken,  ///< the content was changed on the way
};

/// What a message is, the same at every hop.
struct MessageContent {
  MessageId id{};
  Mailbox sender{};          ///< the reverse-path; ignored when null_sender()
  sim::Time submitted{};     ///< when the user sent it
  std::uint32_t author = 0;  ///< node of the From field's domain; 0: that of the reverse-path
  std::uint32_t late_after_ms = 3'600'000;  ///< the user's limit: later is "delivered late"
  std::uint32_t octets = 0;
  MessageKind kind = MessageKind::user;
  std::uint8_t received = 0;  ///< Received header fields so far (RFC 5321 section 6.3)
  Signature signature = Signature::none;
  MessageClass message_class : 2 = MessageClass::legitimate;
  bool arc_sealed : 1 = false;  ///< the last hop vouches for what it saw (RFC 8617)
  bool junk : 1 = false;        ///< judged so where it was accepted
  bool null_sender() const { return kind != MessageKind::user; }
  sim::Duration late_after() const { return sim::milliseconds(late_after_ms); }
  void set_late_after(sim::Duration limit) {
    late_after_ms =
        static_cast<std::uint32_t>(std::clamp<std::int64_t>(limit.ns / 1'000'000, 0, UINT32_MAX));
  }
  dns::Name author_domain() const { return author == 0 ? sender.domain : dns::Name{author, 0}; }
};

/// One recipient of a message: the unit that is conserved.
struct Recipient {
  Mailbox mailbox{};
  DelayClock delay{};
};

using Recipients = boost::container::small_vector<Recipient, 1>;

/// A message between two places; what an SMTP transaction hands over.
struct Message {
  MessageContent content{};
  Recipients recipients{};
};

/// What became of a recipient. Exactly one, once per recipient, at the last host that owned it.
enum class Outcome : std::uint8_t {
  delivered_in_time,
  delivered_late,  ///< after the user's limit
  wrong_place,     ///< accepted into a mailbox that nobody reads
  bounced,         ///< returned to the sender
  discarded,       ///< a notification that could not be delivered: dropped (RFC 5321 section 6.1)
  junked,          ///< into the junk folder
  intercepted,     ///< accepted by a host that had no right to it
};
inline constexpr std::size_t kOutcomes = 7;
std::string_view to_text(Outcome outcome);

}  // namespace waypost::mail
