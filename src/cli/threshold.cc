// SPDX-License-Identifier: Apache-2.0
#include "cli/threshold.h"

#include <charconv>
#include <cmath>

#include "time/duration.h"

namespace stamp::cli {
namespace {

Error not_a_percentage(std::string_view text) {
	return Error{0, "'" + std::string(text) + "' is not a percentage from 0 to 100"};
}

Error not_a_quantile(std::string_view text) {
	return Error{0, "'" + std::string(text) +
				"' is not QUANTILE:DUR, with a quantile from p0 to p100 (p99, "
				"p99.9), min or max"};
}

// Digits with a point and no more: no sign, no exponent, no "inf".
std::optional<double> parse_decimals(std::string_view text) {
	double value = 0;
	const auto result = std::from_chars(text.data(), text.data() + text.size(), value,
					    std::chars_format::fixed);
	if (text.empty() || text.find_first_not_of("0123456789.") != std::string_view::npos ||
	    result.ec != std::errc{} || result.ptr != text.data() + text.size())
		return std::nullopt;
	return value;
}

std::optional<unsigned> parse_quantile(std::string_view text) {
	constexpr unsigned all = 1000;
	if (text == "min")
		return 0;
	if (text == "max")
		return all;
	if (!text.starts_with('p'))
		return std::nullopt;
	const auto percent = parse_decimals(text.substr(1));
	if (!percent || *percent > 100)
		return std::nullopt;
	// The histogram has thousandths.
	const double permille = std::round(*percent * 10);
	if (std::abs(permille - *percent * 10) > 1e-6)
		return std::nullopt;
	return static_cast<unsigned>(permille);
}

// Of a number between 0 and 1; nothing was decided: absent.
std::optional<double> loss_of(const stats::Summary &s) {
	const std::uint64_t decided = s.received + s.lost;
	if (decided == 0)
		return std::nullopt;
	return static_cast<double>(s.lost) / static_cast<double>(decided);
}

// The summary knows the extremes to the nanosecond, the histogram to a hundredth.
std::optional<Duration> quantile_of(const stats::Summary &s, const stats::Histogram &roundtrip,
				    unsigned permille) {
	if (permille == 0)
		return s.rtt.min;
	return permille == 1000 ? s.rtt.max : roundtrip.quantile(permille);
}

} // namespace

Result<LossThreshold> parse_loss_threshold(std::string_view text) {
	const std::string_view number =
		text.ends_with('%') ? text.substr(0, text.size() - 1) : text;
	const auto percent = parse_decimals(number);
	if (!percent || *percent > 100)
		return not_a_percentage(text);
	return LossThreshold{*percent, std::string(number)};
}

Result<RttThreshold> parse_rtt_threshold(std::string_view text) {
	const std::size_t colon = text.find(':');
	if (colon == std::string_view::npos)
		return not_a_quantile(text);
	const std::string_view name = text.substr(0, colon);
	const auto permille = parse_quantile(name);
	if (!permille)
		return not_a_quantile(text);
	const auto limit = parse_duration(std::string(text.substr(colon + 1)));
	if (!limit)
		return limit.error();
	return RttThreshold{*permille, *limit, std::string(name)};
}

std::vector<stats::Warning> exceeded(const Thresholds &thresholds, const stats::Summary &summary,
				     const stats::Histogram &roundtrip) {
	std::vector<stats::Warning> warnings;
	const auto loss = loss_of(summary);
	if (thresholds.loss && loss && *loss * 100 > thresholds.loss->percent)
		warnings.push_back({{stats::Kind::fail_loss, {*loss, thresholds.loss->text}},
				    summary.session});
	for (const RttThreshold &threshold : thresholds.rtt) {
		const auto value = quantile_of(summary, roundtrip, threshold.permille);
		if (value && *value <= threshold.limit)
			continue;
		stats::Message message{stats::Kind::fail_rtt_unknown,
				       {threshold.quantile, threshold.limit}};
		if (value)
			message = {stats::Kind::fail_rtt,
				   {threshold.quantile, *value, threshold.limit}};
		warnings.push_back({std::move(message), summary.session});
	}
	return warnings;
}

} // namespace stamp::cli
