// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/sentences.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace waypost::scenarios {
namespace {

using Names = google::protobuf::RepeatedPtrField<std::string>;

std::string list(const Names& names) { return fmt::format("{}", fmt::join(names, ", ")); }

/// The names, and the verb in their number.
std::string say(const Names& names, const std::string& one, const std::string& many) {
  return list(names) + " " + (names.size() == 1 ? one : many);
}

std::string down(const schema::Down& down) {
  switch (down.how()) {
    case schema::Down::REFUSING:
      return say(down.names(), "refuses connections", "refuse connections");
    case schema::Down::WITHDRAWN:
      return say(down.names(), "is withdrawn from routing", "are withdrawn from routing");
    default: return say(down.names(), "goes down", "go down");
  }
}

std::string slow(const schema::Slow& slow) {
  return say(slow.names(), "takes ", "take ") +
         (slow.extra().empty() ? fmt::format("{} times as long", slow.factor())
                               : "longer by " + slow.extra());
}

std::string mail_state(const schema::ChangeMailDomain& change) {
  std::string state = schema::MailDomain::State_Name(change.state());
  for (char& c : state) c = c == '_' ? ' ' : static_cast<char>(c - 'A' + 'a');
  return state;
}

}  // namespace

std::string sentence(const schema::Step& step) {
  using S = schema::Step;
  switch (step.action_case()) {
    case S::kDown: return down(step.down());
    case S::kUp: return say(step.up().names(), "is up", "are up");
    case S::kSlow: return slow(step.slow());
    case S::kLossy: return say(step.lossy().names(), "loses ", "lose ") + step.lossy().loss();
    case S::kAttack:
      return say(step.attack().names(), "is attacked at ", "are attacked at ") +
             step.attack().rate();
    case S::kChangeRecords: return "records of " + step.change_records().zone() + " change";
    case S::kChangeTtl:
      return fmt::format("TTLs of {} become {}", step.change_ttl().zone(), step.change_ttl().ttl());
    case S::kChangeNameServers:
      return fmt::format("{} moves to {}", step.change_name_servers().zone(),
                         list(step.change_name_servers().name_servers()));
    case S::kChangeDelegation:
      return "the parent's delegation of " + step.change_delegation().zone() + " changes";
    case S::kAddServer: return step.add_server() + " is added";
    case S::kRemoveServer: return step.remove_server() + " is removed";
    case S::kChangeStsPolicy:
      return fmt::format("the MTA-STS policy of {} is changed", step.change_sts_policy().domain());
    case S::kChangeMailDomain:
      return fmt::format("{} at {}: {}",
                         step.change_mail_domain().domains_size() == 0
                             ? std::string("every domain")
                             : list(step.change_mail_domain().domains()),
                         step.change_mail_domain().host(), mail_state(step.change_mail_domain()));
    case S::kFlush: return say(step.flush().names(), "is flushed", "are flushed");
    case S::kChangeResolvers:
      return fmt::format("{} asks {}", step.change_resolvers().population(),
                         list(step.change_resolvers().resolvers()));
    case S::kRefuseTransfers:
      return fmt::format("transfers of {} to {} are refused", step.refuse_transfers().zone(),
                         list(step.refuse_transfers().name_servers()));
    case S::kChangeSigning:
      return step.change_signing().zone() + (step.change_signing().signer_stops()
                                                 ? " is not signed anew any more"
                                             : step.change_signing().off() ? " is unsigned"
                                                                           : " changes its keys");
    case S::kChangeDs:
      return "the parent's DS of " + step.change_ds().zone() +
             (step.change_ds().removed() ? " is removed" : " changes");
    case S::kRollback: return "rollback of " + step.rollback();
    case S::ACTION_NOT_SET: break;
  }
  return "";
}

}  // namespace waypost::scenarios
