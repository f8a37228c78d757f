// SPDX-License-Identifier: Apache-2.0
#include "models/mail/smtp_client.hpp"

namespace waypost::mail {
namespace {

using State = SmtpClient::State;

SessionFailed fail(SmtpClient& c, Failure failure, Reply reply = {}) {
  c.state = State::closed;
  return {failure, reply};
}

Send send_envelope(SmtpClient& c, const SmtpClientProfile& profile, int recipients) {
  c.state = State::envelope;
  const int commands = 2 + recipients;
  return {Command::envelope, c.pipelined ? 1 : commands, profile.timeouts.envelope};
}

Refused refuse(SmtpClient& c, Reply reply) {
  c.state = State::ready;
  return {reply.permanent() ? Failure::refused_permanent : Failure::refused_transient, reply};
}

}  // namespace

ClientAction on_connected(SmtpClient& c, const SmtpClientProfile& profile) {
  c.state = State::greeting;
  return Await{profile.timeouts.greeting};
}

ClientAction on_greeting(SmtpClient& c, const SmtpClientProfile& profile, Reply greeting) {
  if (greeting.permanent()) return fail(c, Failure::greeting_permanent, greeting);
  if (!greeting.positive()) return fail(c, Failure::greeting_transient, greeting);
  c.state = State::hello;
  return Send{Command::hello, 1, profile.timeouts.hello};
}

ClientAction on_hello(SmtpClient& c, const SmtpClientProfile& profile, Reply reply, bool pipelining,
                      TlsOffer tls) {
  if (reply.permanent()) return fail(c, Failure::hello_permanent, reply);
  if (!reply.positive()) return fail(c, Failure::hello_transient, reply);
  c.pipelined = pipelining && profile.pipelining;
  if (!c.secured && insists(c.tls) && !tls.offered) return fail(c, Failure::tls_required);
  if (!c.secured && c.tls != TlsNeed::none && tls.offered) {
    c.state = State::securing;
    return Send{Command::start_tls, 1 + tls.handshake_round_trips, profile.timeouts.hello};
  }
  c.state = State::ready;
  return Ready{};
}

ClientAction on_secured(SmtpClient& c, const SmtpClientProfile& profile, Reply reply,
                        TlsOffer tls) {
  if (!reply.positive() || tls.handshake_fails) return fail(c, Failure::tls_handshake, reply);
  if (c.tls == TlsNeed::verified && !tls.certificate_valid)
    return fail(c, Failure::tls_certificate);
  if (c.tls == TlsNeed::by_tlsa && !tls.key_in_tlsa) return fail(c, Failure::tls_key);
  c.secured = true;
  c.state = State::hello;
  return Send{Command::hello, 1, profile.timeouts.hello};
}

ClientAction begin_transaction(SmtpClient& c, const SmtpClientProfile& profile, int recipients) {
  if (c.transactions++ == 0 || !profile.probes_reused) return send_envelope(c, profile, recipients);
  c.state = State::probing;
  return Send{Command::reset, 1, profile.timeouts.probe};
}

ClientAction on_probe(SmtpClient& c, const SmtpClientProfile& profile, Reply reply,
                      int recipients) {
  if (!reply.positive()) return fail(c, Failure::connection_lost, reply);
  return send_envelope(c, profile, recipients);
}

ClientAction on_envelope(SmtpClient& c, const SmtpClientProfile& profile, Reply mail, Reply data,
                         std::uint64_t octets) {
  if (!mail.positive()) return refuse(c, mail);
  if (!data.positive()) return refuse(c, data);
  c.state = State::content;
  return Send{Command::content, slow_start_round_trips(octets), profile.timeouts.final_dot};
}

ClientAction on_final(SmtpClient& c, Reply reply) {
  if (!reply.positive()) return refuse(c, reply);
  c.state = State::ready;
  return Accepted{reply};
}

ClientAction on_timeout(SmtpClient& c) { return fail(c, Failure::reply_timeout); }

ClientAction on_lost(SmtpClient& c) { return fail(c, Failure::connection_lost); }

int slow_start_round_trips(std::uint64_t octets) {
  std::uint64_t window = 10 * 1460, sent = window;
  int rounds = 1;
  while (sent < octets) {
    window *= 2;
    sent += window;
    ++rounds;
  }
  return rounds;
}

}  // namespace waypost::mail
