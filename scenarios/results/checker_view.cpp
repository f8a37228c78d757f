// SPDX-License-Identifier: Apache-2.0
#include "scenarios/results/checker_view.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "models/net/datagram.hpp"
#include "scenarios/results/lookup_text.hpp"

namespace waypost::scenarios {
namespace {

/// The data of the type asked, sorted, so that rotation makes no difference.
std::string answer_text(const Built& built, const dns::LookupResult& result,
                        const WorldWords& words) {
  if (result.status != dns::LookupStatus::found) return status_text(result);
  const dns::RecordStore& records = built.world.dns.records;
  std::vector<std::string> data;
  for (const dns::SetView& view : result.answer)
    if (!view.synthesised && records.set(view.set).type == result.question.qtype)
      for_each_record(records, view,
                      [&](const dns::Rdata& d) { data.push_back(words.data(view.set, d)); });
  std::sort(data.begin(), data.end());
  return fmt::format("{}", fmt::join(data, ", "));
}

/// The resolver that these clients reach first; kNone without a route.
net::HostId resolver_of(const world::World& world, const workload::Clients& clients) {
  if (clients.stub.servers().empty()) return net::kNone;
  return net::expected_transit(world.network, clients.host, clients.stub.servers()[0]).host;
}

/// Users by the host of the resolver that they ask first; those from the command line not counted.
std::map<net::HostId, std::uint64_t> users_by_resolver(const Built& built) {
  std::vector<bool> extra(built.world.workload.clients.size(), false);
  if (built.client < extra.size()) extra[built.client] = true;
  for (const Checker& checker : built.checkers) extra[checker.clients] = true;
  std::map<net::HostId, std::uint64_t> users;
  for (std::size_t i = 0; i < extra.size(); ++i) {
    const workload::Clients& clients = built.world.workload.clients[i];
    if (!extra[i]) users[resolver_of(built.world, clients)] += clients.users;
  }
  return users;
}

double percent(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

CheckerView ask_all_resolvers(Built& built, const dns::Question& question) {
  std::vector<std::uint32_t> clients;
  for (const Checker& checker : built.checkers) clients.push_back(checker.clients);
  CheckerView view;
  view.question = question;
  view.asked = built.world.engine.now();
  std::map<net::HostId, std::uint64_t> users = users_by_resolver(built);
  Askers askers(built.world, clients);
  const std::vector<dns::LookupResult> results = askers.ask(question, nullptr);
  const WorldWords words(built);
  std::map<std::string, AnswerShare> shares;
  for (std::size_t i = 0; i < results.size(); ++i) {
    const std::string answer = answer_text(built, results[i], words);
    AnswerShare& share = shares[answer];
    share.answer = answer;
    ++share.resolvers;
    std::uint64_t& here = users[resolver_of(built.world, built.world.workload.clients[clients[i]])];
    share.users += here;
    here = 0;  // two checkers may reach one resolver
  }
  for (const auto& [host, left] : users) view.users_unreached += left;
  for (auto& [answer, share] : shares) {
    view.resolvers += share.resolvers;
    view.users += share.users;
    view.shares.push_back(std::move(share));
  }
  std::stable_sort(view.shares.begin(), view.shares.end(),
                   [](const AnswerShare& a, const AnswerShare& b) { return a.users > b.users; });
  return view;
}

std::string checker_text(const CheckerView& view, const WorldWords& words) {
  std::string text =
      fmt::format("{} {}?  asked of every resolver ({}) at {}\n\n  {:>18} {:>20}  {}\n",
                  words.name(view.question.qname), to_text(view.question.qtype), view.resolvers,
                  since_start(view.asked), "checker site sees", "users get", "answer");
  for (const AnswerShare& share : view.shares)
    text += fmt::format("  {:>9} {:>6.1f} % {:>11} {:>6.1f} %  {}\n", share.resolvers,
                        percent(share.resolvers, view.resolvers), share.users,
                        percent(share.users, view.users), share.answer);
  text += fmt::format("  {:>9} {:>8} {:>11}\n", view.resolvers, "", view.users);
  text +=
      "\nA checker site counts each resolver once; users are counted at the resolver they ask.\n";
  if (view.users_unreached > 0)
    text += fmt::format("{} users ask a resolver that no checker reached.\n", view.users_unreached);
  return text;
}

}  // namespace waypost::scenarios
