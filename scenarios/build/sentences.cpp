// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/sentences.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace waypost::scenarios {
namespace {

std::string how(schema::Down::How how) {
  switch (how) {
    case schema::Down::REFUSING: return "refuses connections";
    case schema::Down::WITHDRAWN: return "is withdrawn from routing";
    default: return "goes down";
  }
}

std::string slow(const schema::Slow& slow) {
  return slow.extra().empty() ? fmt::format("takes {} times as long", slow.factor())
                              : "takes longer by " + slow.extra();
}

std::string mail_state(const schema::ChangeMailDomain& change) {
  std::string state = schema::MailDomain::State_Name(change.state());
  for (char& c : state) c = c == '_' ? ' ' : static_cast<char>(c - 'A' + 'a');
  return state;
}

}  // namespace

std::string sentence(const schema::Step& step) {
  using S = schema::Step;
  const auto list = [](const auto& names) { return fmt::format("{}", fmt::join(names, ", ")); };
  switch (step.action_case()) {
    case S::kDown: return list(step.down().names()) + " " + how(step.down().how());
    case S::kUp: return list(step.up().names()) + " is up";
    case S::kSlow: return list(step.slow().names()) + " " + slow(step.slow());
    case S::kLossy: return list(step.lossy().names()) + " loses " + step.lossy().loss();
    case S::kAttack: return list(step.attack().names()) + " is attacked at " + step.attack().rate();
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
    case S::kFlush: return list(step.flush().names()) + " is flushed";
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
