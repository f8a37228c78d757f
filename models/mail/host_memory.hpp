// SPDX-License-Identifier: Apache-2.0
// What a sender remembers of hosts that failed, and for how long it leaves them alone: per address,
// shared by all messages. Exim's hints database (retry.c), sendmail's host status, OpenSMTPD's
// disabled routes (mta.c). Postfix and KumoMTA have no such memory: each session may pay again.
//
//   usable    no record, or its time has come: one attempt probes it
//   resting   skipped, free of charge
//   given up  resting, and the last retry rule is over: mail for it is returned at once (Exim)
#pragma once

#include <unordered_map>
#include <variant>

#include "models/mail/retry_schedule.hpp"
#include "models/net/ids.hpp"

namespace waypost::mail {

struct NoMemory {};

/// sendmail's Timeout.hoststatus, kept in the memory of one queue run by default.
struct HostStatus {
  sim::Duration kept = sim::minutes(30);
};

/// OpenSMTPD: more than `errors` failures disable a route for unit * p^2, p growing with each
/// further failure and shrinking with each success.
struct RoutePenalty {
  std::uint32_t errors = 4;
  sim::Duration unit = sim::seconds(15), longest = sim::hours(1);
};

/// Exim: the retry rules applied to the host's own failing time are RetryRules.
using HostMemoryLaw = std::variant<NoMemory, HostStatus, RoutePenalty, RetryRules>;

struct HostMemoryProfile {
  HostMemoryLaw law = NoMemory{};
  bool serves_new_mail = true;  ///< first attempts ask it and tell it, too
  sim::Duration kept{};  ///< a record that no failure has touched for longer is void; 0: for ever
};

class HostMemory {
 public:
  HostMemory() = default;
  explicit HostMemory(const HostMemoryProfile& profile) : profile_(profile) {}

  /// The host at `address` failed: it did not answer, or would not talk. Stamps are whole seconds.
  void note_failure(net::AddressId address, sim::Time now, bool fresh);
  /// It talked to us.
  void note_success(net::AddressId address);
  /// `fresh`: asked for the first attempt of a message.
  bool is_usable(net::AddressId address, sim::Time now, bool fresh) const;
  bool has_given_up(net::AddressId address, sim::Time now) const;
  /// When it may be tried again; the start of time when nothing is held against it.
  sim::Time next_try(net::AddressId address, sim::Time now) const;
  void forget() { records_.clear(); }
  std::size_t size() const { return records_.size(); }

 private:
  struct Record {
    sim::Time first_failed{}, last_failed{};
    sim::Time next_try{};
    std::uint32_t errors = 0, penalty = 0;
    bool given_up = false;
  };
  struct Rest;
  bool is_void(const Record& record, sim::Time now) const;
  /// nullptr when there is none that counts.
  const Record* find(net::AddressId address, sim::Time now) const;

  HostMemoryProfile profile_{};
  std::unordered_map<net::AddressId, Record> records_;  // looked up, never iterated
};

}  // namespace waypost::mail
