// SPDX-License-Identifier: Apache-2.0
#include "models/net/connection.hpp"

#include <algorithm>

#include "sim/expect.hpp"

namespace waypost::net {
namespace {

FinishConnect finish(Handshake& handshake, ConnectOutcome outcome, sim::Time now) {
  handshake.state = Handshake::State::finished;
  return {outcome, now - handshake.started, handshake.syns};
}

/// Sends a SYN; wakes at the next retransmission, the kernel's end or the application's, whichever
/// is first.
SendAndWait send_syn(Handshake& handshake) {
  const int seconds = syn_schedule(handshake.profile)[handshake.syns];
  const sim::Time next = handshake.started + sim::seconds(seconds);
  return {{handshake.syns++}, {std::min(next, handshake.deadline)}};
}

}  // namespace

std::span<const int> syn_schedule(SynProfile profile) {
  static constexpr int kLinux65[] = {1, 2, 3, 4, 5, 7, 11, 19, 35, 67, 131};
  static constexpr int kLinuxClassic[] = {1, 3, 7, 15, 31, 63, 127};
  switch (profile) {
    case SynProfile::linux_6_5: return kLinux65;
    case SynProfile::linux_classic: return kLinuxClassic;
  }
  return kLinux65;
}

ConnectAction start(Handshake& handshake, SynProfile profile, sim::Time now,
                    sim::Duration timeout) {
  WAYPOST_EXPECT(timeout.ns > 0, "a connection attempt needs a timeout");
  handshake = {Handshake::State::syn_sent, profile, 0, now, now + timeout};
  return send_syn(handshake);
}

ConnectAction on_timer(Handshake& handshake, sim::Time now) {
  WAYPOST_EXPECT(handshake.state == Handshake::State::syn_sent, "timer of no connection attempt");
  const bool exhausted = handshake.syns == syn_schedule(handshake.profile).size();
  if (exhausted || now >= handshake.deadline)
    return finish(handshake, ConnectOutcome::timed_out, now);
  return send_syn(handshake);
}

FinishConnect on_reply(Handshake& handshake, SynReply reply, sim::Time now) {
  WAYPOST_EXPECT(handshake.state == Handshake::State::syn_sent, "reply to no connection attempt");
  switch (reply) {
    case SynReply::syn_ack: return finish(handshake, ConnectOutcome::connected, now);
    case SynReply::reset: return finish(handshake, ConnectOutcome::refused, now);
    case SynReply::no_route: return finish(handshake, ConnectOutcome::unreachable, now);
  }
  return finish(handshake, ConnectOutcome::timed_out, now);
}

}  // namespace waypost::net
