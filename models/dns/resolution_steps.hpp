// SPDX-License-Identifier: Apache-2.0
// Steps of a resolution that its files share: resolution.cpp, last_resort.cpp, local_answer.cpp.
#pragma once

#include "models/dns/delegation.hpp"

namespace waypost::dns {

/// Ends in SERVFAIL, which is remembered.
Action fail(Resolution& r, Knowledge& k, Failure why);
/// Ends in SERVFAIL because a failure is remembered; `loop`: of aliases.
Action fail_again(Resolution& r, Knowledge& k, bool loop);
/// From now on the servers of `delegation` are asked.
void enter_zone(Resolution& r, const Knowledge& k, Delegation&& delegation);
Action find_servers(Resolution& r, Knowledge& k);
Action ask_next_server(Resolution& r, Knowledge& k);
/// True when some server's addresses may still be looked up.
bool has_missing(const Resolution& r, const Knowledge& k);

}  // namespace waypost::dns
