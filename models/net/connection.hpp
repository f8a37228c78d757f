// SPDX-License-Identifier: Apache-2.0
// Opening a TCP connection, seen from the client: SYNs go out until one is answered, on the
// schedule of the host's kernel, cut by the application's timeout (RFC 9293 3.5; RFC 6298 2).
// Plain data and steps; the owner sends, arms timers, and hands replies back.
// Leaves out: sequence numbers, SYN cookies, simultaneous open. Data and close are counted in round
// trips by the protocol above.
//
// States:
//   idle      before start()
//   syn_sent  entered by start(); a SYN is on its way, or was lost
//   finished  entered once, by a reply or by the clock; later replies are ignored
#pragma once

#include <cstdint>
#include <span>
#include <variant>

#include "models/net/host.hpp"
#include "sim/time.hpp"

namespace waypost::net {

/// How the attempt ended.
enum class ConnectOutcome : std::uint8_t {
  connected,    ///< the host answered SYN-ACK; its last ACK needs no wait
  refused,      ///< reset by the host (ECONNREFUSED)
  unreachable,  ///< no route (EHOSTUNREACH, ENETUNREACH)
  timed_out,    ///< nothing came back in time (ETIMEDOUT)
};

/// What came back for a SYN.
enum class SynReply : std::uint8_t { syn_ack, reset, no_route };

struct SendSyn {
  std::uint32_t attempt;  ///< 0 for the first: keys the luck of this SYN and of its answer
};
struct ArmTimer {
  sim::Time at;  ///< call on_timer then; replaces any timer armed before
};
struct FinishConnect {
  ConnectOutcome outcome;
  sim::Duration elapsed;  ///< since start()
  std::uint32_t syns;     ///< sent in all
};

/// What the owner does next: first send, if told so, then wait for `next`.
struct SendAndWait {
  SendSyn send;
  ArmTimer timer;
};
using ConnectAction = std::variant<SendAndWait, FinishConnect>;

/// Seconds after the first SYN at which it is sent again; the last entry is when the kernel gives
/// up. From Linux's ip-sysctl: tcp_syn_retries 6, initial timeout 1 s, doubling; since 6.5 the
/// first four retransmissions come every second (tcp_syn_linear_timeouts 4).
std::span<const int> syn_schedule(SynProfile profile);

struct Handshake {
  enum class State : std::uint8_t { idle, syn_sent, finished };
  State state = State::idle;
  SynProfile profile = SynProfile::linux_6_5;
  std::uint32_t syns = 0;  ///< sent so far
  sim::Time started{};
  sim::Time deadline = sim::kNever;  ///< the application gives up
};

/// Sends the first SYN. `timeout`: the application's patience, > 0.
ConnectAction start(Handshake& handshake, SynProfile profile, sim::Time now, sim::Duration timeout);

/// The timer last armed has expired.
ConnectAction on_timer(Handshake& handshake, sim::Time now);

/// A reply arrived; not to be called when finished (the owner drops late replies by generation).
FinishConnect on_reply(Handshake& handshake, SynReply reply, sim::Time now);

}  // namespace waypost::net
