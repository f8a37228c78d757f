// SPDX-License-Identifier: Apache-2.0
// All demand of a run, as plain copyable data.
#pragma once

#include <vector>

#include "models/workload/clients.hpp"
#include "models/workload/mail_arrivals.hpp"

namespace waypost::workload {

struct Workload {
  std::vector<Catalogue> catalogues;
  std::vector<SubmissionPool> pools;
  std::vector<Clients> clients;
  std::vector<MailSenders> senders;
  sim::Time horizon{};  ///< no arrival after it
};

}  // namespace waypost::workload
