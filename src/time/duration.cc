// SPDX-License-Identifier: Apache-2.0
#include "time/duration.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>

namespace stamp {
namespace {

struct Unit {
	std::string_view name;
	std::int64_t ns;
};

// Longest first, for format_duration().
constexpr std::array units = {
	Unit{"h", 3'600'000'000'000}, Unit{"m", 60'000'000'000}, Unit{"s", 1'000'000'000},
	Unit{"ms", 1'000'000},	      Unit{"us", 1'000},	 Unit{"ns", 1},
};

constexpr std::string_view digits = "0123456789";
// The most decimal places whose power of ten an int64 holds.
constexpr std::size_t max_places = 18;

Error refused(std::string_view text, std::string_view why) {
	return Error{0, "'" + std::string(text) + "' " + std::string(why)};
}

std::optional<std::int64_t> unit_ns(std::string_view name, Duration bare) {
	if (name.empty())
		return bare.count();
	const auto unit = std::find_if(units.begin(), units.end(),
				       [name](const Unit &u) { return u.name == name; });
	return unit == units.end() ? std::nullopt : std::optional(unit->ns);
}

// Of digits alone; absent when it does not fit. No digits are zero.
std::optional<std::int64_t> number(std::string_view text) {
	std::int64_t value = 0;
	if (text.empty())
		return value;
	const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
	return result.ec == std::errc{} ? std::optional(value) : std::nullopt;
}

// 0.`places` of a unit; absent when that is no whole number of nanoseconds.
std::optional<std::int64_t> fraction_ns(std::string_view places, std::int64_t unit) {
	places = places.substr(0, places.find_last_not_of('0') + 1);
	if (places.size() > max_places)
		return std::nullopt;
	std::int64_t divisor = 1;
	for (std::size_t i = 0; i < places.size(); i++)
		divisor *= 10;
	// Cancelled first, so that the product below stays under one unit.
	const std::int64_t common = std::gcd(unit, divisor);
	const std::int64_t value = *number(places);
	if (value % (divisor / common) != 0)
		return std::nullopt;
	return value / (divisor / common) * (unit / common);
}

} // namespace

Result<Duration> parse_duration(std::string_view text, Duration bare) {
	if (text.starts_with('-'))
		return refused(text, "is negative");
	const std::size_t whole_end = std::min(text.find_first_not_of(digits), text.size());
	const std::string_view whole = text.substr(0, whole_end);
	std::string_view rest = text.substr(whole_end);
	std::string_view places;
	bool well_formed = !whole.empty();
	if (rest.starts_with('.')) {
		rest.remove_prefix(1);
		const std::size_t end = std::min(rest.find_first_not_of(digits), rest.size());
		places = rest.substr(0, end);
		rest.remove_prefix(end);
		well_formed = well_formed && !places.empty();
	}
	const auto unit = unit_ns(rest, bare);
	if (!well_formed || !unit)
		return refused(text, "is not a duration: a number, then ns, us, ms, s, m or h");

	const auto count = number(whole);
	const auto fraction = fraction_ns(places, *unit);
	if (!fraction)
		return refused(text, "is shorter than a nanosecond");
	if (!count || *count > (std::numeric_limits<std::int64_t>::max() - *fraction) / *unit)
		return refused(text, "is too long: the maximum is 292 years");
	return Duration{*count * *unit + *fraction};
}

std::string format_duration(Duration duration) {
	if (duration == Duration::zero())
		return "0s";
	// Unsigned, because the least int64 has no positive counterpart.
	const bool negative = duration < Duration::zero();
	const auto bits = static_cast<std::uint64_t>(duration.count());
	const std::uint64_t ns = negative ? 0 - bits : bits;
	const auto unit = std::find_if(units.begin() + 2, units.end(), [ns](const Unit &u) {
		return ns >= static_cast<std::uint64_t>(u.ns);
	});
	const auto size = static_cast<std::uint64_t>(unit->ns);
	std::string out = (negative ? "-" : "") + std::to_string(ns / size);
	if (ns % size != 0) {
		// size + remainder has the leading zeros of the remainder behind its first digit.
		std::string places = std::to_string(size + ns % size).substr(1);
		places.erase(places.find_last_not_of('0') + 1);
		out += "." + places;
	}
	return out + std::string(unit->name);
}

} // namespace stamp
