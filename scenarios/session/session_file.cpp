// SPDX-License-Identifier: Apache-2.0
#include "scenarios/session/session_file.hpp"

#include <fmt/format.h>
#include <google/protobuf/text_format.h>

#include <stdexcept>

#include "scenarios/load/units.hpp"
#include "scenarios/results/build_id.hpp"
#include "scenarios/schema/session.pb.h"
#include "scenarios/session/commands.hpp"
#include "sim/atomic_file.hpp"

namespace waypost::scenarios {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& what,
                         const std::string& hint = {}) {
  ScenarioError error;
  error.file = file.string();
  error.what = what;
  error.hint = hint;
  throw BadScenario({error});
}

std::string instant_text(sim::Time t) { return fmt::format("+{}ns", t.ns); }

sim::Time read_instant(const std::string& text, const std::filesystem::path& file) {
  const auto offset = text.starts_with("+") ? parse_duration(text.substr(1)) : parse_duration("");
  if (!offset) refuse(file, fmt::format("\"{}\" is no instant", text), "Write \"+3600s\"");
  return sim::Time{} + *offset;
}

}  // namespace

void write_session(const SessionRecord& session, const std::filesystem::path& file) {
  schema::Session message;
  message.set_scenario(session.scenario);
  message.set_scenario_hash(session.scenario_hash);
  message.set_seed(session.seed);
  for (const SessionCommand& command : session.commands) {
    schema::Step& step = *message.add_commands();
    google::protobuf::TextFormat::ParseFromString(command.step, &step);
    step.set_at(instant_text(command.at));
  }
  message.set_fingerprint(session.fingerprint);
  message.set_until(instant_text(session.until));
  message.set_build(build_id());
  std::string text;
  google::protobuf::TextFormat::PrintToString(message, &text);
  sim::write_file(file.string(), text);
}

SessionRecord read_session(const std::filesystem::path& file) {
  const auto content = read_whole_file(file);
  if (!content) refuse(file, content.wrong().what, content.wrong().hint);
  schema::Session message;
  if (!google::protobuf::TextFormat::ParseFromString(*content, &message))
    refuse(file, "is no session", "`waypost view SCENARIO --session FILE` writes one");
  SessionRecord session;
  session.scenario = message.scenario();
  session.scenario_hash = message.scenario_hash();
  session.seed = message.seed();
  session.fingerprint = message.fingerprint();
  session.until = read_instant(message.until(), file);
  for (schema::Step step : message.commands()) {
    SessionCommand command;
    command.at = read_instant(step.at(), file);
    if (!session.commands.empty() && command.at < session.commands.back().at)
      refuse(file, "its commands are not in order of time");
    step.clear_at();
    google::protobuf::TextFormat::Printer printer;
    printer.SetSingleLineMode(true);
    printer.PrintToString(step, &command.step);
    session.commands.push_back(std::move(command));
  }
  return session;
}

Loaded with_session(const Loaded& scenario, const SessionRecord& session) {
  if (scenario_hash(scenario) != session.scenario_hash)
    refuse(scenario.file, "is not the scenario that the session was made with",
           "It has changed since; make the session anew");
  Loaded extended = scenario;
  for (const SessionCommand& command : session.commands)
    extended = with_command(extended, command.step, command.at);
  return extended;
}

}  // namespace waypost::scenarios
