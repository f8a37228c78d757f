// SPDX-License-Identifier: Apache-2.0
// Operators of mail: their hosts, the zone that names them, their domain served at every receiver.
#pragma once

namespace waypost::scenarios {

struct Draft;

/// Adds machines, name servers and zone of every `mail_providers` entry.
void build_providers(Draft& draft);

}  // namespace waypost::scenarios
