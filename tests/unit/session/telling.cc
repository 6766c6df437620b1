// SPDX-License-Identifier: Apache-2.0
#include "session/telling.h"

#include <string>

#include "support/catch.h"

using namespace stamp;
using namespace std::chrono_literals;
using session::Telling;

namespace {

constexpr MonoTime start{1h};

} // namespace

TEST_CASE("the same trouble is told once, however long it lasts") {
	Telling telling;
	CHECK(telling.wants("port unreachable", start));
	for (int i = 1; i < 100; i++)
		CHECK_FALSE(telling.wants("port unreachable", start + i * 1min));
}

TEST_CASE("it is told again when it has ended meanwhile") {
	Telling telling;
	CHECK(telling.wants("no route", start));
	telling.over();
	CHECK(telling.wants("no route", start));
}

TEST_CASE("trouble that somebody keeps changing is told four times, then every 10 s") {
	Telling telling;
	int told = 0;
	for (int i = 0; i < 1000; i++)
		told += telling.wants("MTU " + std::to_string(i), start + i * 1ms);
	CHECK(told == 4);
	for (int i = 0; i < 1000; i++)
		told += telling.wants("MTU " + std::to_string(i), start + 11s + i * 1ms);
	CHECK(told == 5);
}
