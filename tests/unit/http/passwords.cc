// SPDX-License-Identifier: Apache-2.0
#include "http/passwords.h"

#include "support/catch.h"

using namespace stamp;

namespace {

// Of "open sesame".
const std::string bcrypt = "$2b$04$4IJko2sh0BskG9RjmeYMMeyvA5bVcuh0uRNSvvByz.ADqUGAS2M6y";

} // namespace

TEST_CASE("a password is right for its user alone, also the second time") {
	http::Passwords passwords({{"prom", bcrypt}});
	CHECK(passwords.are_wanted());
	for (int i = 0; i < 2; i++) {
		CHECK(passwords.admit("prom", "open sesame"));
		CHECK(!passwords.admit("prom", "Open sesame"));
		CHECK(!passwords.admit("prom", ""));
		CHECK(!passwords.admit("other", "open sesame"));
		CHECK(!passwords.admit("", ""));
	}
}

TEST_CASE("without users nobody is asked and nobody is right") {
	http::Passwords passwords({});
	CHECK(!passwords.are_wanted());
	CHECK(!passwords.admit("", ""));
}

TEST_CASE("a hash is of a form that crypt(3) knows, and no plain word") {
	CHECK(http::is_password_hash(bcrypt));
	CHECK(http::is_password_hash("$2y" + bcrypt.substr(3)));
	for (const char *wrong : {"", "secret", "ab", "$", "$2b$", "$2b$04$short", "*0"})
		CHECK_FALSE(http::is_password_hash(wrong));
}
