// SPDX-License-Identifier: Apache-2.0
// Failover within one attempt, and the client's flights. Expected: Postfix's map of failures (as
// recorded in s9: session limit 2, greetings do not use it, 5yz stops), and the counts of round
// trips that follow from RFC 2920 and RFC 5321.
#include <catch2/catch.hpp>

#include "models/mail/host_walk.hpp"
#include "models/mail/smtp_client.hpp"

using namespace waypost;
using namespace waypost::mail;

namespace {

Targets targets(int n) {
  Targets t;
  for (int i = 0; i < n; ++i)
    t.push_back({static_cast<net::AddressId>(i), {}, static_cast<std::uint16_t>(10 * (i + 1))});
  return t;
}

/// Number of addresses tried when each of `n` fails in the same way.
int tried(int n, Failure failure, WalkLimits limits = {}) {
  HostWalk walk;
  WalkAction action = begin(walk, targets(n));
  int count = 0;
  while (std::holds_alternative<ConnectTo>(action)) {
    ++count;
    action = on_failure(walk, FailureMap{}, limits, failure);
  }
  return count;
}

std::string text(EnhancedCode c) {
  return std::to_string(c.status_class) + "." + std::to_string(c.subject) + "." +
         std::to_string(c.detail);
}

/// Round trips to the final reply on a connection that is already open or still to be opened.
int round_trips(bool fresh, bool pipelining, bool probes, int recipients, std::uint64_t octets) {
  SmtpClientProfile profile;
  profile.probes_reused = probes;
  SmtpClient client;
  int total = 0;
  const auto count = [&](const ClientAction& action) {
    if (const auto* send = std::get_if<Send>(&action)) total += send->round_trips;
  };
  if (fresh) {
    total = 1;  // the handshake
    REQUIRE(std::holds_alternative<Await>(on_connected(client, profile)));
    ++total;  // acknowledgement out, greeting back
    count(on_greeting(client, profile, kReady));
  } else {
    client.transactions = 1;
  }
  REQUIRE(std::holds_alternative<Ready>(on_hello(client, profile, kOk, pipelining)));
  count(begin_transaction(client, profile, recipients));
  if (client.state == SmtpClient::State::probing) count(on_probe(client, profile, kOk, recipients));
  count(on_envelope(client, profile, kOk, kGoAhead, octets));
  REQUIRE(std::holds_alternative<Accepted>(on_final(client, kOk)));
  return total;
}

}  // namespace

TEST_CASE("connection failures and refusing greetings leave no address untried",
          "[mail][failover]") {
  const Failure failure =
      GENERATE(Failure::connect_refused, Failure::connect_unreachable, Failure::connect_timeout,
               Failure::greeting_transient, Failure::greeting_permanent, Failure::hello_transient);
  CHECK(tried(3, failure) == 3);
}

TEST_CASE("two sessions that took a transaction and failed end the attempt", "[mail][failover]") {
  const Failure failure =
      GENERATE(Failure::refused_transient, Failure::connection_lost, Failure::reply_timeout);
  CHECK(tried(3, failure) == 2);
  CHECK(tried(3, failure, {.sessions = 0}) == 3);
}

TEST_CASE("a permanent refusal is not carried to the next exchanger", "[mail][failover]") {
  CHECK(tried(2, Failure::refused_permanent) == 1);
  CHECK(FailureMap{}[Failure::refused_permanent].bounces);
}

TEST_CASE("only failures to get a session narrow the destination's window", "[mail][failover]") {
  const FailureMap map;
  CHECK(map[Failure::connect_timeout].against_destination);
  CHECK(map[Failure::greeting_transient].against_destination);
  CHECK_FALSE(map[Failure::refused_transient].against_destination);
  CHECK_FALSE(map[Failure::refused_permanent].against_destination);
}

TEST_CASE("the status of a failure is the server's, with the class of what is done about it",
          "[mail][failover]") {
  const FailureMap map;
  CHECK(text(status_of(map, Failure::connect_refused, {})) == "4.4.1");
  CHECK(text(status_of(map, Failure::connection_lost, {})) == "4.4.2");
  CHECK(text(status_of(map, Failure::greeting_permanent, {554, {5, 7, 1}})) == "4.7.1");
  CHECK(text(status_of(map, Failure::refused_transient, {450, {}})) == "4.0.0");
  CHECK(text(status_of(map, Failure::refused_permanent, {550, {}})) == "5.0.0");
  CHECK(text(status_of(map, Failure::refused_permanent, {550, {5, 1, 1}})) == "5.1.1");
}

TEST_CASE("a message takes as many round trips as its commands and replies need", "[mail][smtp]") {
  CHECK(round_trips(true, false, true, 1, 2000) == 7);   // plain
  CHECK(round_trips(true, true, true, 1, 2000) == 5);    // pipelining
  CHECK(round_trips(false, true, false, 1, 2000) == 2);  // reused
  CHECK(round_trips(false, true, true, 1, 2000) == 3);   // reused, probed with RSET
  CHECK(round_trips(true, false, true, 4, 2000) == 10);  // one more per further RCPT
  CHECK(round_trips(true, true, true, 4, 2000) == 5);
}

TEST_CASE("STARTTLS costs the command, the handshake and a second EHLO", "[mail][smtp]") {
  // mail.md 5.1 (RFC 3207, 8446, 2920): round trips until the final 250 over a fresh connection.
  const auto [handshake, pipelining, expected] = GENERATE(table<int, bool, int>({
      {1, true, 8},   // TLS 1.3
      {2, true, 9},   // TLS 1.2, full handshake
      {1, false, 10}  // TLS 1.3, no pipelining
  }));
  const SmtpClientProfile profile;
  const TlsOffer offer{.offered = true,
                       .handshake_round_trips = static_cast<std::uint8_t>(handshake)};
  SmtpClient client;
  client.tls = TlsNeed::opportunistic;
  int total = 2;  // the handshake of TCP; acknowledgement out, greeting back
  const auto count = [&](const ClientAction& action) {
    total += std::get<Send>(action).round_trips;
  };
  on_connected(client, profile);
  count(on_greeting(client, profile, kReady));
  count(on_hello(client, profile, kOk, pipelining, offer));
  CHECK(client.state == SmtpClient::State::securing);
  count(on_secured(client, profile, kTlsReady, offer));
  REQUIRE(std::holds_alternative<Ready>(on_hello(client, profile, kOk, pipelining, offer)));
  CHECK(client.secured);
  count(begin_transaction(client, profile, 1));
  count(on_envelope(client, profile, kOk, kGoAhead, 2000));
  CHECK(total == expected);
}

TEST_CASE("what a sender insists on decides which handshake will do", "[mail][smtp]") {
  const TlsOffer none{}, good{.offered = true},
      self_signed{.offered = true, .certificate_valid = false},
      other_key{.offered = true, .key_in_tlsa = false};
  const auto ends = [](TlsNeed need, const TlsOffer& offer) -> std::string {
    SmtpClient client;
    client.tls = need;
    const ClientAction hello = on_hello(client, {}, kOk, true, offer);
    if (const auto* failed = std::get_if<SessionFailed>(&hello))
      return failed->failure == Failure::tls_required ? "no TLS" : "?";
    if (std::holds_alternative<Ready>(hello)) return "in clear";
    const ClientAction secured = on_secured(client, {}, kTlsReady, offer);
    if (const auto* failed = std::get_if<SessionFailed>(&secured))
      return failed->failure == Failure::tls_key ? "key" : "certificate";
    return "secured";
  };
  // RFC 7435, 8461 section 5, 7672 section 2.2.
  CHECK(ends(TlsNeed::none, good) == "in clear");
  CHECK(ends(TlsNeed::opportunistic, none) == "in clear");
  CHECK(ends(TlsNeed::opportunistic, self_signed) == "secured");
  CHECK(ends(TlsNeed::required, none) == "no TLS");
  CHECK(ends(TlsNeed::required, other_key) == "secured");
  CHECK(ends(TlsNeed::verified, none) == "no TLS");
  CHECK(ends(TlsNeed::verified, self_signed) == "certificate");
  CHECK(ends(TlsNeed::by_tlsa, none) == "no TLS");
  CHECK(ends(TlsNeed::by_tlsa, self_signed) == "secured");
  CHECK(ends(TlsNeed::by_tlsa, other_key) == "key");
}

TEST_CASE("slow start carries 14 KB in one round trip, 43 KB in two, 101 KB in three",
          "[mail][smtp]") {
  CHECK(slow_start_round_trips(14'000) == 1);
  CHECK(slow_start_round_trips(15'000) == 2);
  CHECK(slow_start_round_trips(43'000) == 2);
  CHECK(slow_start_round_trips(101'000) == 3);
  CHECK(slow_start_round_trips(103'000) == 4);
}

TEST_CASE("a refused transaction leaves the session fit for the next", "[mail][smtp]") {
  const SmtpClientProfile profile;
  SmtpClient client;
  on_connected(client, profile);
  on_greeting(client, profile, kReady);
  on_hello(client, profile, kOk, true);
  begin_transaction(client, profile, 1);
  const ClientAction end = on_envelope(client, profile, kOk, kNoValidRecipients, 1000);
  CHECK(std::get<Refused>(end).failure == Failure::refused_permanent);
  CHECK(client.state == SmtpClient::State::ready);
}
