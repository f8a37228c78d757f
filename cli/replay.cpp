// SPDX-License-Identifier: Apache-2.0
// waypost replay: conformance scenarios in .rpl form, played against the resolver.
#include <fmt/format.h>
#include <fmt/ostream.h>
#include <fmt/ranges.h>

#include "cli/json_text.hpp"
#include "cli/verb.hpp"
#include "scenarios/replay/play.hpp"

namespace waypost::cli {
namespace {

struct Totals {
  int files = 0, core = 0, strict = 0, unsupported = 0, malformed = 0;
  std::uint64_t upstream = 0;
};

const char* text_of(replay::Verdict verdict) {
  switch (verdict) {
    case replay::Verdict::pass: return "pass";
    case replay::Verdict::fail: return "fail";
    case replay::Verdict::unsupported: return "unsupported";
  }
  return "fail";
}

/// One file played.
struct Played {
  std::string file;
  replay::Outcome outcome;
  std::string log;
};

Played play_file(const std::string& file, std::uint64_t seed, bool wants_log) {
  Played played{file, {}, {}};
  const replay::ReadScript read = replay::read_script_file(file);
  if (!read.refusal) {
    played.outcome = replay::play(read.script, seed, wants_log ? &played.log : nullptr);
    return played;
  }
  played.outcome.malformed = !read.refusal->unsupported;
  played.outcome.why = to_text(file, *read.refusal);
  if (!played.outcome.malformed)
    played.outcome.core = played.outcome.strict = replay::Verdict::unsupported;
  return played;
}

void count(const Played& played, Totals& totals) {
  const replay::Outcome& o = played.outcome;
  ++totals.files;
  totals.core += o.core == replay::Verdict::pass;
  totals.strict += o.strict == replay::Verdict::pass;
  totals.unsupported += o.core == replay::Verdict::unsupported;
  totals.malformed += o.malformed;
  totals.upstream += o.upstream_queries;
}

void print_text(const Played& played, bool verbose, const Console& console) {
  const replay::Outcome& o = played.outcome;
  if (o.malformed) {
    fmt::print(console.err, "{}\n", o.why);
    return;
  }
  fmt::print(console.out, "{} {} (core) {} (strict), {} upstream queries\n", played.file,
             text_of(o.core), text_of(o.strict), o.upstream_queries);
  if (o.core == replay::Verdict::unsupported) fmt::print(console.out, "  {}\n", o.why);
  if (!verbose || o.core == replay::Verdict::unsupported) return;
  fmt::print(console.out, "{}", played.log);
  if (!o.why.empty()) fmt::print(console.out, "  {}\n{}", o.why, o.difference);
}

std::string json_of(const Played& played) {
  const replay::Outcome& o = played.outcome;
  return fmt::format(
      "{{\"file\": {}, \"core\": \"{}\", \"strict\": \"{}\", \"malformed\": {}, "
      "\"client_queries\": {}, \"upstream_queries\": {}, \"why\": {}, \"difference\": {}}}",
      json_string(played.file), text_of(o.core), text_of(o.strict), o.malformed, o.client_queries,
      o.upstream_queries, json_string(o.why), json_string(o.difference));
}

std::string json_of(const Totals& t) {
  return fmt::format(
      "{{\"files\": {}, \"core\": {}, \"strict\": {}, \"unsupported\": {}, \"malformed\": {}, "
      "\"upstream_queries\": {}}}",
      t.files, t.core, t.strict, t.unsupported, t.malformed, t.upstream);
}

class Replay final : public Verb {
 public:
  std::string name() const override { return "replay"; }
  std::string help() const override {
    return "Play .rpl conformance scenarios against the resolver";
  }
  void declare(Options& options) override {
    options.required_texts("files", files_, "Scenarios in .rpl form (Unbound testbound, Deckard)");
    options.flag("--verbose", verbose_, "Show the failing step, expected and got side by side");
    options.flag("--log", log_, "Show every query and answer");
    options.flag("--json", json_, "Print JSON");
    options.number("--seed", seed_, 0, "Of the choice among servers");
  }
  ExitCode act(const Console& console) override {
    Totals totals;
    std::vector<std::string> rows;
    for (const std::string& file : files_) {
      const Played played = play_file(file, seed_, log_);
      count(played, totals);
      if (json_)
        rows.push_back(json_of(played));
      else
        print_text(played, verbose_ || log_, console);
    }
    if (json_)
      fmt::print(console.out, "{{\"files\": [{}],\n \"totals\": {}}}\n", fmt::join(rows, ",\n "),
                 json_of(totals));
    else
      fmt::print(
          console.out,
          "{} files: {} core, {} strict, {} unsupported, {} malformed; {} upstream queries\n",
          totals.files, totals.core, totals.strict, totals.unsupported, totals.malformed,
          totals.upstream);
    if (totals.malformed > 0) return kBadInput;
    return totals.strict == totals.files ? kFine : kFinding;
  }

 private:
  std::vector<std::string> files_;
  std::uint64_t seed_ = 1;
  bool verbose_ = false, log_ = false, json_ = false;
};

}  // namespace

std::unique_ptr<Verb> make_replay() { return std::make_unique<Replay>(); }

}  // namespace waypost::cli
