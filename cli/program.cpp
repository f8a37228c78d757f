// SPDX-License-Identifier: Apache-2.0
#include "cli/program.hpp"

#include <CLI/CLI.hpp>
#include <exception>
#include <ostream>

#include "scenarios/load/scenario_error.hpp"
#include "scenarios/load/suggest.hpp"
#include "sim/limit_reached.hpp"

namespace waypost::cli {
namespace {

constexpr const char* kExitCodes =
    "Exit codes: 0 fine, 1 finding or missed target, 2 bad input or not built yet, 3 internal, "
    "130 interrupted";

class Cli11Options final : public Options {
 public:
  explicit Cli11Options(CLI::App& app) : app_(app) {}

  void text(const std::string& name, std::string& value, const std::string& help) override {
    app_.add_option(name, value, help);
  }
  void required_text(const std::string& name, std::string& value,
                     const std::string& help) override {
    app_.add_option(name, value, help)->required();
  }
  void required_texts(const std::string& name, std::vector<std::string>& values,
                      const std::string& help) override {
    app_.add_option(name, values, help)->required();
  }
  void number(const std::string& name, std::optional<std::uint64_t>& value,
              const std::string& help) override {
    // CLI11 would take -1 for 2^64-1.
    app_.add_option(name, value, help)->check([](const std::string& text) {
      return text.starts_with('-') ? "\"" + text + "\" is less than 0" : std::string();
    });
  }
  void number(const std::string& name, std::uint64_t& value, std::uint64_t least,
              const std::string& help) override {
    app_.add_option(name, value, help)->check(CLI::Range(least, std::uint64_t{1'000'000'000}));
  }
  void flag(const std::string& name, bool& value, const std::string& help) override {
    app_.add_flag(name, value, help);
  }
  void allow_extras() override { app_.allow_extras(); }

 private:
  CLI::App& app_;
};

/// CLI11's own words for a wrong command line, and the nearest verb.
ExitCode wrong_command_line(const CLI::App& app, const CLI::ParseError& error,
                            const std::vector<std::string>& words, const Console& console) {
  if (app.exit(error, console.out, console.err) == 0) return kFine;  // --help, --version
  std::vector<std::string> names;
  for (const CLI::App* verb : app.get_subcommands(nullptr)) names.push_back(verb->get_name());
  if (!words.empty() && std::find(names.begin(), names.end(), words[0]) == names.end())
    console.err << scenarios::did_you_mean(words[0], names) << "\n";
  return kBadInput;
}

ExitCode act(Verb& verb, const Console& console) {
  try {
    return verb.act(console);
  } catch (const scenarios::BadScenario& error) {
    console.err << error.what();
    return kBadInput;
  } catch (const sim::LimitReached& limit) {
    console.err << "waypost: " << limit.what() << "\n";
    return kBadInput;
  } catch (const std::exception& error) {
    console.err << "waypost: internal error: " << error.what() << "\n";
    return kInternal;
  }
}

}  // namespace

ExitCode run_program(const std::vector<std::string>& words, const Console& console,
                     const std::vector<std::unique_ptr<Verb>>& verbs) {
  CLI::App app("Waypost: what happens to DNS lookups and mail in a simulated world.", "waypost");
  app.require_subcommand(1);
  app.set_version_flag("--version", std::string(WAYPOST_VERSION));
  app.footer(kExitCodes);
  Verb* chosen = nullptr;
  for (const auto& verb : verbs) {
    CLI::App* sub = app.add_subcommand(verb->name(), verb->help());
    Cli11Options options(*sub);
    verb->declare(options);
    sub->callback([&chosen, &verb] { chosen = verb.get(); });
  }
  try {
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));  // taken from the back
  } catch (const CLI::ParseError& error) {
    return wrong_command_line(app, error, words, console);
  }
  return chosen == nullptr ? kInternal : act(*chosen, console);
}

}  // namespace waypost::cli
