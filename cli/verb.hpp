// SPDX-License-Identifier: Apache-2.0
// What a verb is: a name, options, an action. Each verb is one file; CLI11 stays behind `Options`,
// in program.cpp alone, because compiling it takes longer than all verbs together.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace waypost::cli {

enum ExitCode : int {
  kFine = 0,
  kFinding = 1,        ///< a finding, or a target that was missed
  kBadInput = 2,       ///< bad input, or a verb that is not built yet
  kInternal = 3,       ///< a mistake of the program
  kInterrupted = 130,  ///< Ctrl-C; the report so far was printed
};

struct Console {
  std::ostream& out;
  std::ostream& err;
};

/// Where a verb declares its options. A name without dashes is a positional argument. The values
/// must outlive the parse; what they hold before is the default.
class Options {
 public:
  virtual void text(const std::string& name, std::string& value, const std::string& help) = 0;
  virtual void required_text(const std::string& name, std::string& value,
                             const std::string& help) = 0;
  virtual void required_texts(const std::string& name, std::vector<std::string>& values,
                              const std::string& help) = 0;
  virtual void number(const std::string& name, std::optional<std::uint64_t>& value,
                      const std::string& help) = 0;
  /// At least `least`.
  virtual void number(const std::string& name, std::uint64_t& value, std::uint64_t least,
                      const std::string& help) = 0;
  virtual void flag(const std::string& name, bool& value, const std::string& help) = 0;
  /// Everything else on the line is let through.
  virtual void allow_extras() = 0;

 protected:
  ~Options() = default;
};

class Verb {
 public:
  virtual ~Verb() = default;
  virtual std::string name() const = 0;
  virtual std::string help() const = 0;
  virtual void declare(Options& options) = 0;
  /// May throw scenarios::BadScenario.
  virtual ExitCode act(const Console& console) = 0;
};

std::unique_ptr<Verb> make_run();
std::unique_ptr<Verb> make_check();
std::unique_ptr<Verb> make_dig();
std::unique_ptr<Verb> make_send();
std::unique_ptr<Verb> make_probe();
std::unique_ptr<Verb> make_list();
std::unique_ptr<Verb> make_export();
std::unique_ptr<Verb> make_replay();
/// Verbs that are not built yet, and `test`, which is the launcher's.
std::vector<std::unique_ptr<Verb>> make_others();

}  // namespace waypost::cli
