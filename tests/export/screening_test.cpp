// SPDX-License-Identifier: Apache-2.0
// The maillog of hosts with a first contact: postscreen's lines, in the layout of
// POSTSCREEN_README and mail.md 4.1, each before or instead of smtpd's.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <regex>
#include <sstream>

#include "scenarios/export/maillog.hpp"
#include "scenarios/load/load.hpp"
#include "scenarios/results/replicate.hpp"

using namespace waypost;

namespace {

/// The lines, without stamps, of the host `mx.b.example` with these checks; two messages reach it
/// from 192.0.2.5, half an hour apart.
std::vector<std::string> log_of(const std::string& checks, const std::string& more = {}) {
  const std::string text = R"(
schema_version: 1
horizon: "3h"
root { mini {} }
resolvers { name: "isp" sites: "Paris, FR" }
name_servers { name: "ns1.a.example" sites: "Paris, FR" }
zones { origin: "a.example" name_servers: "ns1.a.example" records: "@ 3600 MX 10 out" }
zones { origin: "b.example" name_servers: "ns1.a.example" records: "@ 3600 MX 10 mx" }
zones { origin: "list.example" name_servers: "ns1.a.example" records: "5.2.0.192.bl 300 A 127.0.0.2" }
mail_hosts { name: "out.a.example" addresses: "192.0.2.5" sites: "Paris, FR" sends { resolver: "isp" } }
mail_hosts { name: "mx.b.example" addresses: "192.0.2.6" sites: "Rome, IT" receives { resolver: "isp" domains { names: "b.example" } )" +
                           checks + R"( } }
populations { name: "writers" sites: "Paris, FR" mail { domain: "a.example" through: "out.a.example" } }
messages { population: "writers" to { name: "b.example" } arrivals { at: "+1m" at: "+31m" } }
)" + more;
  const auto loaded = scenarios::load_memory(text, scenarios::Form::text, "screening.textproto");
  for (const auto& error : loaded.errors) UNSCOPED_INFO(error.what);
  REQUIRE(loaded.ok());
  std::ostringstream out;
  scenarios::RunRequest request;
  request.sink = [&](const scenarios::Built& built) {
    return std::make_unique<scenarios::Maillog>(built, out);
  };
  scenarios::run_scenario(loaded, request);
  std::istringstream in(out.str());
  std::vector<std::string> lines;
  static const std::regex kServer(R"(^.{15} mx\.b\.example postfix/((?:postscreen|smtpd)\[.*)$)");
  std::smatch match;
  for (std::string line; std::getline(in, line);)
    if (std::regex_match(line, match, kServer)) lines.push_back(match[1]);
  return lines;
}

void check_lines(const std::vector<std::string>& lines, const std::vector<std::string>& expected) {
  CAPTURE(lines);
  REQUIRE(lines.size() >= expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CAPTURE(expected[i]);
    CHECK(std::regex_match(lines[i], std::regex(expected[i])));
  }
}

const std::string kConnect =
    R"(postscreen\[\d+\]: CONNECT from \[192\.0\.2\.5\]:\d+ to \[192\.0\.2\.6\]:25)";
const std::string kDisconnect = R"(postscreen\[\d+\]: DISCONNECT \[192\.0\.2\.5\]:\d+)";
const std::string kPassNew = R"(postscreen\[\d+\]: PASS NEW \[192\.0\.2\.5\]:\d+)";
const std::string kPassOld = R"(postscreen\[\d+\]: PASS OLD \[192\.0\.2\.5\]:\d+)";
const std::string kServed = R"(smtpd\[\d+\]: connect from out\.a\.example\[192\.0\.2\.5\])";
const std::string kTaken = R"(smtpd\[\d+\]: [0-9A-F]+: client=out\.a\.example\[192\.0\.2\.5\])";
const std::string kGone =
    R"(smtpd\[\d+\]: disconnect from out\.a\.example\[192\.0\.2\.5\] ehlo=1.*)";

/// A refusal by postscreen: commas, and the client by address only.
std::string refused(const std::string& reply) {
  return R"(postscreen\[\d+\]: NOQUEUE: reject: RCPT from \[192\.0\.2\.5\]:\d+: )" + reply +
         R"(; from=<u\d+@a\.example>, to=<u\d+@b\.example>, proto=ESMTP, helo=<out\.a\.example>)";
}

}  // namespace

TEST_CASE("a client's first contact is logged before its session, and once it is known it passes",
          "[export][maillog]") {
  check_lines(log_of("checks { first_contact {} }"), {kConnect, kPassNew, kServed, kTaken, kGone,
                                                      kConnect, kPassOld, kServed, kTaken, kGone});
}

TEST_CASE("deep tests turn a new client away once, without a server process", "[export][maillog]") {
  check_lines(log_of("checks { first_contact { deep: true } }"),
              {kConnect, refused("450 4\\.3\\.2 Service currently unavailable"), kPassNew,
               kDisconnect, kConnect, kPassOld, kServed, kTaken});
}

TEST_CASE("a client on a blocklist never gets past the first contact", "[export][maillog]") {
  check_lines(
      log_of(R"(checks { first_contact {} } checks { blocklists { zones: "bl.list.example" } })"),
      {kConnect, R"(postscreen\[\d+\]: DNSBL rank 1 for \[192\.0\.2\.5\]:\d+)",
       refused("554 5\\.7\\.28 Blocked using a DNS list"), kDisconnect, kConnect});
}

TEST_CASE("a client that is cut off while it waits has hung up", "[export][maillog]") {
  // The wait of first contact outlasts Postfix's time for a greeting, 300 s.
  check_lines(
      log_of(R"(checks { first_contact { wait: "10m" } })"),
      {kConnect,
       R"(postscreen\[\d+\]: HANGUP after 300 from \[192\.0\.2\.5\]:\d+ in tests before SMTP handshake)",
       kDisconnect});
}
