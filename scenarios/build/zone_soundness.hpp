// SPDX-License-Identifier: Apache-2.0
// What a name server refuses to load as a version of a zone: records outside it, no SOA or two, no
// name servers at the apex, an alias beside other data (RFC 1034 section 3.6.2, RFC 1035 section
// 5.2). Records of a zone's first version are checked where they are read (scenarios/import).
#pragma once

#include <span>
#include <string>

#include "scenarios/build/zone_edits.hpp"

namespace waypost::scenarios {

/// Whether `sets`, made of the version `before` by `edits`, are a zone. Otherwise each edit that
/// breaks it is a mistake of its field, or of `path`.
bool told_sound(Draft& draft, const dns::Zone& before, std::span<const dns::RecordSetId> sets,
                std::span<const SetEdit> edits, const std::string& path);

}  // namespace waypost::scenarios
