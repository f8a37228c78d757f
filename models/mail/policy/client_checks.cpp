// SPDX-License-Identifier: Apache-2.0
// Checks of the client, before it is greeted.
#include <algorithm>

#include "models/mail/policy/inspection.hpp"

namespace waypost::mail {
namespace {

bool knows(std::unordered_map<net::AddressId, sim::Time>& contacts, net::AddressId client,
           sim::Time now) {
  const auto found = contacts.find(client);
  return found != contacts.end() && now < found->second;
}

/// 127.0.0.0/16 lists; 127.255.255.0/24 says that the query is not allowed.
bool is_listing(const InspectionView& view, const Blocklists& rule,
                const dns::LookupResult& answer) {
  bool listed = false;
  for (const dns::SetView& set : answer.answer)
    dns::for_each_record(view.policy.records, set, [&](const dns::Rdata& data) {
      if (data.address == net::kNone) return;
      const net::Address& a = view.policy.addresses.address(data.address);
      listed = listed || rule.naive || (a.bytes[0] == 127 && a.bytes[1] == 0);
    });
  return listed;
}

net::Family family_of(const InspectionView& view, const Subject& subject) {
  return view.policy.addresses.address(subject.client).family;
}

constexpr Reply kNoName{550, {5, 7, 25}}, kNoNameNow{450, {4, 7, 25}};
constexpr Reply kListed{554, {5, 7, 28}}, kListedNow{450, {4, 7, 1}};
constexpr Reply kComeBack{450, {4, 3, 2}};

}  // namespace

StageAction step(const FirstContact& rule, const StageInput& in) {
  const auto& [i, view, subject, answer] = in;
  CheckMemory& memory = view.memory;
  if (i.step++ == 0) {
    i.known = knows(memory.contacts, subject.client, view.now);
    if (!i.known && view.now < subject.opened + rule.wait)
      return WaitUntil{subject.opened + rule.wait};
  }
  memory.contacts[subject.client] = view.now + rule.remembers;
  if (!rule.deep || knows(memory.deep_contacts, subject.client, view.now)) return StageOver{};
  memory.deep_contacts[subject.client] = view.now + rule.deep_remembers;
  return StageRefuses{kComeBack};
}

StageAction step(const Blocklists& rule, const StageInput& in) {
  const auto& [i, view, subject, answer] = in;
  if (i.step++ == 0) {
    i.hits = 0;
    AskAll ask;
    for (const dns::Name zone : rule.zones)
      ask.questions.push_back({view.policy.published.listed_name(zone, subject.client),
                               dns::RecordType::a, dns::RecordClass::in});
    if (!ask.questions.empty()) return ask;
  }
  if (answer != nullptr && is_listing(view, rule, *answer)) ++i.hits;
  if (i.awaited > 0) return StillWaiting{};
  if (i.hits < rule.threshold) return StageOver{};
  return decide(rule.against, kListedNow, kListed);
}

StageAction step(const ReverseName& rule, const StageInput& in) {
  const auto& [i, view, subject, answer] = in;
  const auto family = family_of(view, subject);
  if (i.step++ == 0)
    return AskAll{{{view.policy.published.reverse_name(subject.client, family),
                    dns::RecordType::ptr, dns::RecordClass::in}}};
  i.unsure_name = answer->status == dns::LookupStatus::try_again ||
                  answer->status == dns::LookupStatus::timed_out;
  for (const dns::SetView& set : answer->answer) {
    for (const dns::Rdata& data : view.policy.records.data(set.set)) {
      if (data.address != net::kNone)
        i.has_name = i.has_name || data.address == subject.client;
      else if (answer->question.qtype == dns::RecordType::ptr && data.name != dns::kRoot)
        return AskAll{
            {{data.name, family == net::Family::v4 ? dns::RecordType::a : dns::RecordType::aaaa,
              dns::RecordClass::in}}};
    }
  }
  if (i.has_name) return StageOver{};
  return decide(rule.against, kNoNameNow, i.unsure_name ? kNoNameNow : kNoName);
}

}  // namespace waypost::mail
