// SPDX-License-Identifier: Apache-2.0
// Wrong input, whatever it is, ends with exit code 2, a place and a mend; what a real world would
// live with (loops of names) is run and reported. Never a crash, a hang, or memory without bound.
#include <sys/resource.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "cli/program.hpp"

namespace fs = std::filesystem;
using namespace waypost::cli;

namespace {

struct Outcome {
  ExitCode code;
  std::string out;
  std::string err;
};

Outcome call(const std::vector<std::string>& words) {
  std::ostringstream out, err;
  const ExitCode code = run_program(words, {out, err});
  return {code, out.str(), err.str()};
}

/// A folder of this test that disappears with it.
struct Folder {
  fs::path path = fs::temp_directory_path() / ("waypost_bad_" + std::to_string(::getpid()));
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
  std::string file(const std::string& name, const std::string& content) const {
    std::ofstream(path / name, std::ios::binary) << content;
    return (path / name).string();
  }
};

const std::string kHead = "schema_version: 1\nhorizon: \"10m\"\nroot { mini {} }\n";
const std::string kResolver = "resolvers { name: \"isp\" sites: \"Lyon, FR\" }\n";
const std::string kServer = "name_servers { name: \"ns1.shop.example\" sites: \"Paris, FR\" }\n";
const std::string kUsers = "populations { name: \"lyon\" sites: \"Lyon, FR\" }\n";

std::string lookups(const std::string& name) {
  return "queries { population: \"lyon\" names: \"" + name + "\" arrivals { every: \"1m\" } }\n";
}

std::string zone(const std::string& origin, const std::string& server, const std::string& rest) {
  return "zones { origin: \"" + origin + "\" name_servers: \"" + server + "\" " + rest + " }\n";
}

/// A name of `octets` on the wire.
std::string long_name(std::size_t octets) {
  std::string name;
  while (name.size() + 2 + 50 < octets) name += std::string(49, 'a') + ".";
  return name + std::string(octets - 2 - name.size(), 'b');
}

long peak_mebibytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

}  // namespace

TEST_CASE("every mistake in a text has its place and its mend", "[cli][bad-input]") {
  struct Case {
    const char* name;
    std::string text;
    std::vector<std::string> said;
  };
  const Case c = GENERATE(values<Case>({
      {"0 servers",
       "root { mini { servers: 0 } }\nschema_version: 1\nhorizon: \"1m\"",
       {":1:15: root.mini.servers: must be at least 1"}},
      {"no sites",
       kHead + "name_servers { name: \"ns1.shop.example\" }",
       {":4:1: ", "needs sites"}},
      {"0 members",
       kHead + "resolvers { name: \"isp\" sites: \"Lyon, FR\" count: 0 }",
       {":4:43: ", "must be at least 1"}},
      {"0 users",
       kHead + kResolver + "populations { name: \"a\" sites: \"Lyon, FR\" users: \"0\" }",
       {":5:43: ", "Write more than zero"}},
      {"negative horizon",
       "schema_version: 1\nhorizon: \"-10m\"",
       {":2:1: horizon: \"-10m\" is negative. Write"}},
      {"negative instant",
       kHead + "plan { at: \"-2m\" down { names: \"Lyon, FR\" } }",
       {":4:8: ", "is no instant", "Write \"+48h\""}},
      {"negative time of repair",
       kHead + "failures { names: \"Lyon, FR\" time_to_failure { exponential: \"-1h\" } "
               "time_to_repair { constant: \"1h\" } }",
       {":4:48: ", "is negative"}},
      {"a 300-octet name",
       kHead + "name_servers { name: \"" + long_name(300) + "\" sites: \"Lyon, FR\" }",
       {":4:16: ", "longer than a name may be", "RFC 1035 section 2.3.4"}},
      {"nobody to ask",
       kHead + kUsers + lookups("www.shop.example"),
       {":5:11: ", "has nobody to ask", "Add resolvers"}},
      {"nobody to ask for mail",
       kHead + "mail_hosts { name: \"out.shop.example\" sites: \"Lyon, FR\" sends {} }",
       {"nobody resolves names", "Add a group of resolvers"}},
      {"no instance there",
       kHead + kServer +
           "plan { at: \"+1m\" down { names: \"ns1.shop.example\" sites: \"Oslo, NO\" } }",
       {":5:51: ", "has no instance at these sites", "It stands at Paris, FR"}},
      {"unknown target",
       kHead + kServer + "plan { at: \"+1m\" down { names: \"ns1.shop.exmple\" } }",
       {":5:25: ", "Did you mean \"ns1.shop.example\"?"}},
      {"a factor under 1",
       kHead + kServer + "plan { at: \"+1m\" slow { names: \"ns1.shop.example\" factor: 0.5 } }",
       {":5:51: ", "must be at least 1"}},
      {"a circle of steps",
       kHead + "plan { name: \"a\" after: \"b + 1m\" rollback: \"b\" }\nplan { name: \"b\" after: "
               "\"a + 1m\" rollback: \"a\" }",
       {"in a circle"}},
      {"missing zone file",
       kHead + kServer + zone("shop.example", "ns1.shop.example", "file: \"no.zone\""),
       {":5:65: ", "no.zone\" is no file"}},
      {"more members than fit",
       kHead + "resolvers { name: \"isp\" sites: \"Lyon, FR\" count: 4000000000 }",
       {":4:43: ", "4000000000 is more than this program builds", "at most 100000"}},
      {"more workers than fit",
       kHead + "name_servers { name: \"ns1.shop.example\" sites: \"Paris, FR\" service { workers: "
               "4294967295 } }",
       {":4:70: ", "at most 1000000"}},
      {"a window of a nanosecond",
       kHead + "reporting { window: \"1ns\" }",
       {":4:13: ", "more than a million windows"}},
      {"failures without an end",
       kHead + kServer +
           "failures { names: \"ns1.shop.example\" time_to_failure { constant: \"0s\" } "
           "time_to_repair { constant: \"1ns\" } }",
       {":5:38: ", "more than 10 million times"}},
      {"more lookups than can be held",
       kHead + kResolver + kUsers +
           "queries { population: \"lyon\" names: \"a.example\" arrivals { rate: "
           "\"4294967295/s\" } }",
       {":6:60: ", "more than the 4 million that can be simulated"}},
      {"more lookups than can be run",
       kHead + kResolver + kUsers +
           "queries { population: \"lyon\" names: \"a.example\" arrivals { rate: "
           "\"3000000/s\" } }",
       {":6:60: ", "comes 1.8e+09 times"}},
      {"a relay that does not send",
       kHead + "mail_hosts { name: \"mx.shop.example\" sites: \"Paris, FR\" receives { domains { "
               "names: \"shop.example\" state: RELAY_TO } } }",
       {":4:100: ", "passes mail on, but the host does not send", "Add `sends {}`"}},
      {"a plan's relay that does not send",
       kHead +
           "mail_hosts { name: \"mx.shop.example\" sites: \"Paris, FR\" receives { domains { "
           "names: \"shop.example\" } } }\n"
           "plan { at: \"+1m\" change_mail_domain { host: \"mx.shop.example\" state: RELAY_TO } }",
       {":5:63: ", "passes mail on, but \"mx.shop.example.\" does not send"}},
      {"missing recording",
       kHead + kResolver + kUsers +
           "queries { population: \"lyon\" arrivals { recorded: \"no.csv\" } }",
       {":6:41: ", "no.csv: no such file"}},
  }));
  CAPTURE(c.name);
  const Folder folder;
  const std::string file = folder.file("world.textproto", c.text);
  for (const char* verb : {"run", "check"}) {
    const Outcome outcome = call({verb, file});
    const std::string said = outcome.out + outcome.err;
    CAPTURE(verb, said);
    CHECK(outcome.code == kBadInput);
    for (const std::string& part : c.said) CHECK_THAT(said, Catch::Contains(part));
    CHECK_THAT(said, Catch::Contains(file));
  }
}

TEST_CASE("a plan's edit that no server would load is refused at its own field",
          "[cli][bad-input]") {
  struct Case {
    std::string edit;
    std::vector<std::string> said;
  };
  const Case c = GENERATE(values<Case>({
      {"change_records { zone: \"shop.example\" add: \"www 300 A 192.0.2.1\" add: "
       "\"other.org. 300 A 192.0.2.1\" }",
       {":7:83: plan[0].change_records.add[1]: ", "is outside the zone \"shop.example.\""}},
      {"change_records { zone: \"shop.example\" replace: \"other.org. 300 A 192.0.2.1\" }",
       {"plan[0].change_records.replace[0]: ", "is outside the zone"}},
      {"change_delegation { zone: \"shop.example\" records: \"other.org. 300 NS ns1\" }",
       {"plan[0].change_delegation.records[0]: ", "is outside the zone \"example.\""}},
      {"change_records { zone: \"shop.example\" remove: \"@ SOA\" }",
       {"plan[0].change_records.remove[0]: ", "no zone is without its SOA"}},
      {"change_records { zone: \"shop.example\" remove: \"@ NS\" }",
       {"plan[0].change_records.remove[0]: ", "no zone is without name servers"}},
      {"change_records { zone: \"shop.example\" add: \"@ 300 SOA ns1 h 2 2 3 4 5\" }",
       {"plan[0].change_records.add[0]: ", "would have a second SOA"}},
      {"change_records { zone: \"shop.example\" add: \"www 300 SOA ns1 h 2 2 3 4 5\" }",
       {"plan[0].change_records.add[0]: ", "a SOA stands below the zone's apex"}},
      {"change_records { zone: \"shop.example\" add: \"@ 300 CNAME www\" }",
       {"plan[0].change_records.add[0]: ", "would have a CNAME beside another record"}},
      {"change_records { zone: \"shop.example\" add: \"www 300 A 1.2.3\" }",
       {":7:56: plan[0].change_records.add[0]: \"1.2.3\" is not an IPv4 address. "}},
  }));
  CAPTURE(c.edit);
  const Folder folder;
  const std::string file = folder.file(
      "world.textproto",
      kHead + kResolver + zone("shop.example", "ns1.shop.example", "records: \"www A 192.0.2.9\"") +
          kServer + "plan { at: \"+1m\" " + c.edit + " }");
  for (const char* verb : {"run", "check"}) {
    const Outcome outcome = call({verb, file});
    const std::string said = outcome.out + outcome.err;
    CAPTURE(verb, said);
    CHECK(outcome.code == kBadInput);
    for (const std::string& part : c.said) CHECK_THAT(said, Catch::Contains(part));
  }
}

TEST_CASE("an alias takes the place of an address that the same step removes", "[cli][plan]") {
  const Folder folder;
  const std::string file = folder.file(
      "world.textproto",
      kHead + kResolver + kServer +
          zone("shop.example", "ns1.shop.example", "records: \"www A 192.0.2.9\"") +
          "plan { at: \"+1m\" change_records { zone: \"shop.example\" remove: \"www A\" add: \"www "
          "CNAME @\" replace: \"@ SOA ns1 h 9 2 3 4 5\" } }");
  CHECK(call({"run", file}).code == kFine);
}

TEST_CASE("results go into a folder that can be written, or nowhere", "[cli][bad-input]") {
  const Folder folder;
  const std::string file = folder.file("world.textproto", kHead + kResolver + kServer);
  const std::string there = folder.file("there", "");
  for (const std::string& out : {std::string("/proc/x/y"), there, there + "/below"}) {
    const Outcome outcome = call({"run", file, "--out", out});
    CAPTURE(out, outcome.err);
    CHECK(outcome.code == kBadInput);
    CHECK_THAT(outcome.err, Catch::Contains("--out: " + out + ": "));
  }
}

TEST_CASE("what is no scenario at all is told so", "[cli][bad-input]") {
  const Folder folder;
  const auto [name, content, said] = GENERATE(table<std::string, std::string, std::string>({
      {"cut.binpb",
       std::string("\x08\x01\x22\x04"
                   "10m",
                   7),
       "truncated, or not a Waypost scenario"},
      {"noise.binpb", std::string(5000, '\xA7'), "truncated, or not a Waypost scenario"},
      {"zeros.textproto", std::string(5000, '\0'), "NUL octet"},
      {"latin.textproto", "# caf\xE9\n", "not UTF-8"},
      {"deep.textproto", std::string(100'000, '{'), "nested more than"},
      {"cut.json", "{\"schemaVersion\": 1, ", "cut.json"},
      {"empty.textproto", "", "needs schema_version"},
  }));
  const Outcome outcome = call({"run", folder.file(name, content)});
  CAPTURE(name);
  CHECK(outcome.code == kBadInput);
  CHECK_THAT(outcome.err, Catch::Contains(said) && Catch::Contains(name));
}

TEST_CASE("a gigabyte of zeros is refused unread", "[cli][bad-input]") {
  const Folder folder;
  for (const char* name : {"zeros.textproto", "zeros.binpb", "zeros"}) {
    const std::string file = folder.file(name, "");
    fs::resize_file(file, 1'000'000'000);  // sparse
    const long before = peak_mebibytes();
    const Outcome outcome = call({"run", file});
    CHECK(outcome.code == kBadInput);
    CHECK_THAT(outcome.err, Catch::Contains("953 MiB is more than the 256 MiB"));
    CHECK(peak_mebibytes() - before < 16);
  }
}

TEST_CASE("directories and missing files are told so", "[cli][bad-input]") {
  const Folder folder;
  CHECK_THAT(call({"run", folder.path.string()}).err, Catch::Contains("this is a directory"));
  CHECK_THAT(call({"run", "/no/such.textproto"}).err,
             Catch::Contains("no such file") && Catch::Contains("waypost list"));
  CHECK(call({"check", folder.path.string()}).code == kBadInput);
}

TEST_CASE("each bad line of a zone file has its place; the zone answers as a real server would",
          "[cli][bad-input]") {
  const Folder folder;
  folder.file("shop.zone",
              "$TTL 300\n@ MX 70000 mx1\n@ MX mx1\nwww A 1.2.3\nwww A 300.1.1.1\nv6 AAAA gg::\n"
              "t TXT\nx 99999999999 A 192.0.2.1\ny IN BOGUS 12\n$GENERATE 1-10 a$ A 192.0.2.$\n"
              "alias CNAME\n");
  const auto world = [&](const std::string& more) {
    return folder.file("world.textproto",
                       kHead + kResolver + kServer + kUsers + lookups("www.shop.example") +
                           zone("shop.example", "ns1.shop.example", "file: \"shop.zone\"" + more));
  };
  CHECK(call({"run", world(" on_bad_record: REJECT_ZONE")}).code == kFine);  // as the author says
  const std::string file = world("");
  const Outcome check = call({"check", file});
  CHECK(check.code == kFinding);
  const Outcome run = call({"run", file});
  CHECK(run.code == kBadInput);
  CHECK_THAT(run.err, Catch::Contains("zone shop.example: 10 mistakes"));
  for (int line = 2; line <= 11; ++line) {
    const std::string place = "shop.zone:" + std::to_string(line) + ":";
    CHECK_THAT(check.out, Catch::Contains(place));
    CHECK_THAT(run.out, Catch::Contains(place));
  }
  CHECK_THAT(run.out, Catch::Contains("server failure"));
}

TEST_CASE("loops of aliases and of delegations are run and end as in the real world",
          "[cli][bad-input]") {
  const Folder folder;
  const std::string servers =
      "name_servers { name: \"ns.b.example\" sites: \"Paris, FR\" }\n"
      "name_servers { name: \"ns.c.example\" sites: \"Paris, FR\" }\n";
  const std::string circle =
      zone("b.example", "ns.c.example", "delegation { records: \"@ 300 NS ns.c.example.\" }") +
      zone("c.example", "ns.b.example", "delegation { records: \"@ 300 NS ns.b.example.\" }");
  const std::string alias =
      zone("shop.example", "ns1.shop.example", "records: \"a CNAME b\" records: \"b CNAME a\"");
  const std::string name = GENERATE(values<std::string>({"www.b.example", "a.shop.example"}));
  const std::string file =
      folder.file("world.textproto",
                  kHead + kResolver + kServer + servers + alias + circle + kUsers + lookups(name));
  const Outcome run = call({"run", file});
  CAPTURE(name, run.out);
  CHECK(run.code == kFine);
  CHECK_THAT(run.out, Catch::Contains("server failure") || Catch::Contains("timed out"));
  const Outcome check = call({"check", file});
  CHECK(check.code == kFinding);
  CHECK_THAT(check.out, Catch::Contains("D09") && Catch::Contains("Z08"));
}
