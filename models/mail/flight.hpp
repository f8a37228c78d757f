// SPDX-License-Identifier: Apache-2.0
// What travels between two mail hosts: a handful of commands or replies that leave together, as one
// value (RFC 5321 section 4.1, 4.2; RFC 2920 section 3). Two events per round trip. A lost segment
// is TCP's matter: it makes the flight late.
#pragma once

#include <boost/container/small_vector.hpp>
#include <cstdint>

#include "models/mail/envelope.hpp"
#include "models/mail/reply.hpp"
#include "models/mail/smtp_client.hpp"
#include "models/net/ids.hpp"
#include "sim/slots.hpp"

namespace waypost::mail {

enum class FlightKind : std::uint8_t {
  syn,         ///< a client knocks
  syn_ack,     ///< the server's kernel answers
  reset,       ///< to the client: refused, or there is no such connection
  abort,       ///< to the server: the client has given the connection up
  open,        ///< the client's acknowledgement: the connection stands
  greeting,    ///< 220, or a refusal
  command,     ///< Flight::command
  reply,       ///< to Flight::command
  submission,  ///< a user's message on its way to the user's mail host
};

struct Flight {
  FlightKind kind = FlightKind::syn;
  Command command = Command::hello;
  bool pipelining = false;  ///< offered in the reply to EHLO
  TlsOffer tls{};           ///< the same
  net::HostId client_host = net::kNone, server_host = net::kNone;
  net::AddressId client_address = net::kNone, server_address = net::kNone;
  /// Each side's own mark of the connection, opaque to the other, which echoes it: a port number.
  sim::SlotRef client{}, server{};
  std::uint64_t luck = 0;  ///< of the delivery: draws are keyed by (luck, step)
  std::uint32_t step = 0;
  Reply reply{};  ///< to the first command of the flight
  Reply last{};   ///< to the last: DATA
  boost::container::small_vector<Reply, 1> recipient_replies{};
  std::uint32_t accepted = 0;  ///< recipients that the server took with the reply to the final dot
  Message message{};           ///< envelope: the mailboxes; content and submission: all of it
};

}  // namespace waypost::mail
