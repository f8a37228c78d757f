// SPDX-License-Identifier: Apache-2.0
// send and probe in whole worlds: a message's biography adds up; what a prober sees at port 25.
#include "models/mail/trace_kinds.hpp"
#include "scenarios/results/letter.hpp"
#include "scenarios/results/port_check.hpp"
#include "scenarios/results/story_text.hpp"
#include "tests/build/world_text.hpp"

using namespace waypost;
using scenarios::MessageStory;
using scenarios::StoryStep;
using End = MessageStory::End;
using Outcome = mail::PortProbe::Outcome;

namespace {

const std::string kWorld = R"(
root { mini {} }
resolvers { name: "isp" sites: "Lyon, FR" }
name_servers { name: "ns1.kyoto.example" sites: "Kyoto, JP" }
zones {
  origin: "kyoto.example"
  name_servers: "ns1.kyoto.example"
  records: "@  300 MX 10 mx1"
  records: "@  300 MX 20 mx2"
}
mail_hosts { name: "mx1.kyoto.example" sites: "Kyoto, JP" receives { domains { names: "kyoto.example" } } }
mail_hosts { name: "mx2.kyoto.example" sites: "Osaka, JP" receives { domains { names: "kyoto.example" } } }
mail_hosts { name: "out.lyon.example" sites: "Lyon, FR" sends { resolver: "isp" } }
populations { name: "lyon" sites: "Lyon, FR" mail { domain: "lyon.example" through: "out.lyon.example" } }
messages { population: "lyon" to { name: "kyoto.example" } arrivals { at: "+50m" } }
)";

MessageStory send(scenarios::Built& built, const std::string& to = "") {
  world::start(built.world);
  world::run(built.world, sim::Time{} + sim::seconds(1));
  const scenarios::Letter letter =
      scenarios::write_letter(built, {.from = "", .through = "", .to = to});
  return scenarios::send_letter(built, letter, sim::Time{} + sim::hours(1));
}

void check_parts(const MessageStory& story) {
  sim::Time reached = story.begin;
  for (const StoryStep& step : story.steps) {
    CHECK(step.begin == reached);
    reached = step.end;
    for (const scenarios::LookupWalk& walk : step.lookups) CHECK(walk.end <= step.end);
  }
  CHECK(reached == story.end);
  CHECK(story.parts().total() == story.total());
}

/// The parts of the story are those that the model itself charged, to the nanosecond.
void check_against_books(const MessageStory& story, const scenarios::Built& built) {
  const mail::Results& books = built.world.mail.metrics.of(mail::MessageKind::user);
  REQUIRE(books.delay.count() == 1);
  for (std::size_t i = 0; i < mail::kDelayParts; ++i) {
    CAPTURE(to_text(static_cast<mail::DelayPart>(i)));
    CHECK(story.parts().part[i].ns == books.parts[i].max());
  }
}

int count(const MessageStory& story, mail::TraceKind kind) {
  int n = 0;
  for (const StoryStep& step : story.steps) n += step.record.kind == kind;
  return n;
}

}  // namespace

TEST_CASE("the steps of a delivered message add up to its delay, as the host's books say",
          "[cli][send]") {
  scenarios::Built built = test::build_text(kWorld);
  const MessageStory story = send(built);
  check_parts(story);
  CHECK(story.end_state == End::delivered);
  const mail::Results& books = built.world.mail.metrics.of(mail::MessageKind::user);
  REQUIRE(books.delay.count() == 1);
  CHECK(static_cast<double>(story.total().ns) ==
        Approx(static_cast<double>(books.delay.max())).epsilon(0.01));  // the histogram's grain
  CHECK(count(story, mail::kTraceGreeting) == 1);
  CHECK(story.parts()[mail::DelayPart::dns] > sim::Duration{});
}

TEST_CASE("a message of the first instant takes its way to the host, as any other does",
          "[cli][send]") {
  scenarios::Built built = test::build_text(kWorld);
  world::start(built.world);
  const scenarios::Letter letter = scenarios::write_letter(built, {});
  const MessageStory story = scenarios::send_letter(built, letter, sim::Time{} + sim::hours(1));
  check_parts(story);
  CHECK(story.steps.front().record.kind == mail::kTraceSubmitted);
  CHECK(story.steps.front().took() > sim::milliseconds(1));
}

TEST_CASE("a refused RCPT stands beside the reply to MAIL, which says nothing of it",
          "[cli][send]") {
  std::string world = kWorld;
  for (std::size_t at = 0; (at = world.find("\"kyoto.example\" } }", at)) != std::string::npos;)
    world.replace(at, 15, "\"kyoto.example\" state: UNKNOWN_USERS"), at += 30;
  scenarios::Built built = test::build_text(world);
  const MessageStory story = send(built);
  CHECK(story.end_state == End::bounced);
  CHECK_THAT(
      story_text(story, "", built),
      Catch::Contains("MAIL, RCPT, DATA sent; to MAIL: 250 ") && Catch::Contains("RCPT: 550 "));
}

TEST_CASE("a dead first exchanger is a failed connection before the second takes over",
          "[cli][send]") {
  const std::string how = GENERATE("REFUSING", "SILENT");
  scenarios::Built built = test::build_text(
      kWorld + "plan { at: \"+0s\" down { names: \"mx1.kyoto.example\" how: " + how + " } }\n");
  const MessageStory story = send(built);
  check_parts(story);
  check_against_books(story, built);
  CHECK(story.end_state == End::delivered);
  CHECK(count(story, mail::kTraceAddressFailed) >= 1);
  CHECK(story.parts()[mail::DelayPart::connect_failure] > sim::Duration{});
}

TEST_CASE("a message whose hosts are all dead is deferred and still under way", "[cli][send]") {
  scenarios::Built built = test::build_text(
      kWorld +
      "plan { at: \"+0s\" down { names: \"mx1.kyoto.example\" names: \"mx2.kyoto.example\" } }\n");
  const MessageStory story = send(built);
  check_parts(story);
  CHECK(story.end_state == End::under_way);
  CHECK(count(story, mail::kTraceDeferred) >= 2);
  CHECK(story.parts()[mail::DelayPart::retry_sleep] > sim::minutes(20));
}

TEST_CASE("a message to a domain that is not there bounces at once", "[cli][send]") {
  scenarios::BuildOptions options;
  options.names = {"nowhere.example"};
  scenarios::Built built = test::build_text(kWorld, options);
  const MessageStory story = send(built, "someone@nowhere.example");
  check_parts(story);
  CHECK(story.end_state == End::bounced);  // RFC 5321 section 5.1: a permanent error
  CHECK(story.total() < sim::seconds(10));
}

TEST_CASE("a probe of port 25 tells open, refused and silent hosts apart", "[cli][probe]") {
  const auto [plan, outcome] = GENERATE(table<std::string, Outcome>(
      {{"", Outcome::greeted},
       {"plan { at: \"+0s\" down { names: \"mx1.kyoto.example\" how: REFUSING } }\n",
        Outcome::refused},
       {"plan { at: \"+0s\" down { names: \"mx1.kyoto.example\" } }\n", Outcome::timed_out}}));
  scenarios::BuildOptions options;
  options.client = scenarios::ExtraClient{"Oslo, NO", ""};
  options.names = {"mx1.kyoto.example"};
  scenarios::Built built = test::build_text(kWorld + plan, options);
  world::start(built.world);
  world::run(built.world, sim::Time{} + sim::seconds(1));
  const scenarios::PortCheck check = check_port(built, "mx1.kyoto.example");
  REQUIRE_FALSE(check.probes.empty());
  const mail::PortProbe& probe = check.probes.front();
  CHECK(probe.outcome == outcome);
  CHECK(check.answers() == (outcome == Outcome::greeted));
  // Linux 6.5 sends SYNs at 0, 1, 2, 3, 4, 5, 7, 11, 19 s within the sender's 30 s.
  if (outcome == Outcome::timed_out) {
    CHECK(probe.ended - probe.began == sim::seconds(30));
    CHECK(probe.handshake.syns > 5);
  }
}

TEST_CASE("a machine without a mail server refuses connections to port 25", "[cli][probe]") {
  scenarios::BuildOptions options;
  options.client = scenarios::ExtraClient{"Oslo, NO", ""};
  options.names = {"ns1.kyoto.example"};
  scenarios::Built built = test::build_text(kWorld, options);
  world::start(built.world);
  const scenarios::PortCheck check = check_port(built, "ns1.kyoto.example");
  REQUIRE_FALSE(check.probes.empty());
  CHECK(check.probes.front().outcome == Outcome::refused);
}
