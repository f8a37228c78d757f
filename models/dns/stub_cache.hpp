// SPDX-License-Identifier: Apache-2.0
// The cache of a machine's own stub resolver (systemd-resolved, nscd): whole answers of the
// resolver asked, until their shortest TTL ends. One cache stands for those of many users: each
// sees its own entries only. Expiry is no event; insertions sweep what is over.
#pragma once

#include <vector>

#include "models/dns/flat_index.hpp"
#include "models/dns/message.hpp"
#include "sim/time.hpp"

namespace waypost::dns {

class StubCache {
 public:
  /// The answer that `user` was told, with TTLs counted down to `now`; false: none that still
  /// lives.
  bool find(const Question& question, std::uint32_t user, sim::Time now, Message& answer) const;
  /// Keeps what a resolver answered: data, or their absence with a SOA (RFC 2308); failures are not
  /// kept.
  void store(const Message& answer, std::uint32_t user, sim::Time now);
  std::size_t size() const { return index_.size(); }

 private:
  struct Entry {
    Message answer;
    std::uint32_t user = 0;
    sim::Time stored{}, expires{};
  };
  std::uint32_t lookup(const Question& question, std::uint32_t user) const;
  void sweep(sim::Time now);

  FlatIndex index_;
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> free_;
  std::uint32_t hand_ = 0;
};

}  // namespace waypost::dns
