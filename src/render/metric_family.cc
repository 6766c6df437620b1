// SPDX-License-Identifier: Apache-2.0
#include "render/metric_family.h"

#include <array>
#include <cstdio>

#include "base/plain_text.h"

namespace stamp::render {
namespace {

constexpr std::int64_t ns_per_s = 1'000'000'000;

// The shortest form, as Prometheus writes it: "1e-06", "0.0005", "1.0".
std::string bound(Duration value) {
	std::array<char, 32> text{};
	std::snprintf(text.data(), text.size(), "%g",
		      static_cast<double>(value.count()) / static_cast<double>(ns_per_s));
	std::string shortest(text.data());
	return shortest.find_first_of(".e") == std::string::npos ? shortest + ".0" : shortest;
}

std::string head(const std::string &name, const std::string &help, const std::string &type,
		 bool is_seconds) {
	std::string out = "# HELP " + name + " " + help + "\n";
	if (!type.empty())
		out += "# TYPE " + name + " " + type + "\n";
	if (is_seconds)
		out += "# UNIT " + name + " seconds\n";
	return out;
}

std::string sample(const std::string &name, const Labels &labels, const std::string &value) {
	return name + "{" + labels + "} " + value + "\n";
}

std::string histogram(const std::string &name, const Labels &labels, const stats::DelayBins &bins) {
	std::string out;
	std::uint64_t below = 0;
	for (std::size_t i = 0; i < bins.bin.size(); i++) {
		below += bins.bin[i];
		const bool last = i == stats::delay_bounds.size();
		const std::string le = last ? "+Inf" : bound(stats::delay_bounds[i]);
		out += sample(name + "_bucket", labels + "," + label("le", le),
			      std::to_string(below));
	}
	// A sum counts up: it is left out, with the count, when negative values outweigh the others
	// (one-way, within the error of the clocks).
	if (bins.sum >= Duration::zero())
		out += sample(name + "_sum", labels, seconds(bins.sum)) +
		       sample(name + "_count", labels, std::to_string(below));
	return out;
}

} // namespace

Labels label(const std::string &name, const std::string &value) {
	Labels text = name + "=\"";
	for (const char c : plain_text(value)) {
		if (c == '\\' || c == '"')
			text += '\\';
		text += c;
	}
	return text + "\"";
}

std::string seconds(Duration value) {
	const std::int64_t ns = value.count();
	std::array<char, 16> fraction{};
	std::snprintf(fraction.data(), fraction.size(), "%09lld",
		      static_cast<long long>(ns % ns_per_s < 0 ? -(ns % ns_per_s) : ns % ns_per_s));
	std::string digits(fraction.data());
	while (digits.size() > 1 && digits.back() == '0')
		digits.pop_back();
	const std::int64_t whole = ns / ns_per_s;
	return (ns < 0 ? "-" : "") + std::to_string(whole < 0 ? -whole : whole) + "." + digits;
}

std::string family(const std::string &name, const std::string &help, Kind kind,
		   const Samples &samples) {
	if (samples.empty())
		return {};
	std::string out = head(name, help, kind == Kind::counter ? "" : "gauge",
			       kind == Kind::gauge_of_seconds);
	for (const auto &[labels, value] : samples)
		out += sample(name, labels, value);
	return out;
}

std::string histograms(const std::string &name, const std::string &help,
		       const std::map<Labels, stats::DelayBins> &all) {
	if (all.empty())
		return {};
	std::string out = head(name, help, "histogram", true);
	for (const auto &[labels, bins] : all)
		out += histogram(name, labels, bins);
	return out;
}

} // namespace stamp::render
