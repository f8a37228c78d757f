// SPDX-License-Identifier: Apache-2.0
// The checks of a receiving host, as a scenario writes them.
#pragma once

#include <google/protobuf/repeated_field.h>

#include <memory>
#include <string>

#include "models/mail/policy/checks.hpp"
#include "models/mail/policy/published.hpp"
#include "scenarios/schema/mail.pb.h"

namespace waypost::scenarios {

struct Draft;

/// nullptr when there are none.
std::shared_ptr<const mail::Checks> read_checks(
    Draft& draft, const google::protobuf::RepeatedPtrField<schema::Check>& checks,
    const std::string& path);

/// SPF macros are not modelled: a world where somebody would have to evaluate them is refused.
void refuse_spf_macros(Draft& draft, const mail::Published& published);

}  // namespace waypost::scenarios
