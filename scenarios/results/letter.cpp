// SPDX-License-Identifier: Apache-2.0
#include "scenarios/results/letter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace waypost::scenarios {
namespace {

using workload::MailSenders;
using workload::MailTarget;

/// The domain, or the most popular one of a set.
dns::Name likely_domain(const workload::Workload& workload, const MailTarget& target) {
  if (target.catalogue == MailTarget::kOneDomain) return target.domain;
  return workload.catalogues[target.catalogue].names.front();
}

std::string without_dot(std::string name) {
  if (name.size() > 1 && name.back() == '.') name.pop_back();
  return name;
}

/// The hosts that take mail from these writers.
const workload::SubmissionPool& pool_of(const workload::Workload& workload,
                                        const MailSenders& senders) {
  const bool one = senders.domain.catalogue == MailTarget::kOneDomain;
  const std::uint32_t pool =
      one ? senders.pool : workload.catalogues[senders.domain.catalogue].pools.front();
  return workload.pools[pool];
}

bool writes_as(const Built& built, const MailSenders& senders, const std::string& from) {
  if (from.empty()) return true;
  if (built.directory.populations[senders.population] == from) return true;
  const dns::Name domain = likely_domain(built.world.workload, senders.domain);
  return without_dot(built.world.dns.names.text(domain)) == domain_of(from);
}

std::optional<mail::MailHostId> find_host(const Built& built, const std::string& name) {
  for (const DirectoryServer& server : built.directory.servers)
    if (server.kind == "mail_host" && server.name == without_dot(name)) return server.server.index;
  return std::nullopt;
}

mail::MailHostId sending_host(const Built& built, const std::string& name) {
  const auto found = find_host(built, name);
  if (!found) throw std::invalid_argument(fmt::format("no mail host is named \"{}\"", name));
  if (built.world.mail.hosts[*found].sends == nullptr)
    throw std::invalid_argument(
        fmt::format("{} does not send; give it `sends` in the scenario", name));
  return *found;
}

/// Those who write, and the host that takes it.
void choose_writer(const Built& built, const LetterRequest& request, Letter& letter) {
  const workload::Workload& workload = built.world.workload;
  const bool by_host = !request.through.empty();
  if (by_host) letter.through = sending_host(built, request.through);
  for (std::uint32_t i = 0; i < workload.senders.size(); ++i) {
    const auto& pool = pool_of(workload, workload.senders[i]);
    if (!writes_as(built, workload.senders[i], request.from) || pool.empty()) continue;
    if (by_host && std::find(pool.begin(), pool.end(), letter.through) == pool.end()) continue;
    letter.writer = i;
    if (!by_host) letter.through = pool.front();
    return;
  }
  if (by_host) return;
  if (!request.from.empty())
    throw std::invalid_argument(fmt::format(
        "nobody writes mail as \"{}\": neither a population nor its mail domain", request.from));
  for (mail::MailHostId i = 0; i < built.world.mail.hosts.size(); ++i)
    if (built.world.mail.hosts[i].sends != nullptr) {
      letter.through = i;
      return;
    }
  throw std::invalid_argument("no host of this scenario sends mail; add mail_hosts { sends {} }");
}

dns::Name sender_domain(const Built& built, const Letter& letter) {
  if (letter.writer)
    return likely_domain(built.world.workload, built.world.workload.senders[*letter.writer].domain);
  const mail::MailHost& host = built.world.mail.hosts[letter.through];
  dns::Name name{};
  const WorldWords words(built);
  built.world.dns.names.find(words.server_name(host.entity), name);
  return name;
}

dns::Name recipient_domain(const Built& built, const LetterRequest& request, const Letter& letter) {
  if (!request.to.empty()) {
    dns::Name name{};
    if (!built.world.dns.names.find(domain_of(request.to), name))
      throw std::invalid_argument(fmt::format("{} is not a domain name", domain_of(request.to)));
    return name;
  }
  if (letter.writer)
    for (const auto& demand : built.world.workload.senders[*letter.writer].demands)
      if (!demand.targets.empty())
        return likely_domain(built.world.workload, demand.targets.front());
  throw std::invalid_argument(
      "the scenario does not say to whom its users write; name a recipient");
}

/// The limit of those who write, if the scenario gives them one.
sim::Duration late_after(const Built& built, const Letter& letter) {
  const workload::MailDemand usual;
  if (!letter.writer) return usual.late_after;
  const auto& demands = built.world.workload.senders[*letter.writer].demands;
  return demands.empty() ? usual.late_after : demands.front().late_after;
}

}  // namespace

std::string domain_of(const std::string& address) {
  const std::size_t at = address.rfind('@');
  return at == std::string::npos ? address : address.substr(at + 1);
}

Letter write_letter(Built& built, const LetterRequest& request) {
  Letter letter;
  choose_writer(built, request, letter);
  const dns::Name from = sender_domain(built, letter);
  const dns::Name to = recipient_domain(built, request, letter);
  const bool names_user = request.to.find('@') != std::string::npos && request.to.front() != '@';
  const dns::NameTable& names = built.world.dns.names;
  letter.recipient = names_user ? request.to : "user@" + without_dot(names.text(to));
  letter.sender = request.from.find('@') != std::string::npos
                      ? request.from
                      : "user@" + without_dot(names.text(from));
  const auto user_of = [](const std::string& address) {
    return static_cast<std::uint32_t>(sim::hash_text(address) % 1'000'000);
  };
  mail::Message& m = letter.message;
  m.content.id = {sim::hash_text("command line/message"), 0};
  m.content.sender = {from, user_of(letter.sender)};
  m.content.octets = request.octets;
  m.recipients.push_back({.mailbox = {to, user_of(letter.recipient)}});
  m.content.set_late_after(late_after(built, letter));
  const net::Network& network = built.world.network;
  const net::HostId at = letter.writer ? built.world.workload.senders[*letter.writer].host
                                       : built.world.mail.hosts[letter.through].host;
  letter.place = network.sites[network.hosts[at].site].path;
  return letter;
}

MessageStory send_letter(Built& built, const Letter& letter, sim::Time until) {
  constexpr sim::Duration kAfterwards = sim::seconds(10);
  world::World& world = built.world;
  const std::uint64_t key = letter.message.content.id.key();
  MessageTrace trace(key);
  mail::Context context = world.context(&trace);
  mail::Message message = letter.message;
  message.content.submitted = world.engine.now();
  mail::MailHost& host = world.mail.hosts[letter.through];
  if (letter.writer) {
    const MailSenders& senders = world.workload.senders[*letter.writer];
    send_submission(context, senders.entity, senders.host, host, std::move(message));
  } else {
    submit(context, host, std::move(message));
  }
  world.engine.run(until, [&](const sim::Event& event) {
    world::handle(world, context, event);
    return !trace.ended();
  });
  const sim::Time now = world.engine.now();
  if (trace.ended()) world::run(world, now + kAfterwards, &trace);
  return tell_story(trace.records(), key, now);
}

}  // namespace waypost::scenarios
