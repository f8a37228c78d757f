// SPDX-License-Identifier: Apache-2.0
// One message written from outside (the command line) in a running world: by whom, through which
// host, to whom; sent now and followed to its end.
#pragma once

#include <optional>
#include <string>

#include "scenarios/results/message_story.hpp"
#include "scenarios/results/world_words.hpp"

namespace waypost::scenarios {

/// What the command line says; empty texts mean the defaults.
struct LetterRequest {
  std::string from;  ///< population or mail domain (of an address); default: the first that writes
  std::string through;  ///< sending host; wins over `from`; default: that of the writers
  std::string to;       ///< "user@domain"; default: the first domain that the writers write to
  std::uint32_t octets = 16384;
};

struct Letter {
  std::optional<std::uint32_t>
      writer;  ///< of Workload::senders; none: handed in at the host itself
  mail::MailHostId through = 0;
  mail::Message message;
  std::string sender, recipient;  ///< addresses in words
  std::string place;              ///< of the writer
};

/// The domain of "user@domain"; the whole text when there is no "@".
std::string domain_of(const std::string& address);

/// Throws std::invalid_argument saying what is missing. `request.to`'s domain has been given to
/// BuildOptions::names.
Letter write_letter(Built& built, const LetterRequest& request);

/// Sends it now and runs the world until it has ended and 10 s more, at most until `until`.
MessageStory send_letter(Built& built, const Letter& letter, sim::Time until);

}  // namespace waypost::scenarios
