// SPDX-License-Identifier: Apache-2.0
#include "scenarios/export/reply_words.hpp"

#include <fmt/format.h>

#include "models/mail/trace_kinds.hpp"

namespace waypost::scenarios {
namespace {

/// What a reply to RCPT TO is about.
enum class About : std::uint8_t {
  recipient,  ///< "<recipient>: Recipient address rejected: ..."
  relaying,   ///< "<recipient>: ..."
  session,    ///< the client, or the transaction
};

struct Words {
  mail::EnhancedCode status;
  const char* text;
  About about = About::recipient;
  std::uint16_t code = 0;  ///< of the reply; 0: any
};

/// RFC 3463, 5248, 7372, 7505; the words of Postfix, postgrey and common filters.
constexpr Words kWords[] = {
    {{2, 0, 0}, "Ok"},
    {{2, 1, 5}, "Ok"},
    {{4, 2, 0}, "Greylisted, try again later"},
    {{4, 2, 1}, "Mailbox busy"},
    {{4, 2, 2}, "Mailbox full"},
    {{4, 3, 0}, "Local error in processing"},
    {{4, 3, 2}, "Service currently unavailable", About::session, 450},
    {{4, 3, 2}, "Too many connections, try again later", About::session},
    {{4, 4, 3}, "Temporary lookup failure"},
    {{4, 5, 3}, "Error: too many recipients", About::session},
    {{4, 7, 0}, "Error: too many errors", About::session},
    {{4, 7, 5}, "Server certificate not verified"},
    {{4, 7, 25}, "Client host rejected: cannot find your hostname", About::session},
    {{5, 1, 1}, "User unknown"},
    {{5, 1, 10}, "Domain does not accept mail (nullMX)"},
    {{5, 2, 1}, "Mailbox disabled"},
    {{5, 2, 2}, "Mailbox full"},
    {{5, 3, 4}, "Message size exceeds fixed limit", About::session},
    {{5, 4, 6}, "Error: too many hops"},
    {{5, 5, 1}, "Error: no valid recipients"},
    {{5, 7, 1}, "Relay access denied", About::relaying},
    {{5, 7, 20}, "No passing DKIM signature"},
    {{5, 7, 23}, "SPF validation failed"},
    {{5, 7, 24}, "SPF validation error"},
    {{5, 7, 25}, "Client host rejected: reverse DNS validation failed", About::session},
    {{5, 7, 26}, "Rejected by DMARC policy"},
    {{5, 7, 27}, "Sender address has null MX", About::session},
    {{5, 7, 28}, "Blocked using a DNS list", About::session},
    {{5, 7, 29}, "Spam message rejected"},
};

Words words_of(std::uint16_t code, mail::EnhancedCode status) {
  for (const Words& w : kWords)
    if (w.status == status && (w.code == 0 || w.code == code)) return w;
  return {status, status.status_class == 5   ? "Rejected"
                  : status.status_class == 4 ? "Try again later"
                                             : "Ok"};
}

/// "450 4.2.0"; without an enhanced code where none was given.
std::string codes(std::uint16_t code, mail::EnhancedCode status) {
  const bool given = status.subject != 0 || status.detail != 0 || status.status_class == 2;
  return given ? fmt::format("{} {}", code, mail::status_text(packed_status(status)))
               : std::to_string(code);
}

const char* connect_words(mail::Failure failure) {
  if (failure == mail::Failure::connect_refused) return "Connection refused";
  return failure == mail::Failure::connect_timeout ? "Connection timed out"
                                                   : "Network is unreachable";
}

/// What a client was doing when the connection broke (smtp_proto.c).
const char* doing(mail::Command stage) {
  switch (stage) {
    case mail::Command::hello: return "performing the EHLO handshake";
    case mail::Command::start_tls: return "performing the TLS handshake";
    case mail::Command::reset: return "sending RSET";
    case mail::Command::envelope: return "sending RCPT TO";
    case mail::Command::content: return "sending end of data -- message may be sent more than once";
    default: return "receiving the initial server greeting";
  }
}

}  // namespace

std::string reply_line(std::uint16_t code, std::uint16_t packed) {
  const mail::EnhancedCode status = mail::unpacked_status(packed);
  return codes(code, status) + ' ' + words_of(code, status).text;
}

std::string recipient_reply_line(std::uint16_t code, std::uint16_t packed, const std::string& to) {
  const mail::EnhancedCode status = mail::unpacked_status(packed);
  const Words words = words_of(code, status);
  switch (words.about) {
    case About::session: break;
    case About::relaying: return fmt::format("{} <{}>: {}", codes(code, status), to, words.text);
    case About::recipient:
      return fmt::format("{} <{}>: Recipient address rejected: {}", codes(code, status), to,
                         words.text);
  }
  return reply_line(code, packed);
}

const char* in_reply_to(mail::Command command, bool recipient) {
  if (recipient) return "in reply to RCPT TO command";
  switch (command) {
    case mail::Command::hello: return "in reply to EHLO command";
    case mail::Command::reset: return "in reply to RSET command";
    case mail::Command::envelope: return "in reply to MAIL FROM command";
    default: return "in reply to end of DATA command";
  }
}

std::string failure_line(mail::Failure failure, mail::Command stage, const std::string& relay,
                         const std::string& reply) {
  using mail::Failure;
  switch (failure) {
    case Failure::connect_refused:
    case Failure::connect_unreachable:
    case Failure::connect_timeout:
      return fmt::format("connect to {}:25: {}", relay, connect_words(failure));
    case Failure::greeting_transient:
    case Failure::greeting_permanent:
      return fmt::format("host {} refused to talk to me: {}", relay, reply);
    case Failure::tls_handshake:
      return fmt::format("Cannot start TLS: handshake failure with {}", relay);
    case Failure::tls_required:
      return fmt::format("TLS is required, but was not offered by host {}", relay);
    case Failure::tls_certificate: return "Server certificate not verified";
    case Failure::tls_key: return "Server certificate not trusted";
    case Failure::tlsa_lookup: return fmt::format("TLSA lookup error for {}:25", relay);
    case Failure::off_policy: return fmt::format("{} is not named by the MTA-STS policy", relay);
    case Failure::connection_lost:
      return fmt::format("lost connection with {} while {}", relay, doing(stage));
    case Failure::reply_timeout:
      return fmt::format("conversation with {} timed out while {}", relay, doing(stage));
    default: return fmt::format("host {} said: {} ({})", relay, reply, in_reply_to(stage, false));
  }
}

std::string no_route_line(mail::RoutingFault fault, const std::string& name,
                          const std::string& type) {
  using mail::RoutingFault;
  const auto service_error = [&](const char* what) {
    return fmt::format("Host or domain name not found. Name service error for name={} type={}: {}",
                       name, type, what);
  };
  switch (fault) {
    case RoutingFault::null_mx: return fmt::format("Domain {} does not accept mail (nullMX)", name);
    case RoutingFault::not_found: return service_error("Host not found");
    case RoutingFault::no_data:
      return service_error("Host found but no data record of requested type");
    case RoutingFault::dns_failure: return service_error("Host not found, try again");
    case RoutingFault::malformed: return service_error("Malformed or unexpected name server reply");
    case RoutingFault::loop: return fmt::format("mail for {} loops back to myself", name);
    case RoutingFault::no_better_host:
      return fmt::format("unable to find primary relay for {}", name);
    case RoutingFault::hosts_rest:
      return fmt::format("retry time not reached for any host for '{}'", name);
    case RoutingFault::hosts_given_up:
      return fmt::format(
          "all hosts for '{}' have been failing for a long time (and retry time not reached)",
          name);
    case RoutingFault::off_policy:
      return fmt::format("no MX host for {} is named by its MTA-STS policy", name);
    case RoutingFault::none: break;
  }
  return "unknown mail system error";
}

}  // namespace waypost::scenarios
