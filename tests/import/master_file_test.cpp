// SPDX-License-Identifier: Apache-2.0
// Master files: what RFC 1035 section 5 says is read, and what is wrong is reported where it
// stands.
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

#include "tests/import/import_fixture.hpp"

using namespace waypost::scenarios;
using waypost::test::first_finding;
using waypost::test::ImportFixture;
using Severity = ZoneFinding::Severity;

namespace {

MasterRecords read(const std::string& text, const std::string& origin = "example.com.") {
  return ImportFixture::read(text, origin);
}

/// "owner ttl type data" of each record, one a line.
std::string lines_of(const MasterRecords& read) {
  std::string out;
  for (const MasterRecord& r : read.records)
    out += r.owner + " " + std::to_string(r.ttl) + " " + std::string(to_text(r.type)) + " " +
           r.data + "\n";
  return out;
}

}  // namespace

TEST_CASE("the example of RFC 1035 section 5.3 is read as it says", "[import][master]") {
  const MasterRecords r = read(
      "@   60 IN  SOA     VENERA      Action\\.domains (\n"
      "                                 20     ; SERIAL\n"
      "                                 7200   ; REFRESH\n"
      "                                 600    ; RETRY\n"
      "                                 3600000; EXPIRE\n"
      "                                 60)    ; MINIMUM\n"
      "\n"
      "        NS      A.ISI.EDU.\n"
      "        NS      VENERA\n"
      "        MX      10      VENERA\n"
      "        MX      20      VAXA\n"
      "\n"
      "A       A       26.3.0.103\n"
      "\n"
      "VENERA  A       10.1.0.52\n"
      "        A       128.9.0.32\n",
      "ISI.EDU.");
  CHECK(r.findings.list.empty());
  CHECK(lines_of(r) ==
        "isi.edu. 60 SOA VENERA.ISI.EDU. Action\\.domains.ISI.EDU. 20 7200 600 3600000 60\n"
        "isi.edu. 60 NS A.ISI.EDU.\n"
        "isi.edu. 60 NS VENERA.ISI.EDU.\n"
        "isi.edu. 60 MX 10 VENERA.ISI.EDU.\n"
        "isi.edu. 60 MX 20 VAXA.ISI.EDU.\n"
        "A.isi.edu. 60 A 26.3.0.103\n"
        "VENERA.isi.edu. 60 A 10.1.0.52\n"
        "VENERA.isi.edu. 60 A 128.9.0.32\n");
}

TEST_CASE("TTL comes from the record, $TTL or the record before, in units too",
          "[import][master]") {
  const MasterRecords r = read(
      "$TTL 1h\n"
      "a A 192.0.2.1\n"
      "b 300 IN A 192.0.2.2\n"
      "c IN 1d2h A 192.0.2.3\n"
      "$TTL 90\n"
      "d A 192.0.2.4\n");
  CHECK(r.findings.list.empty());
  REQUIRE(r.records.size() == 4);
  CHECK(r.records[0].ttl == 3600);
  CHECK(r.records[1].ttl == 300);
  CHECK(r.records[2].ttl == 93600);
  CHECK(r.records[3].ttl == 90);
  CHECK(read("a 60 A 192.0.2.1\nb A 192.0.2.2\n").records.at(1).ttl == 60);
  CHECK(first_finding(read("a A 192.0.2.1\n").findings) ==
        "test.zone:1:3: error: the record has no TTL and none is known from before. "
        "Write \"$TTL 3600\" above it.");
}

TEST_CASE("each bad record is reported with its line, column and mend", "[import][master]") {
  struct Row {
    const char *line, *finding;
  };
  const auto row = GENERATE(values<Row>({
      {"a MX 70000 m.example.com.",
       "1:6: error: preference 70000 is not in 0..65535. Write a number in that range."},
      {"a MX m.example.com.",
       "1:6: error: MX lacks its preference. Write \"MX 10 mail.example.com.\"."},
      {"a MX 10", "1:6: error: MX lacks its mail host. Write \"MX 10 mail.example.com.\"."},
      {"a MX", "1:3: error: MX lacks its preference. Write \"MX 10 mail.example.com.\"."},
      {"a MX ten m.example.com.",
       "1:6: error: preference \"ten\" is not a number. Write \"MX 10 mail.example.com.\"."},
      {"a MX -1 m.example.com.",
       "1:6: error: preference \"-1\" is not a number. Write \"MX 10 mail.example.com.\"."},
      {"a MX 10 m.example.com. 20",
       "1:24: error: MX has 3 fields where 2 belong. Write \"MX 10 mail.example.com.\"."},
      {"a SRV 1 2 65536 h.example.com.",
       "1:11: error: port 65536 is not in 0..65535. Write a number in that range."},
      {"a CAA 256 issue \"x\"",
       "1:7: error: flags 256 is not in 0..255. Write a number in that range."},
      {"a A 192.0.2.256",
       "1:5: error: \"192.0.2.256\" is not an IPv4 address. Write \"A 192.0.2.1\"."},
      {"a A 2001:db8::1",
       "1:5: error: \"2001:db8::1\" is not an IPv4 address. Write AAAA for an IPv6 address."},
      {"a AAAA 192.0.2.1",
       "1:8: error: \"192.0.2.1\" is not an IPv6 address. Write A for an IPv4 address."},
      {"a A www.example.com.",
       "1:5: error: \"www.example.com.\" is not an IPv4 address. For another name, write CNAME."},
      {"a 2147483648 A 192.0.2.1",
       "1:3: error: TTL \"2147483648\" is not a time from 0 to 2147483647 seconds. Write seconds, "
       "or 2h, 1d, 2w."},
      {"a -5 A 192.0.2.1",
       "1:3: error: TTL \"-5\" is not a time from 0 to 2147483647 seconds. Write seconds, or 2h, "
       "1d, 2w."},
      {"a CH TXT x", "1:3: error: class CH is not modelled. Only class IN is."},
      {"a MXX 10 m",
       "1:3: error: \"MXX\" is no record type. Types are A AAAA NS SOA CNAME DNAME MX TXT PTR SRV "
       "CAA DS DNSKEY TLSA HTTPS SVCB."},
      {"a 60",
       "1:3: error: the record has no type. Write owner, TTL, type and data: \"www 3600 A "
       "192.0.2.1\"."},
      {" A 192.0.2.1",
       "1:2: error: no owner stands here nor on a line before. Begin the line with a name, or "
       "\"@\" for \"example.com.\"."},
      {"$GENERATE 1-9 h$ A 192.0.2.$", "1:1: error: $GENERATE is not read. Write its records out."},
      {"$TLL 300", "1:1: error: \"$TLL\" is no directive. $ORIGIN, $TTL and $INCLUDE are."},
      {"$TTL", "1:1: error: $TTL takes one argument. Write \"$TTL 3600\"."},
      {"a TXT \"open",
       "1:7: error: a quotation mark is opened and not closed on its line. Close it with '\"'."},
      {"a TXT ( x", "1:7: error: a parenthesis is opened and not closed. Close it with \")\"."},
      {"a TXT x )", "1:9: error: a parenthesis is closed that was never opened. Take \")\" out."},
      {"a SOA m. r. 1 2 3 4",
       "1:7: error: SOA lacks its minimum. Write \"SOA ns1.example.com. hostmaster.example.com. 1 "
       "7200 3600 1209600 3600\"."},
      {"a..b 6 A 192.0.2.1", "1:8: error: a name has an empty label."},
  }));
  INFO(row.line);
  const MasterRecords r = read(std::string(row.line) + "\nok 60 A 192.0.2.9\n");
  CHECK(first_finding(r.findings) == std::string("test.zone:") + row.finding);
  CHECK(r.findings.errors == 1);
  REQUIRE(r.records.size() == 1);  // the good record after the bad one is still read
  CHECK(r.records[0].owner == "ok.example.com.");
}

TEST_CASE("what is read otherwise than meant is warned of", "[import][master]") {
  const auto warning = [](const char* line) {
    const MasterRecords r = read(std::string("$TTL 60\n") + line + "\n");
    CHECK(r.records.size() == 1);
    return first_finding(r.findings);
  };
  CHECK(warning("@ MX 10 mail.example.com") ==
        "test.zone:2:9: warning: \"mail.example.com\" has no final dot, so it is read as "
        "\"mail.example.com.example.com.\". Write \"mail.example.com.\".");
  CHECK(warning("@ MX 10 192.0.2.1") ==
        "test.zone:2:9: warning: mail host is an address, where a name belongs: it is read as the "
        "name "
        "\"192.0.2.1.example.com.\". Give the host a name, and that name an address record.");
  CHECK(warning("@ MX 10 192.0.2.1.") ==
        "test.zone:2:9: warning: mail host is an address, where a name belongs: it is read as the "
        "name "
        "\"192.0.2.1.\". Give the host a name, and that name an address record.");
  CHECK(warning("@ MX 10 mail").empty());
  CHECK(warning("@ MX 10 mail.example.net.").empty());
}

TEST_CASE("a zone file with ten bad lines yields ten errors and its good records",
          "[import][master]") {
  std::string text = "$TTL 60\n";
  for (int i = 0; i < 10; ++i)
    text += "good" + std::to_string(i) + " A 192.0.2.1\nbad" + std::to_string(i) + " A nonsense\n";
  const MasterRecords r = read(text);
  CHECK(r.records.size() == 10);
  REQUIRE(r.findings.errors == 10);
  for (std::size_t i = 0; i < 10; ++i)
    CHECK(r.findings.list[i].line == static_cast<int>(3 + 2 * i));
}

TEST_CASE("every type that is modelled is read", "[import][master]") {
  const MasterRecords r = read(
      "$TTL 60\n"
      "a DNAME other.example.\n"
      "b TXT \"two words\" three \"\"\n"
      "c SRV 1 2 443 h\n"
      "d CAA 0 issue \"ca.example.net\"\n"
      "e DS 60485 5 1 ( 2BB183AF5F22588179A53B0A 98631FAD1A292118 )\n"
      "f TLSA 3 1 1 d2abde240d7cd3ee6b4b28c54df034b97983a1d16e8a410e4561cb106618e971\n"
      "g HTTPS 1 . alpn=h2\n"
      "h SVCB 0 pool.example.\n"
      "i PTR host\n"
      "j TYPE15 \\# 4 000a 0000\n"
      "k DNSKEY 256 3 8 AwEAAdauOGxLhfAK\n"
      "l AAAA 2001:DB8:0:0::1\n"
      "m NAPTR 1 1 \"u\" \"x\" \"\" .\n");
  CHECK(r.findings.errors == 0);
  REQUIRE(r.records.size() == 12);
  CHECK(r.records[1].data == "\"two words\" \"three\" \"\"");
  CHECK(r.records[9].data == "10 .");
  CHECK(r.records[11].data == "2001:db8::1");
  CHECK(r.records[4].wire_octets == 24);  // RFC 4034 section 5.4: 4 and a 20-octet SHA-1 digest
  CHECK(first_finding(r.findings) ==
        "test.zone:14:3: note: records of type NAPTR are not modelled and left out.");
}

TEST_CASE("$ORIGIN and $INCLUDE scope names as RFC 1035 section 5.1 says", "[import][master]") {
  const auto folder = std::filesystem::temp_directory_path() / "waypost_include_test";
  std::filesystem::create_directories(folder / "sub");
  std::ofstream(folder / "main.zone") << "$TTL 60\n$ORIGIN example.\na A 192.0.2.1\n"
                                         "$INCLUDE sub/part.zone part\nb A 192.0.2.2\n";
  std::ofstream(folder / "sub/part.zone") << "c A 192.0.2.3\n$ORIGIN elsewhere.\nd A 192.0.2.4\n";
  std::ofstream(folder / "loop.zone") << "$INCLUDE loop.zone\n$INCLUDE loop.zone\n";
  std::ofstream(folder / "missing.zone")
      << "$TTL 60\n$INCLUDE nowhere.zone\na A 192.0.2.1\n$INCLUDE sub\n";

  const MasterRecords r = read_master_file((folder / "main.zone").string());
  CHECK(lines_of(r) ==
        "a.example. 60 A 192.0.2.1\nc.part.example. 60 A 192.0.2.3\nd.elsewhere. 60 A 192.0.2.4\n"
        "b.example. 60 A 192.0.2.2\n");
  CHECK(r.records[1].file == 1);
  CHECK(r.records[1].line == 1);
  const MasterRecords loop = read_master_file((folder / "loop.zone").string());
  CHECK(loop.files.size() <= 1000);
  CHECK(loop.findings.errors > 0);
  const MasterRecords missing = read_master_file((folder / "missing.zone").string());
  CHECK(missing.findings.errors == 2);
  CHECK(missing.findings.list[0].line == 2);
  CHECK(missing.records.size() == 1);
  CHECK(read_master_file((folder / "no.zone").string()).findings.errors == 1);
  CHECK(read_master_file(folder.string()).findings.errors == 1);
  std::filesystem::remove_all(folder);
}

TEST_CASE("text taken from another file is reported by that file's lines", "[import][master]") {
  const MasterRecords r =
      read_master_text("a 60 A 192.0.2.1\nb A x\n", "world.textproto", {}, {17, 42});
  CHECK(first_finding(r.findings) ==
        "world.textproto:42: error: \"x\" is not an IPv4 address. For another name, write CNAME.");
  CHECK(r.records[0].line == 17);
}

TEST_CASE("hostile text is refused without using up time or memory", "[import][master]") {
  std::string open_lines;
  for (int i = 0; i < 20000; ++i) open_lines += "a TXT (\n";
  CHECK(read(open_lines).findings.left_out > 0);
  CHECK(read(std::string(1 << 20, '\0')).findings.errors > 0);
  CHECK(read(std::string(300, 'a') + " 60 A 192.0.2.1\n").findings.errors == 1);
  std::string long_name;
  for (int i = 0; i < 150; ++i) long_name += "a.";
  CHECK(read(long_name + " 60 A 192.0.2.1\n").findings.errors == 1);
  CHECK(read("a 60 TXT " + std::string(1 << 20, 'x') + "\n").findings.errors == 1);
}
