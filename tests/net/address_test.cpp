// SPDX-License-Identifier: Apache-2.0
// Addresses as text (RFC 4291 2.2, RFC 5952) and their owners.
#include <catch2/catch.hpp>

#include "models/net/network.hpp"
#include "sim/hash.hpp"

using namespace waypost;
using namespace waypost::net;

TEST_CASE("IPv6 text is written as RFC 5952 recommends", "[net][address]") {
  const auto [written, canonical] = GENERATE(table<std::string, std::string>({
      {"2001:0db8::0001", "2001:db8::1"},                // 4.1 leading zeros
      {"2001:db8:0:0:0:0:2:1", "2001:db8::2:1"},         // 4.2.1 shorten as much as possible
      {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},  // 4.2.2 not for one group
      {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},           // 4.2.3 the longest run
      {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},     // 4.2.3 the first of equal runs
      {"2001:DB8::AAAA", "2001:db8::aaaa"},              // 4.3 lower case
      {"0:0:0:0:0:FFFF:129.144.52.38", "::ffff:129.144.52.38"},  // 5
      {"::", "::"},
      {"::1", "::1"},
      {"fe80::", "fe80::"},
      {"::13.1.68.3", "::d01:4403"},
  }));
  const auto address = parse_address(written);
  REQUIRE(address);
  CHECK(to_text(*address) == canonical);
}

TEST_CASE("text that is not one address is refused", "[net][address]") {
  const std::string text =
      GENERATE("", "192.0.2", "192.0.2.256", "192.0.2.1.", "192.0.02.1", "0x7f.0.0.1", "192.0.2.1 ",
               "-1.0.0.0", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", ":::", "1:::2",
               ":1:2:3:4:5:6:7", "12345::", "1.2.3.4::", "::1.2.3", "1:2:3:4:5:6:7::8",
               "fe80::1%eth0", "2001:db8::/32", "g::");
  CAPTURE(text);
  CHECK_FALSE(parse_address(text));
}

TEST_CASE("an address belongs to one host unless it is anycast", "[net][address]") {
  Network network;
  const SiteId paris = add_site(network, {.path = "paris", .position = {48.86, 2.35}});
  const HostId a = add_host(network, "a", {.site = paris});
  const HostId b = add_host(network, "b", {.site = paris});
  const Address address = *parse_address("192.0.2.1");
  CHECK_FALSE(claim_address(network, a, address));
  CHECK_FALSE(claim_address(network, a, address));  // twice the same is no conflict
  const auto taken = claim_address(network, b, address);
  REQUIRE(taken);
  CHECK(owner_name(network, *taken) == "a");
  CHECK(network.hosts[b].ipv4 == kNone);

  const GroupId group = add_anycast_group(network, {.path = "g", .instances = {{a}, {b}}});
  CHECK_FALSE(claim_group_address(network, group, *parse_address("192.0.2.2")));
}

TEST_CASE("automatic addresses stay when a host is added before the others", "[net][address]") {
  AddressBook small, large;
  const auto extra = large.make_automatic(Family::v4, sim::hash_text("extra"));
  for (const Family family : {Family::v4, Family::v6})
    for (int i = 0; i < 200; ++i) {
      const std::uint64_t path = sim::hash_text("host" + std::to_string(i));
      const Address one = small.address(small.make_automatic(family, path));
      const Address other = large.address(large.make_automatic(family, path));
      if (other != one) FAIL("moved: " << to_text(one) << " " << to_text(other));
      CHECK(one != large.address(extra));
    }
}

TEST_CASE("automatic addresses are distinct and of the documentation blocks", "[net][address]") {
  AddressBook book;
  for (int i = 0; i < 20000; ++i) {
    const std::uint64_t path = sim::hash_text("host" + std::to_string(i));
    const Address v4 = book.address(book.make_automatic(Family::v4, path));
    const Address v6 = book.address(book.make_automatic(Family::v6, path));
    if (v4.bytes[0] != 198 || (v4.bytes[1] & 0xfe) != 18) FAIL(to_text(v4));
    if (!to_text(v6).starts_with("2001:db8:")) FAIL(to_text(v6));
  }
  CHECK(book.size() == 40000);
}

TEST_CASE("an address that no host owns is found", "[net][address]") {
  Network network;
  network.addresses.intern(*parse_address("203.0.113.7"));
  const auto unowned = unowned_addresses(network);
  REQUIRE(unowned.size() == 1);
  CHECK(to_text(network.addresses.address(unowned[0])) == "203.0.113.7");
}
