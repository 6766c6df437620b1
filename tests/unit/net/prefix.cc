// SPDX-License-Identifier: Apache-2.0
#include "net/prefix.h"

#include <arpa/inet.h>

#include "support/catch.h"

using namespace stamp;
using net::Address;
using net::Prefix;

namespace {

Prefix prefix(const char *text) {
	auto parsed = Prefix::parse(text);
	INFO(text);
	REQUIRE(parsed);
	return *parsed;
}

std::string refusal(const char *text) {
	const auto parsed = Prefix::parse(text);
	INFO(text);
	REQUIRE_FALSE(parsed);
	return parsed.error().text();
}

bool says(const std::string &text, const char *part) {
	return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("a prefix reads back as it was written") {
	for (const char *text : {"10.0.0.0/8", "0.0.0.0/0", "192.0.2.1/32", "192.0.2.0/31",
				 "2001:db8::/32", "::/0", "::1/128", "2001:db8:8000::/33"})
		CHECK(prefix(text).text() == text);
}

TEST_CASE("a bare address is a range of one") {
	CHECK(prefix("192.0.2.1").text() == "192.0.2.1/32");
	CHECK(prefix("2001:db8::1").text() == "2001:db8::1/128");
}

TEST_CASE("the datapath's key counts the bits of the mapped form") {
	CHECK(prefix("10.0.0.0/8").key().bits == 104);
	CHECK(prefix("10.0.0.0/8").key().addr.word[2] == htonl(0xffff));
	CHECK(prefix("10.0.0.0/8").key().addr.word[3] == htonl(0x0a000000));
	CHECK(prefix("0.0.0.0/0").key().bits == 96);
	CHECK(prefix("192.0.2.1").key().bits == 128);
	CHECK(prefix("2001:db8::/32").key().bits == 32);
	CHECK(prefix("::/0").key().bits == 0);
}

TEST_CASE("host bits are refused and the range is named") {
	CHECK(refusal("10.1.2.3/8") ==
	      "prefix '10.1.2.3/8' has bits set after its length: did you mean 10.0.0.0/8?");
	CHECK(says(refusal("192.0.2.1/31"), "192.0.2.0/31?"));
	CHECK(says(refusal("2001:db8::1/64"), "2001:db8::/64?"));
	CHECK(says(refusal("2001:db8:ffff::/33"), "2001:db8:8000::/33?"));
	CHECK(says(refusal("1.2.3.4/0"), "0.0.0.0/0?"));
}

TEST_CASE("what is no prefix is refused") {
	for (const char *text : {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1",
				 "10.0.0.0/8/8", "10.0.0.0/255.0.0.0", "10/8", "::/129",
				 "fe80::%lo/64", "fe80::1%lo", "example.net/8"})
		refusal(text);
	CHECK(says(refusal("10.0.0.0/33"), "from 0 to 32"));
	CHECK(says(refusal("::/129"), "from 0 to 128"));
	CHECK(says(refusal("::ffff:10.0.0.0/104"), "10.0.0.0/LENGTH"));
}
