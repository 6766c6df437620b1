// SPDX-License-Identifier: Apache-2.0
#include "time/tai_offset.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <sstream>
#include <tuple>
#include <utility>

#include "stamp/wire.h"

namespace stamp::time {

namespace {

// Leap seconds began on 1972-01-01 at this difference (ITU-R TF.460); leapseconds counts from it.
constexpr int tai_minus_utc_1972_s = 10;
constexpr std::chrono::sys_days year_1972 = std::chrono::year{1972} / 1 / 1;

// The words of a line; more than a line can need are dropped.
struct Words {
	std::array<std::string_view, 8> word;
	std::size_t count = 0;
};

Words words(std::string_view line) {
	constexpr std::string_view blank = " \t\r";
	Words w;
	for (auto at = line.find_first_not_of(blank);
	     at != std::string_view::npos && w.count < w.word.size();
	     at = line.find_first_not_of(blank, at)) {
		const auto end = std::min(line.find_first_of(blank, at), line.size());
		w.word[w.count++] = line.substr(at, end - at);
		at = end;
	}
	return w;
}

std::string_view take_line(std::string_view &text) {
	const auto end = std::min(text.find('\n'), text.size());
	const auto line = text.substr(0, end);
	text.remove_prefix(std::min(end + 1, text.size()));
	return line;
}

template <typename T> std::optional<T> number(std::string_view word) {
	T value{};
	const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
	if (error != std::errc{} || end != word.data() + word.size())
		return std::nullopt;
	return value;
}

// Seconds since 1970; absent when a UtcTime cannot hold it.
std::optional<UtcTime> at_second(std::int64_t unix_s) {
	constexpr auto limit = std::chrono::floor<std::chrono::seconds>(Duration::max()).count();
	if (unix_s > limit || unix_s < -limit)
		return std::nullopt;
	return UtcTime{std::chrono::seconds{unix_s}};
}

// The lists count no leap second in their numbers, so both are shifted Unix times.
std::optional<UtcTime> ntp_second(std::string_view word) {
	const auto value = number<std::uint32_t>(word);
	if (!value)
		return std::nullopt;
	return at_second(std::int64_t{*value} - std::int64_t{STAMP_NTP_UNIX_S});
}

// "2016" "Dec" "31": the day's midnight.
std::optional<UtcTime> midnight(std::string_view year, std::string_view month,
				std::string_view day) {
	constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
	const auto y = number<int>(year);
	const auto at = month.size() == 3 ? months.find(month) : std::string_view::npos;
	const auto d = number<unsigned>(day);
	if (!y || at == std::string_view::npos || at % 3 != 0 || !d)
		return std::nullopt;

	const auto date = std::chrono::year{*y} / static_cast<int>(at / 3 + 1) / *d;
	if (!date.ok() || *y < 1972 || *y > 2200)
		return std::nullopt;
	return UtcTime{std::chrono::sys_days{date}.time_since_epoch()};
}

bool append(LeapList &list, std::optional<UtcTime> since, std::optional<int> offset_s) {
	if (!since || !offset_s || (!list.steps.empty() && list.steps.back().since >= *since))
		return false;
	list.steps.push_back({*since, *offset_s});
	return true;
}

Error unreadable(std::string_view line) {
	return Error{EBADMSG, "leap second list, line \"" + std::string{line.substr(0, 60)} + "\""};
}

Result<LeapList> checked(LeapList list) {
	if (list.steps.empty())
		return Error{EBADMSG, "leap second list without a single step"};
	return list;
}

// One line of leapseconds; false: none of its language.
bool take_zic_line(LeapList &list, const Words &w) {
	const auto &[year, month, day, clock, sign] =
		std::tie(w.word[1], w.word[2], w.word[3], w.word[4], w.word[5]);
	if (w.word[0] == "Expires" && w.count >= 5) {
		list.expires = midnight(year, month, day);
		return list.expires.has_value();
	}
	if (w.word[0] != "Leap" || w.count < 7 || (sign != "+" && sign != "-"))
		return false;
	// 23:59:60 inserted or 23:59:59 left out: the new offset holds from the midnight after.
	if (clock != (sign == "+" ? "23:59:60" : "23:59:59"))
		return false;
	auto since = midnight(year, month, day);
	if (since)
		*since += std::chrono::days{1};
	return append(list, since, list.steps.back().tai_minus_utc_s + (sign == "+" ? 1 : -1));
}

Result<std::string> read_text(const std::string &path) {
	std::ifstream file{path, std::ios::binary};
	std::ostringstream text;
	errno = 0;
	if (!file.is_open() || !(text << file.rdbuf()))
		return Error{errno != 0 ? errno : ENOENT, "read " + path};
	return std::move(text).str();
}

} // namespace

Result<LeapList> parse_leap_seconds_list(std::string_view text) {
	LeapList list;
	while (!text.empty()) {
		const auto line = take_line(text);
		const Words w = words(line);
		if (w.count >= 2 && w.word[0] == "#@") {
			list.expires = ntp_second(w.word[1]);
			if (!list.expires)
				return unreadable(line);
			continue;
		}
		if (w.count == 0 || w.word[0].starts_with('#'))
			continue;
		if (w.count < 2 || !append(list, ntp_second(w.word[0]), number<int>(w.word[1])))
			return unreadable(line);
	}
	return checked(std::move(list));
}

Result<LeapList> parse_leapseconds(std::string_view text) {
	LeapList list{.steps = {{UtcTime{year_1972.time_since_epoch()}, tai_minus_utc_1972_s}},
		      .expires = std::nullopt};
	while (!text.empty()) {
		const auto line = take_line(text);
		const Words w = words(line);
		if (w.count >= 2 && w.word[0] == "#expires") {
			const auto unix_s = number<std::int64_t>(w.word[1]);
			list.expires = unix_s ? at_second(*unix_s) : std::nullopt;
			if (!list.expires)
				return unreadable(line);
			continue;
		}
		if (w.count == 0 || w.word[0].starts_with('#'))
			continue;
		if (!take_zic_line(list, w))
			return unreadable(line);
	}
	// The step of 1972 is ours: a file that adds none to it is not a list.
	if (list.steps.size() == 1)
		list.steps.clear();
	return checked(std::move(list));
}

Result<LeapList> load_leap_list(const std::string &directory) {
	using Parser = Result<LeapList> (*)(std::string_view);
	constexpr std::pair<const char *, Parser> forms[] = {
		{"/leap-seconds.list", parse_leap_seconds_list},
		{"/leapseconds", parse_leapseconds},
	};
	Error last;
	for (const auto &[name, parse] : forms) {
		auto text = read_text(directory + name);
		if (!text) {
			last = std::move(text).error();
			continue;
		}
		auto list = parse(*text);
		if (list)
			return list;
		last = std::move(list).error().while_doing("read " + directory + name);
	}
	return last;
}

std::optional<TaiOffset> tai_offset(const LeapList &list, UtcTime now) {
	const auto after =
		std::upper_bound(list.steps.begin(), list.steps.end(), now,
				 [](UtcTime t, const LeapStep &step) { return t < step.since; });
	if (after == list.steps.begin())
		return std::nullopt;
	return TaiOffset{.seconds = std::prev(after)->tai_minus_utc_s,
			 .source = TaiOffset::Source::leap_list,
			 .expired = !list.expires || now >= *list.expires};
}

std::optional<TaiOffset> tai_offset(const KernelClock &kernel, const LeapList *list, UtcTime now) {
	if (kernel.tai_offset_s != 0)
		return TaiOffset{.seconds = kernel.tai_offset_s};
	return list ? tai_offset(*list, now) : std::nullopt;
}

} // namespace stamp::time
