// SPDX-License-Identifier: Apache-2.0
// What Postfix writes for a reply, a failure or a missing route; sentences as in its sources and in
// the recorded log. Replies in the models are numbers only: their words are added here.
#pragma once

#include <cstdint>
#include <string>

#include "models/mail/smtp_client.hpp"

namespace waypost::scenarios {

/// "450 4.2.0 Greylisted, try again later"; `status` as packed by mail::packed_status, 0: none
/// given.
std::string reply_line(std::uint16_t code, std::uint16_t status);
/// The same to RCPT TO, as Postfix's smtpd words it: "450 4.2.0 <u1@b.example>: Recipient address
/// rejected: Greylisted, try again later".
std::string recipient_reply_line(std::uint16_t code, std::uint16_t status, const std::string& to);
/// "(in reply to RCPT TO command)" without the brackets.
const char* in_reply_to(mail::Command command, bool recipient);
/// "connect to mx[192.0.2.1]:25: Connection refused", "lost connection with mx[192.0.2.1] while
/// ...".
std::string failure_line(mail::Failure failure, mail::Command stage, const std::string& relay,
                         const std::string& reply);
/// "Host or domain name not found. Name service error for name=... type=MX: Host not found".
std::string no_route_line(mail::RoutingFault fault, const std::string& name,
                          const std::string& type);

}  // namespace waypost::scenarios
