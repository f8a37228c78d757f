// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/receiving.hpp"

#include "scenarios/build/draft.hpp"
#include "scenarios/build/laws.hpp"

namespace waypost::scenarios {
namespace {

mail::DomainState domain_state(schema::MailDomain::State state) {
  switch (state) {
    case schema::MailDomain::RELAY_TO: return mail::DomainState::relay_to;
    case schema::MailDomain::FORGOTTEN: return mail::DomainState::forgotten;
    case schema::MailDomain::UNKNOWN_USERS: return mail::DomainState::unknown_users;
    case schema::MailDomain::TEMPFAIL: return mail::DomainState::tempfail;
    case schema::MailDomain::STALE_MAILBOX: return mail::DomainState::stale_mailbox;
    default: return mail::DomainState::final;
  }
}

net::PortState port_state(schema::Receiving::PortState port) {
  switch (port) {
    case schema::Receiving::REFUSING: return net::PortState::refused;
    case schema::Receiving::BLACK_HOLED: return net::PortState::black_holed;
    default: return net::PortState::open;
  }
}

}  // namespace

mail::ServedDomain served_domain(Draft& draft, schema::MailDomain::State state,
                                 const std::string& relay_to) {
  mail::ServedDomain served{.state = domain_state(state)};
  if (!relay_to.empty()) served.next_host = draft.world.dns.names.intern(relay_to);
  return served;
}

mail::ReceivingProfile receiving_profile(Draft& draft, std::uint32_t connection_limit,
                                         const schema::Service& service, const std::string& path) {
  mail::ReceivingProfile profile;
  if (connection_limit > 0) profile.connection_limit = connection_limit;
  profile.service_seconds =
      law_or(service.has_time(), service.time(), LawUnit::duration,
             default_service_seconds(ServerKind::mail_host), path + ".time", draft.problems);
  profile.workers = service.has_workers() ? service.workers() : profile.connection_limit;
  profile.queue_places = service.has_queue_limit() ? service.queue_limit() : 1000;
  return profile;
}

void read_receiving(Draft& draft, const schema::Receiving& receives, const std::string& path,
                    MailMachine& machine) {
  machine.port = port_state(receives.port());
  machine.receives =
      receiving_profile(draft, receives.connection_limit(), receives.service(), path + ".service");
  for (const schema::MailDomain& domain : receives.domains())
    for (const std::string& name : domain.names())
      machine.domains.emplace_back(draft.world.dns.names.intern(name),
                                   served_domain(draft, domain.state(), domain.relay_to()));
}

}  // namespace waypost::scenarios
