// SPDX-License-Identifier: Apache-2.0
// What the dashboard does to a world, compared with the same world run by itself.
#include <catch2/catch.hpp>
#include <filesystem>
#include <thread>

#include "scenarios/session/session_file.hpp"
#include "viz/live/simulation.hpp"
#include "viz/live/simulation_thread.hpp"

using namespace waypost;
using namespace waypost::viz;

namespace {

scenarios::Loaded library(const std::string& name) {
  return scenarios::load_file(std::filesystem::path(WAYPOST_SOURCE_DIR) / "scenarios/library" /
                              (name + ".textproto"));
}

sim::Time at(sim::Duration d) { return sim::Time{} + d; }

std::uint64_t headless(const scenarios::Loaded& loaded, sim::Time until) {
  scenarios::Built built = scenarios::build(loaded);
  world::start(built.world);
  world::run(built.world, until);
  return built.world.engine.fingerprint();
}

}  // namespace

TEST_CASE("being looked at changes nothing", "[viz][simulation]") {
  const scenarios::Loaded loaded = library("outage_and_queue");
  Simulation watched(loaded, {}, std::size_t{64} << 20);
  Attention attention;
  attention.subject = {Subject::Kind::server, 0};
  attention.event_filter = "kind:deferred";
  attention.follow = {FollowTarget::What::slowest_message, 0};
  watched.look(attention);
  for (int i = 1; i <= 30; ++i) {
    watched.advance(at(sim::minutes(4 * i)));
    watched.observe();
  }
  CHECK(watched.world().engine.fingerprint() == headless(loaded, at(sim::hours(2))));
}

TEST_CASE("a session without a window reaches the same fingerprint", "[viz][simulation]") {
  const scenarios::Loaded loaded = library("outage_and_queue");
  Simulation live(loaded);
  live.advance(at(sim::minutes(20)));
  CHECK(live.inject("lasting: \"10m\" down { names: \"mx1.example.org\" how: REFUSING }") ==
        "mx1.example.org refuses connections");
  live.advance(at(sim::minutes(25)), 1000);  // stops in the middle of things
  live.inject("change_ttl { zone: \"example.org\" names: \"@ MX\" ttl: \"60s\" }");
  live.advance(at(sim::minutes(40)));
  live.inject("change_records { zone: \"example.org\" replace: \"@ 60 MX 5 mx2\" }");
  live.inject("flush { names: \"isp\" }");
  live.advance(at(sim::hours(3)));
  const scenarios::SessionRecord session = live.session();
  REQUIRE(session.commands.size() == 4);
  CHECK(session.fingerprint != headless(loaded, session.until));

  const auto file = std::filesystem::temp_directory_path() / "waypost_session_test.textproto";
  scenarios::write_session(session, file);
  const scenarios::SessionRecord read = scenarios::read_session(file);
  std::filesystem::remove(file);
  CHECK(read.fingerprint == session.fingerprint);
  CHECK(headless(scenarios::with_session(loaded, read), read.until) == session.fingerprint);
}

TEST_CASE("going back and forth ends where going straight does", "[viz][simulation]") {
  const scenarios::Loaded loaded = library("outage_and_queue");
  const auto budget = GENERATE(std::size_t{0}, std::size_t{256} << 20);
  Simulation live(loaded, {}, budget);
  live.seek(at(sim::minutes(70)));
  live.inject("up { names: \"mx1.example.org\" }");
  live.seek(at(sim::hours(4)));
  const std::uint64_t there = live.world().engine.fingerprint();
  live.seek(at(sim::minutes(30)));
  CHECK(live.now() == at(sim::minutes(30)));
  live.seek(at(sim::hours(4)));
  CHECK(live.world().engine.fingerprint() == there);
  CHECK(live.observe().series->size() == 300);  // of 600 in eight hours
  // Changing the past forgets what came later.
  live.seek(at(sim::minutes(30)));
  live.inject("flush { names: \"isp\" }");
  CHECK(live.session().commands.size() == 1);
  CHECK(live.observe().transport.forks == std::vector<sim::Time>{live.now()});
}

TEST_CASE("a session that is saved after going back is whole", "[viz][simulation]") {
  const scenarios::Loaded loaded = library("outage_and_queue");
  Simulation live(loaded, {}, std::size_t{64} << 20);
  live.seek(at(sim::hours(2)));
  live.inject("down { names: \"mx1.example.org\" }");
  live.seek(at(sim::hours(3)));
  live.seek(at(sim::hours(1)));
  const scenarios::SessionRecord session = live.session();
  CHECK(live.now() == at(sim::hours(1)));
  REQUIRE(session.commands.size() == 1);
  CHECK(session.until == at(sim::hours(3)));
  CHECK(headless(scenarios::with_session(loaded, session), session.until) == session.fingerprint);
  // A branch has not come so far.
  live.inject("flush { names: \"isp\" }");
  CHECK(live.session().commands.size() == 1);
  CHECK(live.session().until == at(sim::hours(1)));
}

TEST_CASE("a session is taken up: it happens again, and goes on", "[viz][simulation]") {
  const scenarios::Loaded loaded = library("outage_and_queue");
  Simulation first(loaded);
  first.advance(at(sim::minutes(20)));
  first.inject("down { names: \"mx1.example.org\" how: REFUSING }");
  first.advance(at(sim::minutes(50)));
  first.inject("up { names: \"mx1.example.org\" }");
  first.advance(at(sim::hours(1)));
  const scenarios::SessionRecord session = first.session();

  Simulation again(loaded);
  again.take_up(session);
  const scenarios::SessionRecord untouched = again.session();  // closed at once: nothing is lost
  CHECK(untouched.commands.size() == 2);
  CHECK(untouched.until == session.until);
  CHECK(untouched.fingerprint == session.fingerprint);
  CHECK(again.observe().injected.size() == 2);
  CHECK(again.observe().transport.recorded == "session");
  again.seek(session.until);
  CHECK(again.ended_as_expected() == true);
  CHECK(again.observe().transport.recorded == "session: the same fingerprint");
  again.inject("flush { names: \"isp\" }");
  again.seek(at(sim::hours(2)));
  const scenarios::SessionRecord longer = again.session();
  CHECK(longer.commands.size() == 3);
  CHECK(headless(scenarios::with_session(loaded, longer), longer.until) == longer.fingerprint);
  // Its past changed, it is another run.
  again.seek(at(sim::minutes(30)));
  again.inject("flush { names: \"isp\" }");
  CHECK(again.session().commands.size() == 2);
  CHECK(again.observe().transport.recorded.empty());
}

TEST_CASE("a session of another scenario or seed is refused", "[viz][simulation]") {
  const scenarios::Loaded loaded = library("outage_and_queue");
  scenarios::SessionRecord session = Simulation(loaded).session();
  CHECK_THROWS_WITH(Simulation(library("first_lookup")).take_up(session),
                    Catch::Contains("outage_and_queue.textproto, not of"));
  scenarios::BuildOptions options;
  options.seed = session.seed + 1;
  CHECK_THROWS_WITH(Simulation(loaded, options).take_up(session), Catch::Contains("has seed"));
  session.commands.push_back({sim::Time{}, "flush { names: \"isp\" }"});
  CHECK_THROWS_WITH(Simulation(loaded).take_up(session), Catch::Contains("very start"));
}

TEST_CASE("a wrong command is refused in words and changes nothing", "[viz][simulation]") {
  const scenarios::Loaded loaded = library("outage_and_queue");
  Simulation live(loaded);
  live.advance(at(sim::minutes(5)));
  for (const char* wrong : {"", "down { names: \"nobody.example\" }", "down {", "explode {}",
                            "at: \"+5s\" up { names: \"isp\" }"}) {
    CAPTURE(wrong);
    CHECK_THROWS_AS(live.inject(wrong), scenarios::BadScenario);
  }
  live.advance(at(sim::hours(1)));
  CHECK(live.world().engine.fingerprint() == headless(loaded, at(sim::hours(1))));
}

TEST_CASE("commands and snapshots cross between two threads", "[viz][thread]") {
  SimulationThread thread(std::make_unique<Simulation>(library("first_message")), {});
  thread.send(SetSpeed{kExpress});
  thread.send(Play{});
  Attention attention;
  attention.subject = {Subject::Kind::server, 0};
  attention.follow = {FollowTarget::What::slowest_message, 0};
  thread.send(Look{attention});
  thread.send(SetBreakpoint{"kind:delivered"});
  sim::Time last{};
  for (int i = 0; i < 500; ++i) {
    thread.want_snapshot();
    const auto snapshot = thread.snapshot();
    CHECK(snapshot->transport.now >= last);
    last = snapshot->transport.now;
    if (i % 100 == 0) thread.send(Pause{});
    if (i % 100 == 50) thread.send(Play{});
  }
  thread.send(Inject{"down { names: \"nobody\" }"});
  thread.send(Seek{at(sim::minutes(5))});
  thread.send(Pause{});
  thread.want_snapshot();
  const auto simulation = thread.stop();
  CHECK(simulation->now() <= simulation->horizon());
}

TEST_CASE("what the window tells becomes the notice", "[viz][thread]") {
  SimulationThread thread(std::make_unique<Simulation>(library("first_message")), {});
  thread.send(Tell{"/nowhere/x.png cannot be written", true});
  while (thread.snapshot()->transport.notice.empty()) {
    thread.want_snapshot();
    std::this_thread::yield();
  }
  CHECK(thread.snapshot()->transport.notice == "/nowhere/x.png cannot be written");
  CHECK(thread.snapshot()->transport.notice_is_error);
}

TEST_CASE("checkpoints grow sparser into the past and stay within the budget",
          "[viz][checkpoints]") {
  Checkpoints<int> checkpoints(20);
  for (int i = 0; i < 1000; ++i)
    checkpoints.add(at(sim::seconds(i)), 1, std::make_shared<const int>(i));
  CHECK(checkpoints.size() <= 20);
  CHECK(checkpoints.octets() <= 20);
  const auto times = checkpoints.times();
  CHECK(times.front() == sim::Time{});
  CHECK(times.back() == at(sim::seconds(999)));
  // No gap is longer than half of its age, so a seek re-executes little of the near past.
  for (std::size_t i = 2; i + 1 < times.size(); ++i)
    CHECK((times[i] - times[i - 1]).seconds() <= 0.5 * (times.back() - times[i - 1]).seconds() + 1);
  CHECK(*checkpoints.before(at(sim::seconds(999))) == 999);
  checkpoints.forget_after(at(sim::seconds(500)));
  CHECK(checkpoints.newest() <= at(sim::seconds(500)));
  CHECK(checkpoints.before(sim::Time{-1}) == nullptr);
}

TEST_CASE("snapshots take at most a twentieth of a busy simulation", "[viz][pacer]") {
  SnapshotBudget budget;
  CHECK(budget.due(0));
  budget.made(10, 10.05);
  CHECK_FALSE(budget.due(10.9));
  CHECK(budget.due(11.01));
}

TEST_CASE("the pacer keeps the asked speed and does not catch up", "[viz][pacer]") {
  Pacer pacer;
  pacer.start(100, at(sim::seconds(10)), 60);
  CHECK(pacer.target(101) == at(sim::seconds(70)));
  pacer.reached(101, at(sim::seconds(70)));
  CHECK(pacer.reached_speed() == Approx(60));
  pacer.reached(103, at(sim::seconds(80)));  // fell behind: 120 s were due
  CHECK(pacer.reached_speed() == Approx(5));
  CHECK(pacer.target(103) == at(sim::seconds(80)));
  pacer.start(0, {}, 1e6);
  CHECK(pacer.target(1e9) == sim::kNever);
}
