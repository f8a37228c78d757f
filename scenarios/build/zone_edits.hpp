// SPDX-License-Identifier: Apache-2.0
// The versions that a plan makes of zones: every edit is worked out at build, in order of time, and
// becomes a publication at the zone's primary, which its secondaries follow as they can while the
// world runs (models/dns/zone_upkeep.hpp); zones that nobody follows change at all servers at once.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "models/dns/zone_change.hpp"
#include "models/plan/action.hpp"
#include "scenarios/build/zone_drafts.hpp"

namespace waypost::scenarios {

struct Draft;

/// A record set put into a zone in the place of another; kNoRecordSet: taken out.
struct SetEdit {
  dns::Name owner;
  dns::RecordType type;
  dns::RecordSetId set = dns::kNoRecordSet;
  std::string path{};  ///< the field that asks for it; empty: the step as a whole
};

/// An action with its instant.
struct DatedAction {
  sim::Time at;
  plan::Action action;
};

class ZoneEdits {
 public:
  explicit ZoneEdits(Draft& draft) : draft_(draft) {}

  /// The version at the primary after all edits so far.
  const dns::Zone& current(ZoneDrafts::Index zone);
  const std::vector<NameServerId>& servers(ZoneDrafts::Index zone) { return state(zone).servers; }

  /// How an edit gets about.
  struct Publication {
    bool serial_forgotten = false;
    double share_of_servers = 1;  ///< the first ones get it; the others keep what they have
    bool at_once = false;         ///< at all servers in the same instant (registries)
  };
  /// Makes a version with `edits` at `at`, asked for by the step at `path`. Adds its publications
  /// to `actions`; returns the edits that undo it. What no server would load is a mistake of the
  /// scenario (zone_soundness.hpp).
  std::vector<SetEdit> edit(ZoneDrafts::Index zone, sim::Time at, const std::vector<SetEdit>& edits,
                            const Publication& publication, const std::string& path,
                            std::vector<DatedAction>& actions);

  /// From the next edit on the zone's sets are signed so; 0: not at all.
  void sign(ZoneDrafts::Index zone, std::uint32_t signing) { state(zone).signing = signing; }
  std::uint32_t signing(ZoneDrafts::Index zone) { return state(zone).signing; }

  /// From `at` on the zone is held by `servers`, the first its primary; those left out drop it
  /// unless `old_keep`.
  void move(ZoneDrafts::Index zone, sim::Time at, const std::vector<NameServerId>& servers,
            bool old_keep, std::vector<DatedAction>& actions);

 private:
  struct State {
    dns::ZoneId version = dns::kNotLoaded;
    std::vector<NameServerId> servers;
    std::uint32_t signing = 0;
    bool followed = false;  ///< by secondaries, through its SOA
  };
  State& state(ZoneDrafts::Index zone);
  void publish(NameServerId server, dns::Name apex, dns::ZoneId version, sim::Time at,
               std::vector<DatedAction>& actions) const;
  void follow(ZoneDrafts::Index zone, const State& state, sim::Time at,
              std::vector<DatedAction>& actions) const;

  Draft& draft_;
  std::map<ZoneDrafts::Index, State> states_;
};

}  // namespace waypost::scenarios
