// SPDX-License-Identifier: Apache-2.0
// What a name in a plan stands for: a host, a group of hosts, a place, a hub or a link.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/net/ids.hpp"
#include "models/plan/action.hpp"

namespace waypost::scenarios {

struct Draft;

struct Target {
  struct Member {
    net::HostId host = net::kNone;
    net::GroupId anycast = net::kNone;
    plan::ServerRef server{};
  };
  std::string name;
  std::vector<Member>
      members{};  ///< a host, or all hosts of a group, an operator or an anycast address
  net::SiteId site = net::kNone;
  net::NodeId hub = net::kNone;
  net::LinkId link = net::kNone;
};

/// The target `name`; a mistake of the field at `path` when there is none.
std::optional<Target> find_target(Draft& draft, const std::string& name, const std::string& path);

/// Members at one of `sites` only; all when `sites` is empty. When none stands there, a mistake of
/// the field at `path`, and false.
bool keep_sites(Draft& draft, Target& target, const std::vector<net::SiteId>& sites,
                const std::string& path);

}  // namespace waypost::scenarios
