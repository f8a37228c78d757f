// SPDX-License-Identifier: Apache-2.0
// The maillog of a run: number format, layout, and what Debian's pflogsumm 1.1.5 counts in it
// against the run's own totals, under the map of docs/maillog.md.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>

#include "scenarios/export/biography.hpp"
#include "scenarios/export/delay_text.hpp"
#include "scenarios/export/maillog.hpp"
#include "scenarios/export/queue_shape.hpp"
#include "scenarios/load/load.hpp"
#include "scenarios/results/replicate.hpp"
#include "sim/trace_fan_out.hpp"

using namespace waypost;

namespace {

/// One busy sending host; a receiver that is down for a while and its backup; unknown users; a
/// domain whose only host is gone. `rate` and `horizon` set the size.
std::string busy_day(const std::string& rate, const std::string& horizon) {
  return R"(
schema_version: 1
horizon: ")" +
         horizon + R"("
root { mini {} }
resolvers { name: "isp" sites: "Paris, FR" }
name_servers { name: "ns1.a.example" sites: "Paris, FR" }
name_servers { name: "ns1.b.example" sites: "Frankfurt am Main, DE" }
zones { origin: "a.example" name_servers: "ns1.a.example" records: "@ 3600 MX 10 out" }
zones { origin: "b.example" name_servers: "ns1.b.example" records: "@ 3600 MX 10 mx1" records: "@ 3600 MX 20 mx2" }
zones { origin: "c.example" name_servers: "ns1.b.example" records: "@ 3600 MX 10 mx.b.example." }
zones { origin: "d.example" name_servers: "ns1.b.example" records: "@ 3600 MX 10 gone" records: "gone 3600 A 192.0.2.9" }
mail_hosts { name: "out.a.example" sites: "Paris, FR" receives { domains { names: "a.example" } }
             sends { resolver: "isp" settings { maximal_queue_lifetime: "1h" } } }
mail_hosts { name: "mx1.b.example" sites: "Berlin, DE" receives { domains { names: "b.example" unknown_users: "2%" } } }
mail_hosts { name: "mx2.b.example" sites: "London, GB"
             receives { domains { names: "b.example" state: RELAY_TO relay_to: "mx1.b.example" no_recipient_list: true unknown_users: "2%" } }
             sends { resolver: "isp" } }
mail_hosts { name: "mx.b.example" sites: "Berlin, DE" receives { domains { names: "c.example" state: UNKNOWN_USERS } } }
populations { name: "writers" users: "1,000" sites: "Paris, FR" mail { domain: "a.example" through: "out.a.example" } }
messages { population: "writers" to { name: "b.example" share: "96%" } to { name: "c.example" share: "3%" } to { name: "d.example" }
           arrivals { rate: ")" +
         rate + R"(" until: "+2h" } recipients { uniform { least: "1" most: "2" } } }
plan { at: "+1h" lasting: "10m" down { names: "mx1.b.example" how: REFUSING } }
)";
}

/// A busy day with a filter that refuses content, with a host that rests in Exim's and OpenSMTPD's
/// memory, and with an MTA-STS policy that names no exchanger.
std::string eventful_day(const std::string& rate, const std::string& horizon) {
  return busy_day(rate, horizon) + R"(
zones { origin: "e.example" name_servers: "ns1.b.example" records: "@ 3600 MX 10 mx" }
zones { origin: "f.example" name_servers: "ns1.b.example" records: "@ 3600 MX 10 mx" records: "mta-sts 3600 A 192.0.2.80"
        records: "_mta-sts 3600 TXT \"v=STSv1; id=1\"" }
sts_policies { domain: "f.example" mx: "other.f.example" }
mail_hosts { name: "web.f.example" sites: "Berlin, DE" addresses: "192.0.2.80" }
mail_hosts { name: "mx.e.example" sites: "Berlin, DE" receives { domains { names: "e.example" } checks { filter { false_positives: "50%" against: REFUSE } } } }
mail_hosts { name: "mx.f.example" sites: "Berlin, DE" receives { domains { names: "f.example" } tls {} } }
mail_hosts { name: "exim.a.example" sites: "Paris, FR" sends { resolver: "isp" profile: "exim" } }
mail_hosts { name: "smtpd.a.example" sites: "Paris, FR" sends { resolver: "isp" profile: "opensmtpd" } }
mail_hosts { name: "sts.a.example" sites: "Paris, FR" sends { resolver: "isp" tls: true mta_sts: EACH_ATTEMPT } }
populations { name: "exim" sites: "Paris, FR" mail { domain: "a.example" through: "exim.a.example" } }
populations { name: "smtpd" sites: "Paris, FR" mail { domain: "a.example" through: "smtpd.a.example" } }
populations { name: "sts" sites: "Paris, FR" mail { domain: "a.example" through: "sts.a.example" } }
messages { population: "exim" to { name: "d.example" } arrivals { every: "20m" until: "+2h" } }
messages { population: "smtpd" to { name: "d.example" } arrivals { every: "1m" until: "+2h" } }
messages { population: "sts" to { name: "f.example" } arrivals { every: "20m" until: "+2h" } }
messages { population: "writers" to { name: "e.example" } arrivals { every: "30s" until: "+2h" } }
)";
}

/// Runs `text` with a sink made by `make`; the result's traffic rows by name.
std::map<std::string, std::uint64_t> run(const std::string& text, const scenarios::SinkOf& make) {
  const auto loaded = scenarios::load_memory(text, scenarios::Form::text, "maillog.textproto");
  for (const auto& error : loaded.errors) UNSCOPED_INFO(error.what);
  REQUIRE(loaded.ok());
  scenarios::RunRequest request;
  request.sink = make;
  const schema::Result result = scenarios::run_scenario(loaded, request);
  std::map<std::string, std::uint64_t> traffic;
  for (const auto& row : result.mail().traffic())
    traffic[row.what()] = static_cast<std::uint64_t>(row.count().mean());
  return traffic;
}

std::map<std::string, std::uint64_t> log_to(std::ostream& out, const std::string& text) {
  return run(text, [&](const scenarios::Built& built) {
    return std::make_unique<scenarios::Maillog>(built, out);
  });
}

/// The grand totals that pflogsumm prints for `file`.
std::map<std::string, std::uint64_t> pflogsumm(const std::string& file) {
  std::map<std::string, std::uint64_t> totals;
  FILE* pipe = ::popen(("/usr/sbin/pflogsumm -u 0 -h 0 " + file + " 2>/dev/null").c_str(), "r");
  REQUIRE(pipe != nullptr);
  char buffer[512];
  static const std::regex kRow(
      R"(^\s*(\d+)\s+(received|delivered|deferred|bounced|rejected)\b(?:\s+\((\d+)\s+deferrals\))?.*\s*$)");
  while (std::fgets(buffer, sizeof buffer, pipe) != nullptr) {
    std::smatch match;
    const std::string row = buffer;
    if (!std::regex_search(row, match, kRow) || totals.contains(match[2])) continue;
    totals[match[2]] = std::stoull(match[1]);
    if (match[3].matched) totals["deferrals"] = std::stoull(match[3]);
  }
  ::pclose(pipe);
  return totals;
}

void compare_with_pflogsumm(const std::string& rate, const std::string& horizon,
                            std::uint64_t least) {
  if (!std::filesystem::exists("/usr/sbin/pflogsumm")) {
    WARN("SKIPPED: pflogsumm is not installed; scripts/packages install readers");
    return;
  }
  const auto file = std::filesystem::temp_directory_path() /
                    ("waypost_maillog_" + std::to_string(::getpid()) + ".log");
  std::ofstream out(file);
  auto own = log_to(out, eventful_day(rate, horizon));
  out.close();
  auto read = pflogsumm(file.string());
  std::filesystem::remove(file);
  CHECK(own["received"] >= least);
  CHECK(read["received"] == own["received"]);
  CHECK(read["delivered"] == own["delivered"]);
  CHECK(read["deferred"] == own["deferred_messages"]);
  CHECK(read["deferrals"] == own["deferrals"]);
  CHECK(read["bounced"] == own["bounced"]);
  CHECK(read["rejected"] == own["rejected"] + own["content_refused"]);
  for (const char* total : {"received", "delivered", "deferred_messages", "deferrals", "bounced",
                            "expired", "rejected", "content_refused"}) {
    CAPTURE(total);
    CHECK(own[total] > 0);
  }
}

}  // namespace

TEST_CASE("lengths of time are written as Postfix writes them", "[export][maillog]") {
  const auto [seconds, text] = GENERATE(table<double, std::string>({{0.004, "0"},
                                                                    {0.005, "0.01"},
                                                                    {0.41, "0.41"},
                                                                    {0.2, "0.2"},
                                                                    {0.996, "1"},
                                                                    {1.04, "1"},
                                                                    {1.26, "1.3"},
                                                                    {9.96, "10"},
                                                                    {30.02, "30"},
                                                                    {56.4, "56"},
                                                                    {50784, "50784"}}));
  CHECK(scenarios::postfix_delay(sim::from_seconds(seconds)) == text);
}

TEST_CASE("pflogsumm counts in a maillog what the run counted", "[export][maillog][pflogsumm]") {
  compare_with_pflogsumm("1.5/s", "5h", 10'000);
}

TEST_CASE("pflogsumm counts in the maillog of 100,000 messages what the run counted",
          "[.long][maillog][pflogsumm]") {
  compare_with_pflogsumm("15/s", "5h", 100'000);
}

TEST_CASE("every line of a maillog has the layout of Postfix 3.10 and before",
          "[export][maillog]") {
  std::ostringstream out;
  log_to(out, eventful_day("0.2/s", "3h"));
  static const std::regex kLine(
      R"(^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d [a-z0-9.]+ postfix/(submission/)?(smtpd|cleanup|qmgr|smtp|error|virtual|bounce)\[\d+\]: .+$)");
  static const std::regex kStatus(
      R"(^.*: [0-9A-F]{10,}: to=<[^>]+>, relay=(none|virtual|[a-z0-9.]+\[[0-9a-f.:]+\]:25), (conn_use=\d+, )?delay=[\d.]+, delays=[\d.]+/[\d.]+/[\d.]+/[\d.]+, dsn=[245]\.\d+\.\d+, status=(sent|deferred|bounced) \(.+\)$)");
  std::istringstream in(out.str());
  std::map<std::string, int> seen;
  for (std::string line; std::getline(in, line);) {
    CAPTURE(line);
    REQUIRE(std::regex_match(line, kLine));
    if (line.find(" status=") == std::string::npos ||
        line.find("status=expired") != std::string::npos)
      continue;
    std::smatch match;
    REQUIRE(std::regex_match(line, match, kStatus));
    ++seen[match[3]];
  }
  CHECK(seen["sent"] > 1000);
  CHECK(seen["deferred"] > 10);
  CHECK(seen["bounced"] > 10);
  CHECK(out.str().find("delivery temporarily suspended: connect to gone.d.example[192.0.2.9]:25") !=
        std::string::npos);
  CHECK(out.str().find("status=expired, returned to sender") != std::string::npos);
  for (const char* text : {"status=deferred (retry time not reached for any host for 'd.example')",
                           "status=deferred (no MX host for f.example is named by its MTA-STS "
                           "policy)",
                           "smtpd.a.example postfix/smtp[1000]: ", "milter-reject: "}) {
    CAPTURE(text);
    CHECK(out.str().find(text) != std::string::npos);
  }
  CHECK(out.str().find("sender non-delivery notification: ") != std::string::npos);
  CHECK(out.str().find("NOQUEUE: reject: RCPT from out.a.example[") != std::string::npos);
}

TEST_CASE("made-up return addresses spell whom they are for", "[export][maillog]") {
  // mail.md 2.10: VERP is list+user=domain@host; SRS0=hash=day=domain=user@forwarder.
  std::ostringstream out;
  log_to(out, R"(
schema_version: 1
horizon: "3h"
root { mini {} }
resolvers { name: "isp" sites: "Paris, FR" }
name_servers { name: "ns1.a.example" sites: "Paris, FR" }
zones { origin: "a.example" name_servers: "ns1.a.example" records: "@ 3600 MX 10 out" }
zones { origin: "f.example" name_servers: "ns1.a.example" records: "@ 3600 MX 10 mx" }
zones { origin: "c.example" name_servers: "ns1.a.example" records: "@ 3600 MX 10 mx" }
mail_hosts { name: "out.a.example" sites: "Paris, FR" receives { domains { names: "a.example" } } sends { resolver: "isp" } }
mail_hosts { name: "mx.f.example" sites: "Paris, FR" sends { resolver: "isp" } receives {
  domains { names: "f.example" state: FORWARD forward_to: "c.example" rewrites_sender: true }
  domains { names: "v.f.example" state: LIST list { members { domain: "c.example" count: "2" } verp: true } }
  domains { names: "l.f.example" state: LIST list { members { domain: "c.example" count: "2" } } } } }
zones { origin: "v.f.example" name_servers: "ns1.a.example" records: "@ 3600 MX 10 mx.f.example." }
zones { origin: "l.f.example" name_servers: "ns1.a.example" records: "@ 3600 MX 10 mx.f.example." }
mail_hosts { name: "mx.c.example" sites: "Rome, IT" receives { domains { names: "c.example" state: UNKNOWN_USERS } } }
populations { name: "writers" sites: "Paris, FR" mail { domain: "a.example" through: "out.a.example" } }
messages { population: "writers" to { name: "f.example" } arrivals { at: "+1m" } }
messages { population: "writers" to { name: "v.f.example" } arrivals { at: "+2m" } }
messages { population: "writers" to { name: "l.f.example" } arrivals { at: "+3m" } }
)");
  const std::string log = out.str();
  const auto has = [&](const std::string& pattern) {
    CAPTURE(pattern);
    CHECK(std::regex_search(log, std::regex(pattern)));
  };
  const std::string srs = R"(SRS0=[A-Z]{4}=[A-Z]{2}=a\.example=u\d+@f\.example)";
  has("qmgr.*from=<" + srs + ">");
  has("reject: RCPT from mx\\.f\\.example.*from=<" + srs + "> to=<u\\d+@c\\.example>");
  has(R"(from=<list\+u0=c\.example@v\.f\.example>)");
  has(R"(to=<list\+u1=c\.example@v\.f\.example>, relay=virtual)");  // its bounce
  has(R"(from=<list-bounces@l\.f\.example>)");
  CHECK(log.find("u2147483") == std::string::npos);
  // The bounce to the rewritten address went on to the writer's mailbox.
  has(R"(mx\.f\.example postfix/smtp.*to=<u\d+@a\.example>.*status=sent)");
}

TEST_CASE("what Exim gives up is logged once, as bounced with 5.4.7 and the reason",
          "[export][maillog]") {
  // mail.md 2.4: past the last rule a message bounces on that attempt, and new mail at once.
  std::ostringstream out;
  const std::string text = R"(
schema_version: 1
horizon: "5d"
root { mini {} }
resolvers { name: "isp" sites: "Paris, FR" }
name_servers { name: "ns1.d.example" sites: "Paris, FR" }
zones { origin: "d.example" name_servers: "ns1.d.example" records: "@ 3600 MX 10 gone" records: "gone 3600 A 192.0.2.9" }
mail_hosts { name: "out.a.example" sites: "Paris, FR" receives { domains { names: "a.example" } } sends { resolver: "isp" profile: "exim" } }
populations { name: "writers" sites: "Paris, FR" mail { domain: "a.example" through: "out.a.example" } }
messages { population: "writers" to { name: "d.example" } arrivals { at: "+1m" at: "+103h" } }
)";
  auto own = log_to(out, text);
  CHECK(own["bounced"] == 2);
  CHECK(own["expired"] == 0);
  CHECK(out.str().find("status=expired") == std::string::npos);
  CHECK(out.str().find("dsn=5.4.7, status=bounced (connect to gone.d.example[192.0.2.9]:25") !=
        std::string::npos);
  CHECK(out.str().find("dsn=5.4.7, status=bounced (all hosts for 'd.example' have been failing") !=
        std::string::npos);
  CHECK(out.str().find("dsn=4.4.1, status=bounced") == std::string::npos);
  CHECK(out.str().find("()") == std::string::npos);
}

TEST_CASE("the queue table puts mail for a dead host into older columns as time goes",
          "[export][qshape]") {
  std::ostringstream out;
  const std::string text = R"(
schema_version: 1
horizon: "61m"
root { mini {} }
resolvers { name: "isp" sites: "Paris, FR" }
name_servers { name: "ns1.d.example" sites: "Paris, FR" }
zones { origin: "d.example" name_servers: "ns1.d.example" records: "@ 3600 MX 10 gone" records: "gone 3600 A 192.0.2.9" }
mail_hosts { name: "out.a.example" sites: "Paris, FR" sends { resolver: "isp" } }
populations { name: "writers" sites: "Paris, FR" mail { domain: "a.example" through: "out.a.example" } }
messages { population: "writers" to { name: "d.example" } arrivals { at: "+1m" at: "+50m" } }
)";
  run(text, [&](const scenarios::Built& built) {
    return std::make_unique<scenarios::QueueShape>(built, out, sim::minutes(30));
  });
  std::istringstream in(out.str());
  std::vector<std::string> rows;
  for (std::string line; std::getline(in, line);)
    if (line.find("TOTAL") != std::string::npos)
      rows.push_back(std::regex_replace(line, std::regex(" +"), " "));
  REQUIRE(rows.size() == 2);
  CHECK(rows[0] == " TOTAL 1 0 0 0 1 0 0 0 0 0 0");  // 29 minutes old: below 40
  CHECK(rows[1] == " TOTAL 2 0 1 0 0 1 0 0 0 0 0");  // just under 10 and 59 minutes old
}

TEST_CASE("a message is chosen by its number or its message-id", "[export][biography]") {
  CHECK_FALSE(scenarios::parse_biography("0"));
  CHECK_FALSE(scenarios::parse_biography("no"));
  CHECK(scenarios::parse_biography("17")->ordinal == 17);
  CHECK(scenarios::parse_biography("00000000000000ff")->key == 255);
}

TEST_CASE("the biography of a message tells every stage up to its mailbox", "[export][biography]") {
  std::string told;
  const std::string one_each =
      std::regex_replace(busy_day("0.01/s", "1h"), std::regex("recipients [^\n]*"), "}");
  run(one_each, [&](const scenarios::Built& built) {
    return std::make_unique<scenarios::Biography>(built, scenarios::BiographyOf{3, 0}, told);
  });
  for (const char* part :
       {"from the user to out.a.example", "DNS: ", "connects to", "sum of the steps"})
    CHECK(told.find(part) != std::string::npos);
}

namespace {

/// What kind of line it is: daemon and words, without what differs from message to message.
std::string shape_of(const std::string& line) {
  static const std::regex kHead(
      R"(^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ postfix/(\S+)\[\d+\]: (.*)$)");
  std::smatch match;
  if (!std::regex_match(line, match, kHead)) return "no maillog line";
  std::string body = match[2];
  const bool active = body.ends_with("(queue active)");
  static const std::pair<std::regex, const char*> kBlanks[] = {
      {std::regex(R"(\(.*\)$)"), "(T)"},
      {std::regex(R"(( said| refused to talk to me): .*)"), "$1"},
      {std::regex(R"([A-Za-z0-9.-]+\[[0-9a-f.:]+\])"), "H[IP]"},
      {std::regex(R"(\b[0-9A-F]{10,}\b)"), "Q"},
      {std::regex("<[^>]*>"), "<A>"},
      {std::regex(R"(\d+(\.\d+)*)"), "N"}};
  for (const auto& [what, blank] : kBlanks) body = std::regex_replace(body, what, blank);
  return match[1].str() + ": " + body + (active ? " active" : "");
}

}  // namespace

TEST_CASE("the lines of a maillog have the shapes of a real Postfix's",
          "[export][maillog][replay]") {
  std::ifstream real(std::string(WAYPOST_SOURCE_DIR) +
                     "/../shared/golden/samples/postfix-mail.log");
  if (!real) {
    WARN("SKIPPED: ../shared is absent");
    return;
  }
  std::map<std::string, int> recorded, own;
  for (std::string line; std::getline(real, line);) ++recorded[shape_of(line)];
  std::ostringstream out;
  const std::string one_each =
      std::regex_replace(busy_day("0.2/s", "5h"), std::regex("recipients [^\n]*"), "}");
  log_to(out, one_each);
  std::istringstream in(out.str());
  for (std::string line; std::getline(in, line);) ++own[shape_of(line)];
  // Where the recording has none: mailboxes, submissions, refusals at RCPT, a dead host's
  // connections and suspensions.
  static const std::regex kNotRecorded(
      "(virtual|error|submission/smtpd): .*|smtpd: (NOQUEUE|disconnect).*|smtp: connect to .*|"
      "smtp: Q: to=<A>, relay=(none|H.IP.:N, conn_use=N), .*");
  int compared = 0;
  for (const auto& [shape, count] : own) {
    if (std::regex_match(shape, kNotRecorded)) continue;
    CAPTURE(shape);
    CHECK(recorded.contains(shape));
    ++compared;
  }
  CHECK(compared >= 8);
  // Nothing is queued at the end. Every pass of a message says "queue active": in the recording 76
  // messages, 116 deferrals, 6 of them the last before expiry, 186 such lines.
  const auto lines = [](const std::map<std::string, int>& shapes, const std::string& words) {
    int n = 0;
    for (const auto& [shape, count] : shapes)
      if (shape.find(words) != std::string::npos) n += count;
    return n;
  };
  for (const auto* shapes : {&recorded, &own})
    CHECK(lines(*shapes, "(T) active") == lines(*shapes, "message-id") +
                                              lines(*shapes, "status=deferred") -
                                              lines(*shapes, "status=expired"));
}

TEST_CASE("each notice is logged for what it is, and pflogsumm counts them all",
          "[export][maillog][pflogsumm]") {
  // Senders are told of delays after 20 minutes; half of them do not exist, so notices fail and the
  // postmaster hears of them.
  std::string text = busy_day("0.5/s", "4h");
  text = std::regex_replace(text, std::regex(R"(maximal_queue_lifetime: "1h")"),
                            R"(maximal_queue_lifetime: "1h" delay_warning: "20m")");
  text = std::regex_replace(text, std::regex(R"(domains \{ names: "a.example" \})"),
                            R"(domains { names: "a.example" unknown_users: "50%" })");
  text = std::regex_replace(text, std::regex(R"(sends \{ resolver: "isp" \})"),
                            R"(sends { resolver: "isp" settings { notify_postmaster: true } })");
  std::ostringstream out;
  auto own = log_to(out, text);
  std::map<std::string, int> seen;
  std::istringstream in(out.str());
  static const std::regex kNotice(R"(.*postfix/bounce\[\d+\]: [0-9A-F]+: (.*): [0-9A-F]+)");
  std::smatch match;
  for (std::string line; std::getline(in, line);)
    if (std::regex_match(line, match, kNotice)) ++seen[match[1]];
  CHECK(seen["sender delay notification"] > 3);
  CHECK(seen["sender non-delivery notification"] > 20);
  CHECK(seen["postmaster non-delivery notification"] > 3);
  CHECK(seen.size() == 3);
  if (!std::filesystem::exists("/usr/sbin/pflogsumm")) {
    WARN("SKIPPED: pflogsumm is not installed; scripts/packages install readers");
    return;
  }
  const auto file = std::filesystem::temp_directory_path() /
                    ("waypost_notices_" + std::to_string(::getpid()) + ".log");
  std::ofstream(file) << out.str();
  auto read = pflogsumm(file.string());
  std::filesystem::remove(file);
  CHECK(read["delivered"] == own["delivered"]);
  CHECK(read["bounced"] == own["bounced"]);
  CHECK(read["deferrals"] == own["deferrals"]);
}
