// SPDX-License-Identifier: Apache-2.0
// The master-file text of one `zones` entry, read once more for its lines: the world holds record
// sets, a rule has to say where a record is written.
#pragma once

#include <optional>
#include <string>

#include "scenarios/import/master_file.hpp"
#include "scenarios/load/load.hpp"
#include "scenarios/load/locations.hpp"
#include "scenarios/schema/scenario.pb.h"

namespace waypost::scenarios {

class ZoneSource {
 public:
  /// Reads zones[index] of the scenario, and what several records of it show together.
  ZoneSource(const Loaded& loaded, int index);

  int index() const { return index_; }
  const std::string& origin() const { return origin_; }  ///< absolute, lower case
  const std::vector<MasterRecord>& records() const { return read_.records; }
  const std::vector<ZoneFinding>& findings() const { return read_.findings.list; }

  /// Where a record or a finding stands.
  ScenarioError place_of(const MasterRecord& record) const;
  ScenarioError place_of(const ZoneFinding& finding) const;
  /// The first record of this owner and type, whose last field is `target` unless that is empty;
  /// nullptr: there is none. Both names absolute, lower case.
  const MasterRecord* find(const std::string& owner, dns::RecordType type,
                           const std::string& target = {}) const;

 private:
  void read_text(const schema::Zone& zone, const std::string& folder);
  void look_at_records_together();
  ScenarioError place(const std::string& file, int line, int column) const;

  const Loaded& loaded_;
  int index_;
  std::string origin_;
  MasterRecords read_;
};

/// "WWW.Example.Org" -> "www.example.org.".
std::string absolute_name(const std::string& name);

}  // namespace waypost::scenarios
