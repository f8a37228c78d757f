// SPDX-License-Identifier: Apache-2.0
// The checks of a receiving host, as a scenario writes them.
#pragma once

#include <google/protobuf/repeated_field.h>

#include <memory>
#include <string>

#include "models/mail/policy/checks.hpp"
#include "scenarios/schema/mail.pb.h"

namespace waypost::scenarios {

struct Draft;

/// nullptr when there are none.
std::shared_ptr<const mail::Checks> read_checks(
    Draft& draft, const google::protobuf::RepeatedPtrField<schema::Check>& checks,
    const std::string& path);

}  // namespace waypost::scenarios
