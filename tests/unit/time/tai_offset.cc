// SPDX-License-Identifier: Apache-2.0
#include "time/tai_offset.h"

#include <cerrno>
#include <fstream>

#include "support/catch.h"
#include "unit/time/fake_service.h"

using namespace stamp;
using namespace std::chrono_literals;
using Source = time::TaiOffset::Source;

namespace {

UtcTime day(int year, int month, int day) {
	return UtcTime{
		std::chrono::sys_days{std::chrono::year{year} / month / day}.time_since_epoch()};
}

constexpr std::string_view iers = "#\tan introduction\n"
				  "#$\t 3676924800\n"
				  "#@\t3991593600\n" // 2026-06-28
				  "\n"
				  "2272060800\t10\t# 1 Jan 1972\n"
				  "3644697600      36      # 1 Jul 2015\r\n"
				  "3692217600      37      # 1 Jan 2017\n"
				  "#h 16edd0f0 3666784f 37db6bdd e74ced87 59af48f1\n";

constexpr std::string_view zic = "# a comment\n"
				 "Leap\t1972\tJun\t30\t23:59:60\t+\tS\n"
				 "Leap\t1972\tDec\t31\t23:59:60\t+\tS\n"
				 "#Expires 2026\tJun\t28\t00:00:00\n"
				 "#updated 1751846400 (2025-07-07 00:00:00 UTC)\n"
				 "#expires 1782604800 (2026-06-28 00:00:00 UTC)\n";

void write(const std::string &path, std::string_view text) {
	std::ofstream{path, std::ios::binary} << text;
}

} // namespace

TEST_CASE("the list of IERS gives its steps and its expiry") {
	const auto list = time::parse_leap_seconds_list(iers);
	REQUIRE(list);
	REQUIRE(list->steps.size() == 3);
	CHECK(list->steps[0] == time::LeapStep{day(1972, 1, 1), 10});
	CHECK(list->steps[1] == time::LeapStep{day(2015, 7, 1), 36});
	CHECK(list->steps[2] == time::LeapStep{day(2017, 1, 1), 37});
	CHECK(list->expires == day(2026, 6, 28));
}

TEST_CASE("the offset of a time is that of the last step before it") {
	const auto list = time::parse_leap_seconds_list(iers);
	REQUIRE(list);
	CHECK(time::tai_offset(*list, day(2017, 1, 1))->seconds == 37);
	CHECK(time::tai_offset(*list, day(2017, 1, 1) - 1ns)->seconds == 36);
	CHECK(time::tai_offset(*list, day(1999, 9, 9))->seconds == 10);
	CHECK_FALSE(time::tai_offset(*list, day(1971, 12, 31)));
}

TEST_CASE("an offset beyond the expiry of its list says so") {
	auto list = time::parse_leap_seconds_list(iers);
	REQUIRE(list);
	CHECK_FALSE(time::tai_offset(*list, day(2026, 6, 28) - 1ns)->expired);
	CHECK(time::tai_offset(*list, day(2026, 6, 28))->expired);
	list->expires.reset();
	CHECK(time::tai_offset(*list, day(2020, 1, 1))->expired);
}

TEST_CASE("a list with a line that is none is refused as a whole") {
	const auto refused = [](std::string_view text) {
		const auto list = time::parse_leap_seconds_list(text);
		return !list && list.error().code == EBADMSG;
	};
	CHECK(refused(""));
	CHECK(refused("# only comments\n#@ 3991593600\n"));
	CHECK(refused("3692217600\n"));
	CHECK(refused("3692217600 37x\n"));
	CHECK(refused("-5 37\n"));
	CHECK(refused("99999999999999999999 37\n"));
	CHECK(refused("3692217600 37\n3644697600 36\n"));
	CHECK(refused("#@ soon\n3692217600 37\n"));
	CHECK(refused("<html>not found</html>"));
}

TEST_CASE("the list of zic counts from the ten seconds of 1972") {
	const auto list = time::parse_leapseconds(zic);
	REQUIRE(list);
	REQUIRE(list->steps.size() == 3);
	CHECK(list->steps[0] == time::LeapStep{day(1972, 1, 1), 10});
	CHECK(list->steps[1] == time::LeapStep{day(1972, 7, 1), 11});
	CHECK(list->steps[2] == time::LeapStep{day(1973, 1, 1), 12});
	CHECK(list->expires == day(2026, 6, 28));
}

TEST_CASE("the list of zic may expire by a line of its own and leave seconds out") {
	const auto list = time::parse_leapseconds("Leap 1972 Jun 30 23:59:60 + S\n"
						  "Leap 2030 Jun 30 23:59:59 - S\n"
						  "Expires 2031 Jan 28 00:00:00\n");
	REQUIRE(list);
	CHECK(list->steps.back() == time::LeapStep{day(2030, 7, 1), 10});
	CHECK(list->expires == day(2031, 1, 28));
}

TEST_CASE("a list of zic with a line that is none is refused as a whole") {
	const auto refused = [](std::string_view text) {
		const auto list = time::parse_leapseconds(text);
		return !list && list.error().code == EBADMSG;
	};
	CHECK(refused(""));
	CHECK(refused("# only comments\n"));
	CHECK(refused("Leap 1972 Jun 31 23:59:60 + S\n"));
	CHECK(refused("Leap 1972 Jum 30 23:59:60 + S\n"));
	CHECK(refused("Leap 1972 anF 30 23:59:60 + S\n"));
	CHECK(refused("Leap 1972 Jun 30 23:59:60 * S\n"));
	CHECK(refused("Leap 1972 Jun 30 12:00:00 + S\n"));
	CHECK(refused("Leap 1972 Jun 30\n"));
	CHECK(refused("Leap 1973 Jun 30 23:59:60 + S\nLeap 1972 Jun 30 23:59:60 + S\n"));
	CHECK(refused("Expires never\nLeap 1972 Jun 30 23:59:60 + S\n"));
	CHECK(refused("3692217600 37\n"));
}

TEST_CASE("the list of IERS is preferred, that of zic serves where it is missing or spoilt") {
	const fakes::Directory directory;
	const auto nothing = time::load_leap_list(directory.path());
	REQUIRE_FALSE(nothing);
	CHECK(nothing.error().code == ENOENT);

	write(directory.path() + "/leapseconds", zic);
	auto list = time::load_leap_list(directory.path());
	REQUIRE(list);
	CHECK(list->steps.back().tai_minus_utc_s == 12);

	write(directory.path() + "/leap-seconds.list", iers);
	list = time::load_leap_list(directory.path());
	REQUIRE(list);
	CHECK(list->steps.back().tai_minus_utc_s == 37);

	write(directory.path() + "/leap-seconds.list", "spoilt");
	list = time::load_leap_list(directory.path());
	REQUIRE(list);
	CHECK(list->steps.back().tai_minus_utc_s == 12);
}

TEST_CASE("both lists of this system agree, where it has them") {
	const auto text = [](const char *name) {
		std::ifstream file{std::string{"/usr/share/zoneinfo/"} + name};
		return std::string{std::istreambuf_iterator<char>{file}, {}};
	};
	const auto one = time::parse_leap_seconds_list(text("leap-seconds.list"));
	const auto other = time::parse_leapseconds(text("leapseconds"));
	if (one && other)
		CHECK(one->steps == other->steps);
}

TEST_CASE("the kernel's offset comes first, then the list, and nobody invents one") {
	const auto list = time::parse_leap_seconds_list(iers);
	REQUIRE(list);
	time::KernelClock kernel;
	kernel.tai_offset_s = 38;

	const auto of_kernel = time::tai_offset(kernel, &*list, day(2030, 1, 1));
	REQUIRE(of_kernel);
	CHECK(of_kernel->seconds == 38);
	CHECK(of_kernel->source == Source::kernel);
	CHECK_FALSE(of_kernel->expired);

	kernel.tai_offset_s = 0;
	const auto of_list = time::tai_offset(kernel, &*list, day(2020, 1, 1));
	REQUIRE(of_list);
	CHECK(of_list->seconds == 37);
	CHECK(of_list->source == Source::leap_list);
	CHECK_FALSE(time::tai_offset(kernel, nullptr, day(2020, 1, 1)));
}
