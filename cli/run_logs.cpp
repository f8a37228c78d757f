// SPDX-License-Identifier: Apache-2.0
#include "cli/run_logs.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include "scenarios/export/maillog.hpp"
#include "scenarios/export/queue_shape.hpp"
#include "sim/atomic_file.hpp"

namespace waypost::cli {
namespace {

/// A sink that writes text into a file of its own.
template <class Sink>
class ToFile final : public sim::TraceSink {
 public:
  template <class... More>
  ToFile(const std::string& path, const scenarios::Built& built, More... more)
      : file_(path), sink_(built, file_.stream(), more...) {}
  void record(const sim::TraceRecord& r) override { sink_.record(r); }
  void finish() override {
    sink_.finish();
    file_.commit();
  }

 private:
  sim::AtomicFile file_;
  Sink sink_;
};

}  // namespace

void RunLogs::declare(Options& options) {
  options.text("--maillog", maillog_,
               "File for the mail hosts' log in Postfix's layout, for pflogsumm and others");
  options.text("--qshape", qshape_,
               "File for tables of waiting mail by domain and age, one per time window");
  options.text(
      "--biography", biography_,
      "Print one message step by step: \"17\" = the 17th submitted, or its message-id's 16 digits");
}

bool RunLogs::are_fine(const Console& console, std::uint64_t replications) {
  if (!wanted()) return true;
  if (replications > 1) {
    fmt::print(console.err,
               "--maillog, --qshape, --biography: of one run; leave --replications out\n");
    return false;
  }
  if (biography_.empty()) return true;
  const auto whom = scenarios::parse_biography(biography_);
  if (whom) whom_ = *whom;
  if (!whom)
    fmt::print(console.err,
               "--biography: \"{}\" is neither a number from 1 on nor 16 hexadecimal digits\n",
               biography_);
  return whom.has_value();
}

void RunLogs::open(const scenarios::Built& built, sim::Duration window, sim::TraceFanOut& sinks) {
  if (!maillog_.empty()) sinks.add(std::make_unique<ToFile<scenarios::Maillog>>(maillog_, built));
  if (!qshape_.empty())
    sinks.add(std::make_unique<ToFile<scenarios::QueueShape>>(qshape_, built, window));
  if (!biography_.empty()) sinks.add(std::make_unique<scenarios::Biography>(built, whom_, told_));
}

}  // namespace waypost::cli
