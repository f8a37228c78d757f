// SPDX-License-Identifier: Apache-2.0
// Where findings are placed, what they say, and what the library's own scenarios get.
#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/lint/lint_fixture.hpp"

using namespace waypost;
using namespace waypost::test;
using Catch::Contains;

namespace {

const std::string kLibrary = std::string(WAYPOST_SOURCE_DIR) + "/scenarios/library/";

scenarios::LintReport lint_of_library(const std::string& name) {
  return scenarios::lint(scenarios::load_file(kLibrary + name + ".textproto"));
}

/// Lines that `text` adds begin after those of the provider.
int line_in_provider(int line) {
  return static_cast<int>(std::count(kProvider.begin(), kProvider.end(), '\n')) + line;
}

}  // namespace

TEST_CASE("a finding stands at the line of its record", "[lint]") {
  const auto report = lint_of(zone_d({"www A 198.51.100.7", "@ MX 10 mxx.p.example."}));
  const scenarios::Finding& finding = first(report, "M06");
  CHECK(finding.place.line == line_in_provider(3));
  CHECK(finding.place.column == 3);
  CHECK(finding.place.field_path == "zones[1].records[1]");
  CHECK(finding.subject == "d.example");
  CHECK_THAT(finding.place.what, Contains("mxx.p.example"));
  CHECK_THAT(finding.place.hint, Contains("Did you mean \"mx.p.example\"?"));
}

TEST_CASE("a finding in a zone file stands at the file's own line, whatever is done with the zone",
          "[lint]") {
  const std::string handling = GENERATE("REJECT_ZONE", "SKIP_RECORD");
  const auto report = lint_of(
      "zones { origin: \"d.example\" name_servers: \"ns1.p.example\" name_servers: "
      "\"ns2.p.example\" file: \"bad_preference.zone\" on_bad_record: " +
      handling + " }");
  std::vector<int> lines;
  for (const scenarios::Finding& finding : report.findings)
    if (finding.rule != nullptr && finding.rule->id == std::string("M08")) {
      lines.push_back(finding.place.line);
      CHECK_THAT(finding.place.file, Catch::EndsWith("tests/lint/data/bad_preference.zone"));
      CHECK(finding.severity == scenarios::Severity::critical);
    }
  CHECK(lines == std::vector<int>{5, 7});
  for (const scenarios::Finding& finding : report.findings) CHECK(finding.rule != nullptr);
}

TEST_CASE("a mistake that a plan makes stands at its step", "[lint]") {
  const auto report =
      lint_of(zone_d({"@ 300 MX 10 mx.p.example."}) +
              "plan { name: \"slip\" at: \"+1h\" change_records { zone: \"d.example\" replace: "
              "\"@ 300 MX 10 nobody\" } }\n"
              "plan { name: \"off\" at: \"+2h\" change_records { zone: \"d.example\" remove: \"@ "
              "MX\" } }\n");
  CHECK(fired(report) == std::vector<std::string>{"M06 error d.example", "M01 error d.example"});
  CHECK(first(report, "M06").place.field_path == "plan[0]");
  CHECK_THAT(first(report, "M06").place.what, Contains("after \"slip\""));
  CHECK(first(report, "M01").place.field_path == "plan[1]");
}

TEST_CASE("servers that drop a zone while its parent still names them are lame", "[lint]") {
  const std::string moved = R"(
name_servers { name: "ns3.p.example" sites: "Rome, IT" }
name_servers { name: "ns4.p.example" sites: "Rome, IT" }
plan { at: "+1h" change_name_servers { zone: "d.example" name_servers: "ns3.p.example" name_servers: "ns4.p.example" } }
)";
  const std::string zone =
      "zones { origin: \"d.example\" ttl: \"5m\" name_servers: \"ns1.p.example\" "
      "name_servers: \"ns2.p.example\" records: \"@ MX 10 mx.p.example.\" }";
  const auto report = lint_of(zone + moved);
  CHECK(count(report, "D06") == 2);
  CHECK(first(report, "D06").place.field_path == "plan[0]");
  const auto both = lint_of(
      zone + moved +
      R"(plan { at: "+1h" change_delegation { zone: "d.example" name_servers: "ns3.p.example" name_servers: "ns4.p.example" } })");
  CHECK(count(both, "D06") == 0);
}

TEST_CASE("null MX with another preference is a note, beside others a warning", "[lint]") {
  CHECK(first(lint_of(zone_d({"@ MX 10 ."})), "M03").severity == scenarios::Severity::note);
  CHECK(first(lint_of(zone_d({"@ MX 0 .", "@ MX 10 mx.p.example."})), "M03").severity ==
        scenarios::Severity::warning);
}

TEST_CASE("a missing final dot is told with the name that was meant", "[lint]") {
  const auto report = lint_of(zone_d({"@ MX 10 mx.p.example"}));
  CHECK_THAT(first(report, "M06").place.hint, Contains("\"mx.p.example.\", with a final dot"));
}

TEST_CASE("a scenario without mistakes gets no finding", "[lint]") {
  CHECK(fired(lint_of(zone_d({"@ MX 10 mx.p.example."}))).empty());
}

TEST_CASE("every rule of the issue is checked, and the others are named", "[lint]") {
  const auto report = lint_of("");
  for (const char* rule : {"D01", "D04", "D06", "D09", "Z04", "Z07", "Z08", "M01", "M03", "M05",
                           "M06", "M07", "M08", "M09", "L04"})
    CHECK_THAT(report.checked, Catch::VectorContains(std::string(rule)));
  CHECK(report.checked.size() + report.unchecked.size() == scenarios::rules().size());
  CHECK_THAT(report.unchecked, Catch::VectorContains(std::string("X01")));
}

TEST_CASE("misconfigured has its planted mistakes and no other", "[lint][library]") {
  const auto report = lint_of_library("misconfigured");
  CHECK(fired(report) == std::vector<std::string>{
                             "M06 error wrong-host.example", "M02 note no-mx-address.example",
                             "M01 error no-mx.example", "M05 warning alias.example",
                             "M07 error address-no-dot.example", "M07 error address-dot.example",
                             "M09 warning twice.example", "M06 error missing-dot.example"});
  CHECK(report.findings.size() == 8);
}

TEST_CASE("no other scenario of the library has an error that it is not about", "[lint][library]") {
  for (const auto& entry : std::filesystem::directory_iterator(kLibrary)) {
    const std::string name = entry.path().stem().string();
    if (name == "misconfigured" || entry.path().extension() != ".textproto") continue;
    INFO(name);
    std::vector<std::string> errors;
    for (const scenarios::Finding& finding : lint_of_library(name).findings)
      // Small worlds keep to one name server (D01) where redundancy is not what they ask about.
      if (finding.severity <= scenarios::Severity::error &&
          (finding.rule == nullptr || std::string(finding.rule->id) != "D01"))
        errors.push_back((finding.rule == nullptr ? "-" : finding.rule->id) +
                         (" " + finding.subject));
    std::sort(errors.begin(), errors.end());
    std::vector<std::string> expected;  // both ask what a TTL costs that was not lowered
    if (name == "ttl_sweep") expected = {"L04 www.ttl3600.example", "L04 www.ttl86400.example"};
    if (name == "mx_migration")
      expected = {"L04 forgotten.example", "L04 never.example", "L04 off.example",
                  "L04 relaying.example",  "L04 stale.example", "L04 together.example",
                  "L04 unknown.example"};
    if (name == "ds_rollover_wrong")
      expected = {"L04 early.example", "L04 moved.example", "L04 orderly.example",
                  "L04 orderly.example", "L04 sudden.example"};
    if (name == "mx_hijack") expected = {"L04 shop.example", "L04 shop.example"};
    if (name == "mta_sts_left_behind") expected = {"L04 _mta-sts.shop.example"};
    if (name == "dane_rollover")
      expected = {"L04 _25._tcp.mx.shop.example", "L04 _25._tcp.mx.shop.example"};
    if (name == "mail_world") expected = {"M01 mistyped.example"};
    if (name == "servfail_or_refused")
      expected = {"D06 example.org", "D06 example.org", "M01 gone.example.org"};
    CHECK(errors == expected);
  }
}
