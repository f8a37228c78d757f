// SPDX-License-Identifier: Apache-2.0
// What a run leaves: figures that are always there, half-widths wherever there are replications,
// questions that nobody answered.
#include <algorithm>
#include <catch2/catch.hpp>

#include "scenarios/load/load.hpp"
#include "scenarios/results/files.hpp"
#include "scenarios/results/replicate.hpp"
#include "scenarios/results/report_text.hpp"

using namespace waypost;

namespace {

const std::string kHead = R"(schema_version: 1
horizon: "20s"
root { mini {} }
populations { name: "lyon" sites: "Lyon, FR" }
populations { name: "nice" sites: "Nice, FR" }
name_servers { name: "ns1.shop.example" sites: "Tokyo, JP" )";

const std::string kZone = R"(}
zones { origin: "shop.example" name_servers: "ns1.shop.example" records: "www 300 A 192.0.2.1" }
)";

schema::Result run(const std::string& text, unsigned replications = 1) {
  const auto loaded = scenarios::load_memory(text, scenarios::Form::text, "test.textproto");
  for (const auto& error : loaded.errors) UNSCOPED_INFO(to_string(error));
  REQUIRE(loaded.ok());
  scenarios::RunRequest request;
  request.replications = replications;
  return scenarios::run_scenario(loaded, request);
}

double unanswered(const schema::Result& result, const std::string& what) {
  for (const schema::Counted& row : result.dns().unanswered())
    if (row.what() == what) return row.count().mean();
  return 0;
}

const std::string kSteady = kHead + kZone + R"(resolvers { name: "isp" sites: "Lyon, FR" }
queries { population: "lyon" names: "www.shop.example" arrivals { rate: "2/s" } }
queries { population: "nice" names: "www.shop.example" arrivals { rate: "2/s" } })";

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

TEST_CASE("of 10,000 equal questions BIND lets no more wait than its limit, and the report says so",
          "[results][unanswered]") {
  const schema::Result result =
      run(kHead + kZone +
          R"(resolvers { name: "isp" sites: "Lyon, FR" profile: "bind" service { workers: 100 } }
queries { population: "lyon" names: "www.shop.example" arrivals { rate: "100,000/s" until: "+100ms" } })");
  const double asked = result.dns().stub_queries().mean();
  CHECK(asked > 9'000);
  CHECK(unanswered(result, "crowded_out") > 0.9 * asked);
  const std::string report = scenarios::report_text(result, "", false);
  CHECK_THAT(report, Catch::Contains("left unanswered") && Catch::Contains("crowded out"));
}

TEST_CASE("responses that rate limiting drops or truncates are counted", "[results][unanswered]") {
  const schema::Result result = run(kHead + "response_limit { per_second: 5 slip: 2 }" + kZone +
                                    R"(resolvers { name: "isp" sites: "Lyon, FR" }
queries { population: "lyon" names: "shop.example" numbered: 5000 zipf: 0 arrivals { rate: "100/s" } })");
  const double dropped = unanswered(result, "rate_limited");
  const double slipped = unanswered(result, "truncated_by_rate_limit");
  CHECK(dropped > 100);
  CHECK(slipped == Approx(dropped).epsilon(0.05));  // slip 2: every second one of an account
}

TEST_CASE("nothing is said of unanswered questions when there are none", "[results][unanswered]") {
  const schema::Result result = run(kSteady);
  CHECK(result.dns().unanswered().empty());
  CHECK_THAT(scenarios::report_text(result, "", false), !Catch::Contains("unanswered"));
}

TEST_CASE("a figure of zero is in the JSON", "[results]") {
  const schema::Result result = run(kSteady);
  CHECK(result.dns().stub_repeats().mean() == 0);
  CHECK_THAT(scenarios::to_json(result), Catch::Contains("\"mean\": 0,"));
}

TEST_CASE("every figure of several replications bears its half-width", "[results]") {
  const schema::Result result = run(kSteady, 3);
  for (const schema::Series& series : result.series())
    CHECK(series.half_widths_size() == series.values_size());
  CHECK_THAT(first_line(scenarios::servers_csv(result)),
             Catch::StartsWith("name,kind,site,requests,rate_per_second,utilisation,dropped,"
                               "mean_wait_ms,requests_half_width,"));
  const std::string series = scenarios::series_csv(result);
  CHECK_THAT(first_line(series), Catch::Contains(",dns.stub_queries_half_width"));
  const std::string row = series.substr(series.find('\n') + 1);
  CHECK(std::count(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(row.find('\n')), ',') ==
        2 * result.series_size());
  const std::string report = scenarios::report_text(result, "", false);
  for (const char* heading : {"\nServers\n", "\nPopulations\n"}) {
    const std::size_t table = report.find(heading);
    REQUIRE(table != std::string::npos);
    CHECK_THAT(report.substr(table, report.find("\n\n", table) - table), Catch::Contains(" ± "));
  }
}

TEST_CASE("one run has no half-widths anywhere", "[results]") {
  const schema::Result result = run(kSteady);
  CHECK_THAT(scenarios::series_csv(result) + scenarios::servers_csv(result),
             !Catch::Contains("half_width"));
  CHECK_THAT(scenarios::report_text(result, "", false), !Catch::Contains("±"));
}
