// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/receiving.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/build/checks.hpp"
#include "scenarios/build/draft.hpp"
#include "scenarios/build/laws.hpp"
#include "scenarios/load/units.hpp"

namespace waypost::scenarios {
namespace {

mail::DomainState domain_state(schema::MailDomain::State state) {
  switch (state) {
    case schema::MailDomain::RELAY_TO: return mail::DomainState::relay_to;
    case schema::MailDomain::FORGOTTEN: return mail::DomainState::forgotten;
    case schema::MailDomain::UNKNOWN_USERS: return mail::DomainState::unknown_users;
    case schema::MailDomain::TEMPFAIL: return mail::DomainState::tempfail;
    case schema::MailDomain::STALE_MAILBOX: return mail::DomainState::stale_mailbox;
    case schema::MailDomain::INTERCEPTED: return mail::DomainState::intercepted;
    case schema::MailDomain::FORWARD: return mail::DomainState::forwarded;
    case schema::MailDomain::LIST: return mail::DomainState::list;
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

float share(const std::string& text) {
  const auto share = parse_share(text);
  return text.empty() || !share ? 0 : static_cast<float>(*share);
}

/// Adds the list to the machine's; its index.
std::uint32_t read_list(Draft& draft, const schema::MailDomain::List& declared,
                        MailMachine& machine) {
  mail::MailingList list{
      .members = {}, .verp = declared.verp(), .changes_content = !declared.keeps_content()};
  for (const schema::MailDomain::Members& members : declared.members()) {
    const auto count = parse_count(members.count());
    const dns::Name domain = draft.world.dns.names.intern(members.domain());
    draft.asked.push_back(domain);
    list.members.push_back(
        {domain, count ? static_cast<std::uint32_t>(std::min<std::uint64_t>(*count, 100'000)) : 0});
  }
  machine.lists.push_back(std::move(list));
  return static_cast<std::uint32_t>(machine.lists.size() - 1);
}

void check_domain(Draft& draft, const schema::MailDomain& domain, const std::string& path) {
  const bool forward = domain.state() == schema::MailDomain::FORWARD;
  if (forward == domain.forward_to().empty())
    draft.problems.add(path + ".forward_to",
                       forward ? "is missing: where to?" : "goes with state: FORWARD");
  if (domain.rewrites_sender() && !forward)
    draft.problems.add(path + ".rewrites_sender", "goes with state: FORWARD");
  if (domain.has_list() != (domain.state() == schema::MailDomain::LIST))
    draft.problems.add(path + ".list",
                       domain.has_list() ? "goes with state: LIST" : "is missing: who gets it?");
}

void read_quota(Draft& draft, const schema::MailDomain& domain, const std::string& path,
                mail::ServedDomain& served) {
  const auto octets = parse_octets(domain.quota());
  if (!domain.quota().empty() && octets) served.quota = static_cast<std::uint64_t>(*octets);
  const auto boxes = parse_count(domain.mailboxes());
  if (!domain.mailboxes().empty() && boxes)
    served.mailboxes = static_cast<std::uint32_t>(std::min<std::uint64_t>(*boxes, UINT32_MAX));
  if (served.quota == 0 && !domain.mailboxes().empty())
    draft.problems.add(path + ".mailboxes", "goes with a quota");
  const auto emptied = parse_duration(domain.emptied_every());
  if (!domain.emptied_every().empty() && emptied) served.emptied_every = *emptied;
  if (served.quota > 0 && served.state != mail::DomainState::final)
    draft.problems.add(path + ".quota", "goes with state: FINAL");
  if (served.quota == 0 && served.emptied_every.ns > 0)
    draft.problems.add(path + ".emptied_every", "goes with a quota");
}

mail::ServedDomain read_domain(Draft& draft, const schema::MailDomain& domain,
                               const std::string& path, MailMachine& machine) {
  check_domain(draft, domain, path);
  mail::ServedDomain served = served_domain(draft, domain.state(), domain.relay_to());
  if (!domain.forward_to().empty()) {
    served.next_host = draft.world.dns.names.intern(domain.forward_to());
    draft.asked.push_back(served.next_host);
  }
  served.unknown = share(domain.unknown_users());
  served.over_quota = share(domain.over_quota());
  served.full_for_good = domain.full_for_good();
  served.knows_users = !domain.no_recipient_list();
  served.rewrites_sender = domain.rewrites_sender();
  read_quota(draft, domain, path, served);
  if (domain.has_list()) served.list = read_list(draft, domain.list(), machine);
  return served;
}

/// Who and what is let in.
void read_admission(Draft& draft, const schema::Receiving& receives, const std::string& path,
                    mail::ReceivingProfile& profile) {
  const bool waits = receives.over_limit() == schema::Receiving::BACKLOG;
  if (waits) profile.over_limit = mail::OverLimit::backlog;
  if (receives.has_backlog()) profile.backlog_places = receives.backlog();
  if (receives.has_backlog() && !waits)
    draft.problems.add(path + ".backlog", "goes with over_limit: BACKLOG");
  profile.client_connections = receives.client_connections();
  const auto octets = parse_octets(receives.message_size_limit());
  if (!receives.message_size_limit().empty() && octets)
    profile.message_limit = static_cast<std::uint64_t>(*octets);
  if (receives.has_recipient_limit()) profile.recipient_limit = receives.recipient_limit();
  if (receives.has_soft_errors()) profile.errors.soft = receives.soft_errors();
  if (receives.has_hard_errors()) profile.errors.hard = receives.hard_errors();
  if (profile.errors.soft > profile.errors.hard)
    draft.problems.add(path + ".soft_errors",
                       fmt::format("{} are more than the {} that end the session",
                                   profile.errors.soft, profile.errors.hard));
}

void read_limits(Draft& draft, const schema::Receiving& receives, const std::string& path,
                 mail::ReceivingProfile& profile) {
  read_admission(draft, receives, path, profile);
  if (const auto tarpit = parse_duration(receives.tarpit()); !receives.tarpit().empty() && tarpit)
    profile.tarpit = *tarpit;
  if (receives.has_tls())
    profile.tls = {
        .offered = true,
        .certificate_valid = !receives.tls().certificate_invalid(),
        .handshake_fails = receives.tls().handshake_fails(),
        .handshake_round_trips = receives.tls().version_1_2() ? std::uint8_t{2} : std::uint8_t{1},
        .key = receives.tls().key().empty() ? 0 : mail::Published::hash_key(receives.tls().key())};
  profile.checks = read_checks(draft, receives.checks(), path + ".checks");
  if (receives.archive().empty()) return;
  profile.archive = {draft.world.dns.names.intern(receives.archive()), 0};
  draft.asked.push_back(profile.archive.domain);
}

}  // namespace

mail::ServedDomain provider_mailboxes(const schema::MailProvider& provider) {
  mail::ServedDomain served;
  served.unknown = share(provider.unknown_users());
  served.over_quota = share(provider.over_quota());
  served.full_for_good = provider.full_for_good();
  return served;
}

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
  read_limits(draft, receives, path, machine.receives);
  for (int i = 0; i < receives.domains_size(); ++i) {
    const schema::MailDomain& domain = receives.domains(i);
    const mail::ServedDomain served =
        read_domain(draft, domain, fmt::format("{}.domains[{}]", path, i), machine);
    for (const std::string& name : domain.names())
      machine.domains.emplace_back(draft.world.dns.names.intern(name), served);
  }
  machine.relays_for.assign(receives.relays_for().begin(), receives.relays_for().end());
  machine.resolvers = draft.group_index(receives.resolver());
}

}  // namespace waypost::scenarios
