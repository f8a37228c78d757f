// SPDX-License-Identifier: Apache-2.0
// Names: presentation format, limits, case, ancestors, rewriting. Expected values from the RFCs
// cited.
#include <catch2/catch.hpp>

#include <stdexcept>

#include "models/dns/name.hpp"

using waypost::dns::kRoot;
using waypost::dns::Name;
using waypost::dns::NameTable;

TEST_CASE("names that differ only in case are one name", "[dns][name]") {  // RFC 4343 section 3
  NameTable names;
  const Name name = names.intern("www.example.com.");
  CHECK(names.intern("WWW.eXaMpLe.Com") == name);
  CHECK(names.text(name) == "www.example.com.");
  Name found;
  REQUIRE(names.find("Www.Example.COM", found));
  CHECK(found == name);
  CHECK_FALSE(names.find("ftp.example.com", found));
}

TEST_CASE("escapes of RFC 1035 section 5.1 are read and written back", "[dns][name]") {
  NameTable names;
  const Name dotted = names.intern("Action\\.domains.example.com.");
  CHECK(names.depth(dotted) == 3);
  CHECK(names.first_label(dotted) == "action.domains");
  CHECK(names.text(dotted) == "action\\.domains.example.com.");
  CHECK(names.intern("\\097b.example.") == names.intern("ab.example."));
  CHECK(names.intern("\\065b.example.") == names.intern("ab.example."));  // \065 is "A"
  CHECK(names.text(names.intern("a\\000b.example.")) == "a\\000b.example.");
  CHECK(names.text(names.intern("a\\\\b.example.")) == "a\\\\b.example.");
}

TEST_CASE("a faulty name is refused and its fault named", "[dns][name]") {
  NameTable names;
  const std::string label63(63, 'a');
  const auto fault = [&](const std::string& text) -> std::string {
    try {
      names.intern(text);
    } catch (const std::invalid_argument& e) {
      return std::string(e.what()).substr(0, std::string(e.what()).find(" in name"));
    }
    return "none";
  };
  CHECK(fault(label63 + ".example.") ==
        "none");  // RFC 1035 section 2.3.4: labels 63 octets or less
  CHECK(fault(label63 + "a.example.") == "a label over 63 octets");
  CHECK(fault("") == "nothing");
  CHECK(fault("a..b.") == "an empty label");
  CHECK(fault(".a.") == "an empty label");
  CHECK(fault("a\\") == "a lone backslash at the end");
  CHECK(fault("a\\12") == "a backslash and fewer than three digits");
  CHECK(fault("a\\256b.") == "an escaped octet above \\255");
}

TEST_CASE("a name of 255 octets on the wire is taken and one of 256 is refused", "[dns][name]") {
  NameTable names;
  const std::string label63 = std::string(63, 'a') + ".";
  const std::string three = label63 + label63 + label63;  // 192 octets and the root's 1
  const Name longest = names.intern(three + std::string(61, 'b') + ".");
  CHECK(names.wire_length(longest) == 255);
  CHECK(names.intern(three + std::string(61, 'b')) == longest);
  CHECK_THROWS_AS(names.intern(three + std::string(62, 'b') + "."), std::invalid_argument);
  CHECK_THROWS_AS(names.intern(std::string(100000, 'x')), std::invalid_argument);
  CHECK_THROWS_AS(names.intern_child(longest, "c"), std::invalid_argument);
  std::string many;
  for (int i = 0; i < 127; ++i) many += "a.";
  CHECK(names.depth(names.intern(many)) == 127);
  CHECK_THROWS_AS(names.intern("a." + many), std::invalid_argument);
}

TEST_CASE("ancestors, depth and common ancestors follow the labels", "[dns][name]") {
  NameTable names;
  const Name www = names.intern("www.example.com.");
  const Name mail = names.intern("mx.mail.example.com.");
  const Name example = names.intern("example.com.");
  CHECK(names.depth(kRoot) == 0);
  CHECK(names.parent(www) == example);
  CHECK(names.ancestor(mail, 2) == example);
  CHECK(names.common_ancestor(www, mail) == example);
  CHECK(names.common_ancestor(www, names.intern("www.example.org.")) == kRoot);
  CHECK(names.is_at_or_below(mail, example));
  CHECK(names.is_at_or_below(example, example));
  CHECK_FALSE(names.is_at_or_below(example, mail));
  CHECK(names.is_at_or_below(www, kRoot));
  CHECK_FALSE(names.is_at_or_below(names.intern("notexample.com."), example));
  CHECK(names.text(kRoot) == ".");
  CHECK(names.intern(".") == kRoot);
}

TEST_CASE("a made-up name is a distinct child of its node", "[dns][name]") {
  NameTable names;
  const Name example = names.intern("example.com.");
  const Name junk{example.node, 7};
  CHECK(names.parent(junk) == example);
  CHECK(names.depth(junk) == 3);
  CHECK(names.ancestor(junk, 3) == junk);
  CHECK(names.is_at_or_below(junk, example));
  CHECK_FALSE(names.is_at_or_below(example, junk));
  CHECK(names.common_ancestor(junk, Name{example.node, 8}) == example);
  CHECK(names.hash(junk) != names.hash(Name{example.node, 8}));
  CHECK(names.text(junk) == "made-up-7.example.com.");
  CHECK(names.wire_length(junk) == names.wire_length(names.intern(names.text(junk))));
}

TEST_CASE("the hash of a name does not depend on the order of building", "[dns][name]") {
  NameTable forward;
  NameTable backward;
  std::vector<std::string> texts;
  for (int i = 0; i < 500; ++i)
    texts.push_back("host" + std::to_string(i) + ".zone" + std::to_string(i % 7) + ".example.");
  for (const std::string& text : texts) forward.intern(text);
  for (std::size_t i = texts.size(); i-- > 0;) backward.intern(texts[i]);
  CHECK(forward.size() == backward.size());
  for (const std::string& text : texts)
    REQUIRE(forward.hash(forward.intern(text)) == backward.hash(backward.intern(text)));
  CHECK(forward.hash(forward.intern("a.b.")) != forward.hash(forward.intern("b.a.")));
  CHECK(forward.hash(forward.intern("a\\.b.")) != forward.hash(forward.intern("a.b.")));
}

TEST_CASE("wildcards are found under their parent", "[dns][name]") {  // RFC 4592 section 2.1.1
  NameTable names;
  const Name example = names.intern("example.com.");
  Name found;
  CHECK_FALSE(names.wildcard_child(example, found));
  const Name star = names.intern("*.example.com.");
  REQUIRE(names.wildcard_child(example, found));
  CHECK(found == star);
  CHECK(names.is_wildcard(star));
  CHECK_FALSE(names.is_wildcard(example));
  CHECK_FALSE(names.is_wildcard(names.intern("sub.*.example.com.")));
  CHECK_FALSE(names.is_wildcard(kRoot));
}

TEST_CASE("rewriting replaces the suffix as RFC 6672 section 2.2 tabulates", "[dns][name]") {
  NameTable names;
  struct Row {
    const char *qname, *owner, *target, *result;
  };
  const auto row = GENERATE(
      values<Row>({{"a.example.com.", "example.com.", "example.net.", "a.example.net."},
                   {"a.b.example.com.", "example.com.", "example.net.", "a.b.example.net."},
                   {"ab.example.com.", "b.example.com.", "example.net.", nullptr},
                   {"foo.example.com.", "example.com.", "example.net.", "foo.example.net."},
                   {"a.x.example.com.", "x.example.com.", "example.net.", "a.example.net."},
                   {"a.example.com.", "example.com.", "y.example.com.", "a.y.example.com."},
                   {"cyc.example.com.", "example.com.", "example.com.", "cyc.example.com."},
                   {"shortloop.x.x.", "x.", ".", "shortloop.x."},
                   {"shortloop.x.", "x.", ".", "shortloop."}}));
  const Name qname = names.intern(row.qname);
  const Name owner = names.intern(row.owner);
  const Name target = names.intern(row.target);
  Name expected;
  if (row.result != nullptr) expected = names.intern(row.result);
  Name found;
  REQUIRE(names.rewrite(qname, owner, target, found) == (row.result != nullptr));
  if (row.result != nullptr) CHECK(found == expected);
}
