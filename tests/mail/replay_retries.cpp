// SPDX-License-Identifier: Apache-2.0
// Recordings s6, s6-default-timers and s9 of Postfix 3.7.11, replayed: each attempt within one
// queue scan + 1 s, as many attempts, the same end and code, the same hosts tried.
#include <catch2/catch.hpp>
#include <sstream>

#include "tests/mail/attempts.hpp"
#include "tests/mail/golden.hpp"

using namespace waypost;
using namespace waypost::mail;
using namespace waypost::mail::test;

namespace {

/// A recording starts at an unknown fraction of a second, and of a scan. These were found by
/// fitting the two phases to all its attempts, nothing else.
struct Phase {
  double clock;      ///< seconds
  sim::Time anchor;  ///< of the queue scans
};
constexpr Phase kS6{0.65, {600'000'000}};
constexpr Phase kS6Default{0, {200'000'000}};
constexpr Phase kS9{0.84, {1'720'000'000}};

struct Sent {
  double injected;
  std::vector<Attempt> attempts;
  bool expired, notified;
};

std::vector<Sent> timeline(const Json& entry) {
  std::vector<Sent> all;
  for (const auto& [key, message] : entry.get_child("timeline")) {
    Sent sent{message.get<double>("injected"),
              {},
              message.get<bool>("expired"),
              !message.get_child("dsn_sent").empty()};
    for (const auto& [k, attempt] : message.get_child("attempts")) {
      std::vector<std::string> fields;
      for (const auto& [n, field] : attempt) fields.push_back(field.data());
      sent.attempts.push_back({std::stod(fields[0]), fields[4], fields[3]});
    }
    all.push_back(sent);
  }
  return all;
}

/// Sends what the recording sent, when it did, to `domain`.
void inject(MailWorld& w, const std::vector<Sent>& messages, const std::string& domain,
            Phase phase) {
  for (const Sent& m : messages)
    w.at(sim::from_seconds(m.injected + phase.clock), [domain](MailWorld& x) { x.send({domain}); });
}

void compare(const sim::MemoryTrace& trace, const std::vector<Sent>& messages, Phase phase,
             double tolerance) {
  for (std::size_t i = 0; i < messages.size(); ++i) {
    CAPTURE(i);
    const std::vector<Attempt> mine = attempts_of(trace, i);
    const std::vector<Attempt>& theirs = messages[i].attempts;
    REQUIRE(mine.size() == theirs.size());
    for (std::size_t k = 0; k < mine.size(); ++k) {
      CHECK(std::abs(mine[k].at - phase.clock - theirs[k].at) <= tolerance);
      CHECK(mine[k].status == theirs[k].status);
      CHECK(mine[k].code == theirs[k].code);
    }
  }
}

void set_anchor(MailWorld& w, const SenderProfile& profile, sim::Time anchor) {
  w.sender().queue = Queue(profile.queue, anchor);
}

/// Both exchangers dead in the manner of the recording; alive from `recover` on, if it is of that
/// kind.
void replay_all_down(const std::string& file, const SenderProfile& profile, Phase phase, double end,
                     double tolerance) {
  const auto golden = recording(file);
  if (!golden) return;
  const auto recover =
      sim::from_seconds(golden->get<double>("parameters.recover_at_s") + phase.clock);
  for (const auto& [key, entry] : golden->get_child("summary")) {
    const std::string domain = entry.get<std::string>("domain"),
                      kind = entry.get<std::string>("kind");
    CAPTURE(domain);
    const std::vector<Sent> messages = timeline(entry);
    MailWorld w(profile);
    w.base.one_way =
        sim::milliseconds(25);  // a cold lookup lasts as long as over the lab's four levels
    w.add_domain(domain, {{10, "198.18.60.1"}, {20, "198.18.60.2"}});
    w.publish();
    set_anchor(w, profile, phase.anchor);
    sim::MemoryTrace trace;
    w.trace = &trace;
    const auto dead = kind == "neverbh" ? net::PortState::black_holed : net::PortState::refused;
    for (const char* m : {"m1.", "m2."}) w.set_port(m + domain, dead);
    if (kind.starts_with("rec"))
      w.at(recover, [domain](MailWorld& x) {
        for (const char* m : {"m1.", "m2."}) x.set_port(m + domain, net::PortState::open);
      });
    inject(w, messages, domain, phase);
    w.run(sim::from_seconds(end + phase.clock));
    compare(trace, messages, phase, tolerance);
    CHECK(has(trace, kTraceNotified) == messages[0].notified);
    check_conservation(w.mail);
  }
}

Reply parse_reply(const std::string& text) {
  std::istringstream in(text);
  int code = 0, c = 0, subject = 0, detail = 0;
  char dot = 0;
  in >> code;
  const bool enhanced = text.size() > 8 && text[5] == '.' && text[7] == '.';
  if (enhanced) in >> c >> dot >> subject >> dot >> detail;
  return {static_cast<std::uint16_t>(code),
          {static_cast<std::uint8_t>(c), static_cast<std::uint8_t>(subject),
           static_cast<std::uint8_t>(detail)}};
}

ForcedReplies behaviour(const Json& json) {
  ForcedReplies forced;
  const auto reply = [&](const char* key, std::optional<Reply>& to) {
    if (const auto text = json.get_optional<std::string>(key)) to = parse_reply(*text);
  };
  reply("banner", forced.greeting);
  reply("mail", forced.mail);
  reply("rcpt", forced.recipient);
  reply("data", forced.final_dot);
  forced.hangs_up_in_content = json.count("drop_data") > 0;
  return forced;
}

}  // namespace

TEST_CASE("mail to dead hosts is retried, expires and is returned when Postfix did so",
          "[mail][replay]") {
  SenderProfile p = fast_postfix();
  p.smtp.timeouts.connect = sim::seconds(3);
  replay_all_down("s6-all-mx-down", p, kS6, 210, 3);
}

TEST_CASE("with Postfix's default timers the first retry comes 5 to 10 minutes after the failure",
          "[mail][replay]") {
  SenderProfile p = MailWorld::recorded_postfix();
  p.smtp.timeouts.connect = sim::seconds(3);
  replay_all_down("s6-default-timers", p, kS6Default, 1680, 301);
}

TEST_CASE("4yz and 5yz at each stage have the outcome, code and times that Postfix gave them",
          "[mail][replay]") {
  const auto golden = recording("s9-4xx-5xx");
  if (!golden) return;
  const SenderProfile p = fast_postfix();
  int cases = 0;
  for (const auto& [key, entry] : golden->get_child("summary")) {
    const std::string domain = entry.get<std::string>("domain");
    CAPTURE(domain);
    MailWorld w(p);
    std::vector<std::pair<int, std::string>> exchangers;
    for (const auto& [k, mx] : entry.get_child("mx"))
      exchangers.emplace_back(mx.get<int>("pref"), mx.get<std::string>("ip"));
    w.add_domain(domain, exchangers);
    w.publish();
    set_anchor(w, p, kS9.anchor);
    sim::MemoryTrace trace;
    w.trace = &trace;
    int n = 0;
    for (const auto& [k, mx] : entry.get_child("mx")) {
      const std::string host = "m" + std::to_string(++n) + "." + domain;
      w.host(host).forced = behaviour(mx.get_child("behaviour"));
      if (const auto until = mx.get_optional<double>("behaviour.until"))
        w.at(sim::from_seconds(*until + kS9.clock),
             [host](MailWorld& x) { x.host(host).forced = {}; });
    }
    const std::vector<Sent> messages = timeline(entry);
    inject(w, messages, domain, kS9);
    w.run(sim::seconds(210));
    compare(trace, messages, kS9, 3);
    n = 0;
    for (const auto& [k, mx] : entry.get_child("mx")) {
      const MailHost& host = w.host("m" + std::to_string(++n) + "." + domain);
      CHECK(host.ledger.accepted == mx.get<std::uint64_t>("messages"));
      const bool visited = host.counters.sessions + (host.forced.greeting ? 1 : 0) > 0;
      CHECK(visited == (mx.get<int>("sessions") > 0));
    }
    CHECK(has(trace, kTraceNotified) == messages[0].notified);
    check_conservation(w.mail);
    ++cases;
  }
  CHECK(cases >= 20);
}
