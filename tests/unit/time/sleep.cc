// SPDX-License-Identifier: Apache-2.0
#include "time/sleep.h"

#include "support/catch.h"

using namespace stamp;
using namespace std::chrono_literals;

TEST_CASE("neither sleeping nor spinning ends before its time") {
	for (const Duration wait : {-1s, 0s}) {
		const MonoTime past = mono_now() + wait;
		time::sleep_until(past);
		CHECK(time::spin_until(past) >= past);
	}
	for (const Duration wait : {20us, 3000us}) {
		const MonoTime asleep = mono_now() + wait;
		time::sleep_until(asleep);
		CHECK(mono_now() >= asleep);
		const MonoTime awake = mono_now() + wait;
		CHECK(time::spin_until(awake) >= awake);
		CHECK(mono_now() >= awake);
	}
}
