// SPDX-License-Identifier: Apache-2.0
#include "scenarios/export/reply_words.hpp"

#include <fmt/format.h>

namespace waypost::scenarios {
namespace {

struct Words {
  std::uint16_t status;
  const char* text;
};

/// RFC 3463, 5248, 7372, 7505; the words of Postfix, postgrey and common filters.
constexpr Words kWords[] = {
    {20000, "Ok"},
    {20105, "Ok"},
    {40200, "Greylisted, try again later"},
    {40201, "Mailbox busy"},
    {40202, "Mailbox full"},
    {40300, "Local error in processing"},
    {40302, "Too many connections, try again later"},
    {40403, "Temporary lookup failure"},
    {40503, "Error: too many recipients"},
    {40700, "Error: too many errors"},
    {40705, "Server certificate not verified"},
    {40725, "Client host rejected: cannot find your hostname"},
    {50101, "User unknown"},
    {50110, "Domain does not accept mail (nullMX)"},
    {50201, "Mailbox disabled"},
    {50202, "Mailbox full"},
    {50304, "Message size exceeds fixed limit"},
    {50406, "Error: too many hops"},
    {50501, "Error: no valid recipients"},
    {50701, "Relay access denied"},
    {50720, "No passing DKIM signature"},
    {50723, "SPF validation failed"},
    {50724, "SPF validation error"},
    {50725, "Client host rejected: reverse DNS validation failed"},
    {50726, "Rejected by DMARC policy"},
    {50727, "Sender address has null MX"},
    {50728, "Blocked using a DNS list"},
    {50729, "Spam message rejected"},
};

const char* words_of(std::uint16_t status) {
  for (const Words& w : kWords)
    if (w.status == status) return w.text;
  return status / 10'000 == 5 ? "Rejected" : status / 10'000 == 4 ? "Try again later" : "Ok";
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

std::string status_code(std::uint16_t packed) {
  return fmt::format("{}.{}.{}", packed / 10'000, packed / 100 % 100, packed % 100);
}

std::string reply_line(std::uint16_t code, std::uint16_t status) {
  const bool given = status % 10'000 != 0 || status == 20'000;
  return given ? fmt::format("{} {} {}", code, status_code(status), words_of(status))
               : fmt::format("{} {}", code, words_of(status));
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
