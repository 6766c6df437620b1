// SPDX-License-Identifier: Apache-2.0
#include "base/fd.h"

#include <fcntl.h>

#include "support/catch.h"

using stamp::Fd;

namespace {

int open_null() {
	return open("/dev/null", O_RDONLY | O_CLOEXEC);
}
bool is_open(int fd) {
	return fcntl(fd, F_GETFD) >= 0;
}

} // namespace

TEST_CASE("a descriptor is closed by its owner") {
	int number = -1;
	{
		const Fd fd(open_null());
		REQUIRE(fd);
		number = fd.get();
		CHECK(is_open(number));
	}
	CHECK_FALSE(is_open(number));
}

TEST_CASE("an owner of nothing closes nothing") {
	const Fd fd;
	CHECK_FALSE(fd);
	CHECK(fd.get() == -1);
}

TEST_CASE("a moved descriptor has one owner") {
	Fd first(open_null());
	const int number = first.get();
	Fd second(std::move(first));
	CHECK(second.get() == number);
	CHECK(first.get() == -1);

	{
		Fd third;
		third = std::move(second);
		CHECK(third.get() == number);
		CHECK(is_open(number));
	}
	CHECK_FALSE(is_open(number));
}
