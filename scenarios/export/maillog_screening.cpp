// SPDX-License-Identifier: Apache-2.0
// The lines of postscreen(8): a client's first contact, and what the screener tells it by itself
// when blocklists are against it or deep tests have just been passed (POSTSCREEN_README).
#include <fmt/format.h>

#include "scenarios/export/delay_text.hpp"
#include "scenarios/export/maillog.hpp"
#include "scenarios/export/reply_words.hpp"

namespace waypost::scenarios {
namespace {

using mail::Screening;
using sim::TraceRecord;

/// Traces know no ports: one of Linux' ephemeral range for each session.
std::uint64_t port_of(const TraceRecord& r) { return 32'768 + r.parent % 28'232; }

std::string endpoint(const WorldWords& words, const TraceRecord& r) {
  return fmt::format("[{}]:{}", words.address(r.address), port_of(r));
}

}  // namespace

bool Maillog::take_screening(const TraceRecord& r) {
  using With = Session::With;
  switch (r.kind) {
    case mail::kTraceScreening: {
      Session& s = session(r);
      s.with = With::screener;
      s.began = r.time;
      line(r, "postscreen",
           fmt::format("CONNECT from {} to [{}]:25", endpoint(words_, r),
                       words_.address(static_cast<net::AddressId>(r.value))));
      return true;
    }
    case mail::kTraceScreened: on_screened(r); return true;
    case mail::kTraceRejected:
      if (session(r).with == With::server) return false;
      on_screener_rejected(r);
      return true;
    case mail::kTraceSessionEnded:
      if (session(r).with == With::server) return false;
      on_screening_ended(r);
      return true;
    default: return false;
  }
}

void Maillog::on_screened(const TraceRecord& r) {
  Session& s = session(r);
  s.greeted = true;
  switch (static_cast<Screening>(r.value)) {
    case Screening::passed_new:
    case Screening::passed_old: {
      const bool is_new = static_cast<Screening>(r.value) == Screening::passed_new;
      s.with = Session::With::server;
      return line(r, "postscreen",
                  fmt::format("PASS {} {}", is_new ? "NEW" : "OLD", endpoint(words_, r)));
    }
    case Screening::tested: s.with = Session::With::tester; return;
    case Screening::listed:
      return line(r, "postscreen",
                  fmt::format("DNSBL rank {} for {}", r.attempt, endpoint(words_, r)));
  }
}

/// As smtpd's, but with commas, and without a name of the client (postscreen_smtpd.c).
void Maillog::on_screener_rejected(const TraceRecord& r) {
  line(r, "postscreen",
       fmt::format("NOQUEUE: reject: RCPT from {}: {}; from=<{}>, to=<{}>, proto=ESMTP, helo=<{}>",
                   endpoint(words_, r), reply_line(r.code, r.type), session(r).sender, recipient(r),
                   words_.server_name(r.other)));
}

void Maillog::on_screening_ended(const TraceRecord& r) {
  const Session& s = session(r);
  if (mail::SessionCommands::unpacked(r.value).quits == 0)
    line(r, "postscreen",
         fmt::format("HANGUP after {} from {} in tests {} SMTP handshake",
                     postfix_delay({r.time - s.began}), endpoint(words_, r),
                     s.greeted ? "after" : "before"));
  else if (s.with == Session::With::tester)
    line(r, "postscreen", "PASS NEW " + endpoint(words_, r));
  line(r, "postscreen", "DISCONNECT " + endpoint(words_, r));
  sessions_.erase(r.parent);
}

}  // namespace waypost::scenarios
