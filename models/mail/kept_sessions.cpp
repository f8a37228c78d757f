// SPDX-License-Identifier: Apache-2.0
// Sessions kept for reuse (Postfix's connection cache): found by next hop or by address, the oldest
// first, only by deliveries to destinations in demand.
#include <algorithm>

#include "models/mail/mail_host_parts.hpp"

namespace waypost::mail {
namespace {

/// Where the oldest kept session that `fits` stands in host.kept; its end if there is none.
template <class Fits>
auto find_kept(MailHost& host, Fits&& fits) {
  return std::find_if(host.kept.begin(), host.kept.end(),
                      [&](sim::SlotRef ref) { return fits(host.sessions.at(ref)); });
}

void take(Context& context, MailHost& host, std::vector<sim::SlotRef>::iterator at,
          sim::SlotRef delivery) {
  const sim::SlotRef ref = *at;
  host.kept.erase(at);
  put_to_work(context, host, ref, delivery);
}

}  // namespace

bool use_kept_session(Context& context, MailHost& host, sim::SlotRef delivery) {
  Delivery& d = host.deliveries.at(delivery);
  if (!d.job.reuses_session) return false;
  const auto found =
      find_kept(host, [&](const ClientSession& s) { return s.next_hop == d.job.next_hop; });
  if (found == host.kept.end()) return false;
  // Should the session fail, its address is not tried again.
  const net::AddressId address = host.sessions.at(*found).target.address;
  d.walk.targets.clear();
  for (const Target& t : d.routing.targets)
    if (t.address != address) d.walk.targets.push_back(t);
  take(context, host, found, delivery);
  return true;
}

bool use_kept_session_to(Context& context, MailHost& host, sim::SlotRef delivery,
                         net::AddressId address) {
  if (!host.deliveries.at(delivery).job.reuses_session) return false;
  const auto found =
      find_kept(host, [&](const ClientSession& s) { return s.target.address == address; });
  if (found == host.kept.end()) return false;
  take(context, host, found, delivery);
  return true;
}

void prefer_kept_session(MailHost& host, Delivery& d) {
  if (!d.job.reuses_session || d.routing.targets.empty()) return;
  Targets& targets = d.routing.targets;
  const std::uint16_t best = targets.front().preference;
  const auto kept_to = [&](const Target& t) {
    const auto fits = [&](const ClientSession& s) { return s.target.address == t.address; };
    return t.preference == best && find_kept(host, fits) != host.kept.end();
  };
  const auto found = std::find_if(targets.begin(), targets.end(), kept_to);
  if (found != targets.end()) std::rotate(targets.begin(), found, found + 1);
}

}  // namespace waypost::mail
