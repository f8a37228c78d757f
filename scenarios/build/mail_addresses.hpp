// SPDX-License-Identifier: Apache-2.0
// Where people's mail addresses are: a domain or a set of domains, and the hosts that take what its
// users send.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "models/workload/mail_arrivals.hpp"
#include "scenarios/schema/workload.pb.h"

namespace waypost::scenarios {

struct Draft;
struct DomainSet;

class MailAddresses {
 public:
  explicit MailAddresses(Draft& draft) : draft_(draft) {}

  struct Home {
    workload::MailTarget domain{};
    std::uint32_t pool = 0;  ///< of Workload::pools
  };
  /// The home of a population's mail; a mistake of the field at `path` when nobody sends for it.
  std::optional<Home> home_of(const schema::Population::Mailbox& mailbox, const std::string& path);

  /// What `name` in a `to` field stands for: a set of domains, else a domain.
  workload::MailTarget target(const std::string& name);

 private:
  std::uint32_t catalogue(std::uint32_t set);
  std::uint32_t pool_of_machine(std::uint32_t machine);
  std::uint32_t pool_of_provider(std::uint32_t provider);
  std::optional<std::uint32_t> pool_named(const std::string& through);
  std::optional<std::uint32_t> pool_of_domain(dns::Name domain);
  const DomainSet* find_set(const std::string& name, std::uint32_t& index) const;
  std::uint32_t add_pool(workload::SubmissionPool pool);

  Draft& draft_;
  std::map<std::uint32_t, std::uint32_t> catalogues_, machine_pools_, provider_pools_;
};

}  // namespace waypost::scenarios
