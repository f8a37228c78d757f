// SPDX-License-Identifier: Apache-2.0
// waypost export: a trace file in forms that people and other tools read.
#include <fmt/format.h>
#include <fmt/ostream.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "cli/verb.hpp"
#include "scenarios/export/trace_rows.hpp"
#include "scenarios/load/suggest.hpp"
#include "sim/atomic_file.hpp"

namespace waypost::cli {
namespace {

using scenarios::RowForm;
using Write = void (*)(sim::TraceReader& trace, const sim::TraceFilter& filter, std::ostream& out);

template <RowForm form>
void write_rows(sim::TraceReader& trace, const sim::TraceFilter& filter, std::ostream& out) {
  scenarios::write_rows(trace, filter, form, out);
}

/// Every form that a trace can be exported in.
struct Form {
  const char* name;
  Write write;
};
constexpr std::array kForms{
    Form{"text", write_rows<RowForm::text>},
    Form{"csv", write_rows<RowForm::csv>},
};

class Export final : public Verb {
 public:
  std::string name() const override { return "export"; }
  std::string help() const override { return "A trace file of run --trace as text or CSV"; }
  void declare(Options& options) override {
    options.required_text("file", file_,
                          "Trace file, DIR/trace.wpt; a cut one is read as far as it goes");
    options.text("--as", form_, "text (one line per report) or csv");
    options.text("--trace", trace_, "Which reports: all, or a filter as of run --trace");
    options.text("--out", out_, "File to write; default: standard output");
  }
  ExitCode act(const Console& console) override;

 private:
  ExitCode write(const Form& form, const sim::TraceFilter& filter, const Console& console) const;

  std::string file_;
  std::string form_ = "text";
  std::string trace_ = "all";
  std::string out_;
};

ExitCode Export::write(const Form& form, const sim::TraceFilter& filter,
                       const Console& console) const {
  sim::TraceReader trace(file_);
  if (!trace.complete()) fmt::print(console.err, "note: {}: {}\n", file_, trace.damage());
  if (out_.empty()) {
    form.write(trace, filter, console.out);
    return kFine;
  }
  sim::AtomicFile file(out_);
  form.write(trace, filter, file.stream());
  file.commit();
  return kFine;
}

ExitCode Export::act(const Console& console) {
  const auto form =
      std::find_if(kForms.begin(), kForms.end(), [this](const Form& f) { return form_ == f.name; });
  if (form == kForms.end()) {
    std::vector<std::string> names;
    for (const Form& known : kForms) names.emplace_back(known.name);
    fmt::print(console.err, "--as: there is no form \"{}\", only {}. {}\n", form_,
               fmt::join(names, ", "), scenarios::did_you_mean(form_, names));
    return kBadInput;
  }
  try {
    return write(*form, sim::TraceFilter::parse(trace_), console);
  } catch (const sim::TraceError& wrong) {
    fmt::print(console.err, "{}\n", wrong.what());
  } catch (const std::invalid_argument& wrong) {
    fmt::print(console.err, "--trace: {}\n", wrong.what());
  }
  return kBadInput;
}

}  // namespace

std::unique_ptr<Verb> make_export() { return std::make_unique<Export>(); }

}  // namespace waypost::cli
