// SPDX-License-Identifier: Apache-2.0
#include "viz/live/scene.hpp"

namespace waypost::viz {

const char* to_text(ServerRole role) {
  switch (role) {
    case ServerRole::root: return "root";
    case ServerRole::tld: return "TLD";
    case ServerRole::authoritative: return "authoritative";
    case ServerRole::resolver: return "resolver";
    case ServerRole::forwarder: return "forwarder";
    case ServerRole::mail_host: return "mail";
  }
  return "";
}

ServerKind kind_of(ServerRole role) {
  switch (role) {
    case ServerRole::root:
    case ServerRole::tld:
    case ServerRole::authoritative: return ServerKind::authoritative;
    case ServerRole::resolver: return ServerKind::resolver;
    case ServerRole::forwarder: return ServerKind::forwarder;
    case ServerRole::mail_host: return ServerKind::mail_host;
  }
  return ServerKind::authoritative;
}

}  // namespace waypost::viz
