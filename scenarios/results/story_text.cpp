// SPDX-License-Identifier: Apache-2.0
#include "scenarios/results/story_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "models/dns/lookup_result.hpp"
#include "models/mail/envelope.hpp"
#include "models/mail/host_walk.hpp"
#include "models/mail/mail_routing.hpp"
#include "models/mail/smtp_client.hpp"
#include "models/mail/trace_kinds.hpp"
#include "scenarios/load/units.hpp"
#include "scenarios/results/figures.hpp"
#include "scenarios/results/mail_words.hpp"
#include "scenarios/results/step_words.hpp"

namespace waypost::scenarios {
namespace {

using Out = fmt::memory_buffer;
using sim::TraceRecord;

template <class... Args>
void line(Out& out, fmt::format_string<Args...> text, Args&&... args) {
  fmt::format_to(std::back_inserter(out), text, std::forward<Args>(args)...);
  out.push_back('\n');
}

/// "554 5.7.1"; empty when there was no reply.
std::string reply_text(const TraceRecord& r) {
  std::string text = r.code == 0 ? "" : std::to_string(r.code);
  if (r.type != 0) text += (text.empty() ? "" : " ") + mail::status_text(r.type);
  return text;
}

std::string host_text(const TraceRecord& r, const WorldWords& words) {
  return fmt::format("{} ({})", words.name(r.name), words.address(r.address));
}

std::string under_way_text(const StoryStep& step) {
  return step.part == mail::DelayPart::retry_sleep ? "asleep until the next try"
                                                   : "still under way";
}

/// The lookup that ended last; those beside it come in the lines below.
std::string lookup_text(const StoryStep& step, const WorldWords& words) {
  const TraceRecord& r = step.record;
  return fmt::format("DNS: {} {}: {}", words.name(r.name),
                     to_text(static_cast<dns::RecordType>(r.type)), lookup_end_text(r.value));
}

std::string notice_text(mail::Notice notice) {
  switch (notice) {
    case mail::Notice::failed: return "a status notification goes to the sender";
    case mail::Notice::delayed: return "the sender is told of the delay";
    case mail::Notice::postmaster: return "the postmaster is told: a notification that failed";
  }
  return {};
}

/// What was sent, and which command the reply is to: the first of the flight.
std::string flight_text(std::int64_t command) {
  const bool several = static_cast<mail::Command>(command) == mail::Command::envelope;
  return command_text(command) + (several ? " sent; to MAIL" : "");
}

/// What happened at a host that owns the message.
std::string owner_text(const StoryStep& step, const WorldWords& words) {
  const TraceRecord& r = step.record;
  switch (r.kind) {
    case mail::kTraceSubmitted: return "from the user to " + words.server(r.entity);
    case mail::kTraceQueued: return "into the queue of " + words.server_name(r.entity);
    case mail::kTraceDeliveryBegan:
      return fmt::format("{}attempt {}, for {}", step.took().ns > 0 ? "in the queue until " : "",
                         r.attempt + 1, words.name(r.name));
    case mail::kTraceDeferred:
      return fmt::format("deferred ({}): next try in {}", reply_text(r),
                         length(sim::Duration{r.value}.seconds()));
    case mail::kTraceExpired: return "too old: given up";
    case mail::kTraceBounced: return "returned to the sender: " + reply_text(r);
    case mail::kTraceDiscarded: return "dropped: a notification that failed, " + reply_text(r);
    case mail::kTraceDelivered:
      return fmt::format("into a mailbox at {}: {}", words.server(r.entity),
                         to_text(mail::delivered_outcome(r.value)));
    case mail::kTraceNotified: return notice_text(static_cast<mail::Notice>(r.attempt));
    case mail::kTracePassedOn:
      return fmt::format("{} hears {} and forgets the message", words.server_name(r.entity),
                         reply_text(r));
    default: return {};
  }
}

}  // namespace

std::string step_text(const StoryStep& step, const WorldWords& words) {
  const TraceRecord& r = step.record;
  switch (r.kind) {
    case 0: return under_way_text(step);
    case mail::kTraceLookupAnswer: return lookup_text(step, words);
    case mail::kTraceTarget:
      return fmt::format("{} {} {}", r.attempt == 0 ? "hosts to try:" : "         then:", r.value,
                         host_text(r, words));
    case mail::kTraceNoRoute:
      return fmt::format("no route: {} ({}) {}", fault_text(r.value), words.name(r.name),
                         reply_text(r));
    case mail::kTraceConnected:
      return fmt::format("connects to {} in {}: round trip {} ms", host_text(r, words),
                         words.place(r.other), milliseconds({r.value}));
    case mail::kTraceReused: return "goes on over a kept connection to " + host_text(r, words);
    case mail::kTraceAddressFailed:
      return fmt::format("{}: {} {}", host_text(r, words), failure_text(r.value), reply_text(r));
    case mail::kTraceGreeting: return "greeting: " + reply_text(r);
    case mail::kTraceReply: return fmt::format("{}: {}", flight_text(r.value), reply_text(r));
    case mail::kTraceRecipientReply: return "RCPT: " + reply_text(r);
    case mail::kTraceCommand: return "the message and its final dot, on the wire";
    case mail::kTraceAccepted:
      return fmt::format("{} works on it and decides: {}", words.server(r.entity), reply_text(r));
    default: return owner_text(step, words);
  }
}

std::string end_text(const MessageStory& story) {
  switch (story.end_state) {
    case MessageStory::End::under_way: return "still under way";
    case MessageStory::End::delivered: return "delivered";
    case MessageStory::End::bounced: return "bounced: returned to the sender";
    case MessageStory::End::discarded: return "discarded";
  }
  return {};
}

namespace {

/// Columns of a length of time: as many as the longest needs.
std::size_t columns_of(const MessageStory& story) {
  return std::max<std::size_t>(14, milliseconds(story.total()).size() + 1);
}

/// One row, or several: a step without length shows no time.
void print_row(Out& out, std::size_t columns, sim::Time at, sim::Duration took,
               const std::string& text) {
  std::string times = fmt::format("{:>{}} {:>{}}", milliseconds(at - sim::Time{}), columns,
                                  took.ns == 0 ? "" : milliseconds(took), columns);
  for (const std::string& row : wrapped(text, kPageColumns - times.size() - 2)) {
    line(out, "{}  {}", times, row);
    times.assign(times.size(), ' ');
  }
}

std::string walk_text(const LookupWalk& walk, const Built& built, const WorldWords& words) {
  const LayerCounts n = count_layers(walk, built.world.dns.names);
  if (n == LayerCounts{}) return "from the resolver's cache";
  const auto& asked = walk.path.front().asked;
  return fmt::format("{} {}: root {}, top level {}, below {} queries", words.name(asked.name),
                     to_text(static_cast<dns::RecordType>(asked.type)), n[0], n[1], n[2]);
}

/// One line per lookup, and one per query that it waited for.
void print_lookups(Out& out, std::size_t columns, const StoryStep& step, const Built& built,
                   const WorldWords& words) {
  const std::size_t margin = 2 * columns + 5;
  const auto print = [&](const std::string& text) {
    for (const std::string& row : wrapped(text, kPageColumns - margin))
      line(out, "{:{}}{}", "", margin, row);
  };
  for (const LookupWalk& walk : step.lookups) {
    print(walk_text(walk, built, words));
    for (const WalkStep& s : walk.path) {
      if (s.kind != WalkStep::Kind::upstream) continue;
      const StepWords w = describe(s, words);
      print(fmt::format("  {} ms  {} in {}: {}", milliseconds(s.took()), w.server, w.place,
                        w.outcome));
    }
  }
}

void print_afterwards(Out& out, std::size_t columns, const MessageStory& story,
                      const WorldWords& words) {
  bool first = true;
  for (const StoryStep& step : story.afterwards) {
    const std::string text = owner_text(step, words);
    if (text.empty()) continue;
    if (std::exchange(first, false)) line(out, "\nAfterwards");
    print_row(out, columns, sim::Time{} + (step.end - story.begin), {}, text);
  }
}

void print_parts(Out& out, const MessageStory& story) {
  const mail::DelayParts parts = story.parts();
  line(out, "\nWhere the time went");
  for (std::size_t i = 0; i < mail::kDelayParts; ++i) {
    const auto part = static_cast<mail::DelayPart>(i);
    if (parts[part].ns == 0) continue;
    line(out, "  {:>16} ms {:>6.1f} %  {}", milliseconds(parts[part]),
         100 * parts[part].seconds() / story.total().seconds(), to_text(part));
  }
}

}  // namespace

std::string story_text(const MessageStory& story, const std::string& title, const Built& built) {
  const WorldWords words(built);
  const std::size_t columns = columns_of(story);
  const auto since = [&](sim::Time t) { return sim::Time{} + (t - story.begin); };
  Out out;
  line(out, "{}\n\n{:>{}} {:>{}}", title, "begins, ms", columns, "takes, ms", columns);
  for (const StoryStep& step : story.steps) {
    const std::string text = step_text(step, words);
    if (!text.empty()) print_row(out, columns, since(step.begin), step.took(), text);
    print_lookups(out, columns, step, built, words);
  }
  line(out, "{:{}}{:->{}}", "", columns + 1, "", columns);
  line(out, "{:>{}}  sum of the steps: {}, {}", milliseconds(story.parts().total()),
       2 * columns + 1, end_text(story), length(story.total().seconds()));
  print_afterwards(out, columns, story, words);
  print_parts(out, story);
  return to_string(out);
}

}  // namespace waypost::scenarios
