// SPDX-License-Identifier: Apache-2.0
#include "base/result.h"

#include <cerrno>
#include <memory>
#include <string>

#include "support/catch.h"

using stamp::Error;
using stamp::last_error;
using stamp::Result;

namespace {

Result<int> half(int n) {
	if (n % 2 != 0)
		return Error{EDOM, "halve " + std::to_string(n)};
	return n / 2;
}

Result<void> check_even(int n) {
	if (auto result = half(n); !result)
		return std::move(result).error();
	return {};
}

} // namespace

TEST_CASE("a result holds a value or an error") {
	auto good = half(8);
	REQUIRE(good);
	CHECK(good.has_value());
	CHECK(*good == 4);
	CHECK(good.value_or(1) == 4);

	auto bad = half(7);
	REQUIRE_FALSE(bad);
	CHECK(bad.error().code == EDOM);
	CHECK(bad.error().what == "halve 7");
	CHECK(bad.value_or(1) == 1);
}

TEST_CASE("a result passes on what can only be moved") {
	Result<std::unique_ptr<std::string>> result(std::make_unique<std::string>("here"));
	REQUIRE(result);
	CHECK((*result)->size() == 4);
	const std::unique_ptr<std::string> taken = *std::move(result);
	CHECK(*taken == "here");
}

TEST_CASE("a result reaches into its value") {
	Result<std::string> result(std::string("abc"));
	CHECK(result->size() == 3);
	*result += "d";
	CHECK(std::as_const(result).value() == "abcd");
	CHECK(std::as_const(result)->size() == 4);
}

TEST_CASE("a result of nothing distinguishes success from failure") {
	CHECK(check_even(2));
	CHECK(check_even(2).has_value());
	const auto bad = check_even(3);
	CHECK_FALSE(bad);
	CHECK(bad.error().code == EDOM);
}

TEST_CASE("an error names the outer action first") {
	const Error error = Error{ENODEV, "find interface eth9"}
				    .while_doing("attach reflector")
				    .while_doing("start");
	CHECK(error.code == ENODEV);
	CHECK(error.text() == "start: attach reflector: find interface eth9: No such device");
}

TEST_CASE("an error without a code says no more than its words") {
	CHECK(Error{0, "no such thing"}.text() == "no such thing");
}

TEST_CASE("the last error is that of errno") {
	errno = EACCES;
	const Error error = last_error("open it");
	CHECK(error.code == EACCES);
	CHECK(error.text() == "open it: Permission denied");
}
