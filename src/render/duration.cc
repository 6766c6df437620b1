// SPDX-License-Identifier: Apache-2.0
#include "render/duration.h"

#include <array>
#include <cstdint>
#include <limits>
#include <span>

namespace stamp::render {

namespace {

// How values below `limit` are shown: in steps of `step`, `decimals` digits after the point.
struct Scale {
	std::uint64_t limit;
	std::uint64_t step;
	unsigned decimals;
	const char *unit;
};

constexpr std::uint64_t us = 1'000, ms = 1'000 * us, s = 1'000 * ms, h = 3'600 * s;
constexpr std::uint64_t no_limit = std::numeric_limits<std::uint64_t>::max();

constexpr std::array durations{
	Scale{us, 1, 0, "ns"},
	Scale{ms, us / 10, 1, "us"},
	Scale{10 * ms, ms / 1000, 3, "ms"},
	Scale{100 * ms, ms / 100, 2, "ms"},
	Scale{s, ms / 10, 1, "ms"},
	Scale{10 * s, s / 1000, 3, "s"},
	Scale{100 * s, s / 100, 2, "s"},
	Scale{1'000 * s, s / 10, 1, "s"},
	Scale{10'000 * s, s, 0, "s"},
	Scale{10 * h, h / 1000, 3, "h"},
	Scale{100 * h, h / 100, 2, "h"},
	Scale{1'000 * h, h / 10, 1, "h"},
	Scale{no_limit, h, 0, "h"},
};

constexpr std::array estimates{
	Scale{us / 10, 1, 0, " ns"},	   Scale{us, us / 100, 2, " us"},
	Scale{10 * us, us / 10, 1, " us"}, Scale{100 * us, us, 0, " us"},
	Scale{ms, ms / 100, 2, " ms"},	   Scale{10 * ms, ms / 10, 1, " ms"},
	Scale{100 * ms, ms, 0, " ms"},	   Scale{s, s / 100, 2, " s"},
	Scale{10 * s, s / 10, 1, " s"},	   Scale{no_limit, s, 0, " s"},
};

std::string padded(std::uint64_t number, unsigned digits) {
	const std::string text = std::to_string(number);
	return std::string(text.size() < digits ? digits - text.size() : 0, '0') + text;
}

std::string format(Duration value, std::span<const Scale> scales) {
	const auto bits = static_cast<std::uint64_t>(value.count());
	const std::uint64_t magnitude = value.count() < 0 ? 0 - bits : bits;
	for (const Scale &scale : scales) {
		const std::uint64_t steps = (magnitude + scale.step / 2) / scale.step;
		// Asked after rounding: 999.96us is 1.000ms.
		if (steps >= scale.limit / scale.step)
			continue;
		std::uint64_t steps_per_unit = 1;
		for (unsigned i = 0; i < scale.decimals; i++)
			steps_per_unit *= 10;

		std::string text = value.count() < 0 && steps != 0 ? "-" : "";
		text += std::to_string(steps / steps_per_unit);
		if (scale.decimals != 0)
			text += "." + padded(steps % steps_per_unit, scale.decimals);
		return text + scale.unit;
	}
	return "-";
}

} // namespace

std::string format_duration(std::optional<Duration> value) {
	return value ? format(*value, durations) : "-";
}

std::string format_estimate(Duration value) {
	return format(value, estimates);
}

std::string format_time(UtcTime time) {
	using namespace std::chrono;
	const auto since_1970 = floor<microseconds>(time.time_since_epoch());
	const auto day = floor<days>(since_1970);
	const year_month_day date{sys_days{day}};
	const hh_mm_ss clock{since_1970 - day};
	const auto two = [](auto number) { return padded(static_cast<std::uint64_t>(number), 2); };

	return padded(static_cast<std::uint64_t>(static_cast<int>(date.year())), 4) + "-" +
	       two(static_cast<unsigned>(date.month())) + "-" +
	       two(static_cast<unsigned>(date.day())) + "T" + two(clock.hours().count()) + ":" +
	       two(clock.minutes().count()) + ":" + two(clock.seconds().count()) + "." +
	       padded(static_cast<std::uint64_t>(clock.subseconds().count()), 6) + "Z";
}

} // namespace stamp::render
