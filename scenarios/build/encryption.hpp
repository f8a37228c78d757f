// SPDX-License-Identifier: Apache-2.0
// How a scenario writes encrypted DNS: what clients speak, what it costs servers, and which name
// servers speak it to resolvers.
#pragma once

#include "models/dns/encryption.hpp"
#include "scenarios/schema/common.pb.h"

namespace waypost::scenarios {

struct Draft;

/// None when the field was left out.
dns::Encryption to_encryption(const schema::Encryption& declared);
dns::EncryptionWork to_encryption_work(const schema::EncryptedService& declared);

/// The addresses of all name servers that speak it, for resolvers that do.
std::shared_ptr<const std::vector<net::AddressId>> encrypted_name_servers(const Draft& draft);

}  // namespace waypost::scenarios
