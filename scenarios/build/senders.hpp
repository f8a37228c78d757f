// SPDX-License-Identifier: Apache-2.0
// People as writers of mail: which addresses they have, which hosts take what they send, and the
// `messages` of a scenario.
#pragma once

namespace waypost::scenarios {

struct Draft;

/// Adds the senders of every population with mail, and their demands. After mail hosts and clients.
void build_senders(Draft& draft);

}  // namespace waypost::scenarios
