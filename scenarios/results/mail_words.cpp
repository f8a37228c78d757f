// SPDX-License-Identifier: Apache-2.0
#include "scenarios/results/mail_words.hpp"

#include "models/dns/lookup_result.hpp"
#include "models/mail/host_walk.hpp"
#include "models/mail/mail_routing.hpp"
#include "models/mail/smtp_client.hpp"

namespace waypost::scenarios {

std::string failure_text(std::int64_t failure) {
  using mail::Failure;
  switch (static_cast<Failure>(failure)) {
    case Failure::connect_refused: return "connection refused";
    case Failure::connect_unreachable: return "no route";
    case Failure::connect_timeout: return "no answer to any SYN, timed out";
    case Failure::greeting_transient: return "greeted with a temporary refusal";
    case Failure::greeting_permanent: return "greeted with a refusal";
    case Failure::hello_transient: return "EHLO refused for now";
    case Failure::hello_permanent: return "EHLO refused";
    case Failure::connection_lost: return "connection lost";
    case Failure::reply_timeout: return "no reply in time";
    case Failure::refused_transient: return "refused for now";
    case Failure::refused_permanent: return "refused";
    case Failure::tls_handshake: return "TLS handshake failed";
    case Failure::tls_required: return "no TLS, which a policy asks for";
    case Failure::tls_certificate: return "certificate not valid, which a policy asks for";
    case Failure::tls_key: return "not the key that its TLSA records name";
    case Failure::tlsa_lookup: return "no trustworthy answer about its TLSA records";
    case Failure::off_policy: return "not named by the MTA-STS policy";
  }
  return {};
}

std::string fault_text(std::int64_t fault) {
  using mail::RoutingFault;
  switch (static_cast<RoutingFault>(fault)) {
    case RoutingFault::none: return {};
    case RoutingFault::null_mx: return "the domain accepts no mail (null MX)";
    case RoutingFault::not_found: return "host not found";
    case RoutingFault::no_data: return "host found, but no address";
    case RoutingFault::dns_failure: return "DNS gave no answer, try again later";
    case RoutingFault::malformed: return "malformed answer of a name server";
    case RoutingFault::loop: return "mail loops back to this host";
    case RoutingFault::hosts_rest: return "all hosts failed before, and rest";
    case RoutingFault::hosts_given_up: return "all hosts have failed for too long";
    case RoutingFault::off_policy: return "the MTA-STS policy names none of the exchangers";
    case RoutingFault::no_better_host: return "no host of better preference than this one";
  }
  return {};
}

std::string lookup_end_text(std::int64_t status) {
  using Status = dns::LookupStatus;
  switch (static_cast<Status>(status)) {
    case Status::found: return "found";
    case Status::no_data: return "no data";
    case Status::nx_domain: return "no such name";
    case Status::try_again: return "server failure";
    case Status::timed_out: return "timed out";
    case Status::malformed: return "malformed";
  }
  return {};
}

std::string command_text(std::int64_t command) {
  using mail::Command;
  switch (static_cast<Command>(command)) {
    case Command::hello: return "EHLO";
    case Command::reset: return "RSET, to see whether the connection lives";
    case Command::envelope: return "MAIL, RCPT, DATA";
    case Command::content: return "the message and its final dot";
    case Command::quit: return "QUIT";
    case Command::start_tls: return "STARTTLS and its handshake";
  }
  return {};
}

}  // namespace waypost::scenarios
