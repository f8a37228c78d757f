// SPDX-License-Identifier: Apache-2.0
// A client that only looks who is at port 25 of one address: TCP handshake with the SYN
// retransmissions of its host's kernel, greeting, QUIT. What a monitoring service does, or a person
// with netcat. It has no queue and no message; its entity's events are handed in by the owner.
//
//   connecting  entered by begin(): a SYN is out
//   no_route    the network will say so when the timer rings
//   listening   connected; the server speaks first (RFC 5321 section 3.1)
//   finished    `outcome` is known
#pragma once

#include "models/mail/mail_host.hpp"

namespace waypost::mail {

struct PortProbe {
  enum class State : std::uint8_t { connecting, no_route, listening, finished };
  enum class Outcome : std::uint8_t {
    greeted,      ///< `greeting` says how
    refused,      ///< reset: nothing listens there
    unreachable,  ///< no route
    timed_out,    ///< no answer to any SYN
    silent,       ///< connected, but no greeting in time
    closed,       ///< connected, then reset
  };
  sim::EntityId entity = sim::kPlanEntity;
  net::HostId host = net::kNone;        ///< probes from here
  net::AddressId address = net::kNone;  ///< whom
  sim::Stream luck{};
  std::uint64_t object = 0;                            ///< keys the draws
  sim::Duration connect_timeout = sim::seconds(30);    ///< Postfix's smtp_connect_timeout
  sim::Duration greeting_timeout = sim::seconds(300);  ///< RFC 5321 section 4.5.3.2.1

  State state = State::connecting;
  Outcome outcome = Outcome::timed_out;
  net::Handshake handshake{};
  net::HostId peer = net::kNone;  ///< who answered: of an anycast address, the instance
  Reply greeting{};
  sim::Time began{}, connected{}, ended{};
  std::uint32_t step = 0;   ///< draws used
  std::uint64_t alarm = 0;  ///< number of the timer that counts
};

/// Sends the first SYN now.
void begin(Context& context, PortProbe& probe);
/// A kFlight event of the probe's entity.
void on_flight(Context& context, PortProbe& probe, std::uint64_t argument);
/// A kHostTimer event of the probe's entity.
void on_timer(Context& context, PortProbe& probe, std::uint64_t argument);

}  // namespace waypost::mail
