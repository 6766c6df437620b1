// SPDX-License-Identifier: Apache-2.0
#include "render/metric_family.h"

#include <array>
#include <cstdio>
#include <string_view>

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

// Of delay_bounds, and of the bin that has none.
const std::array<Labels, stats::delay_bounds.size() + 1> &bound_labels() {
	static const auto all = [] {
		std::array<Labels, stats::delay_bounds.size() + 1> labels;
		for (std::size_t i = 0; i < stats::delay_bounds.size(); i++)
			labels[i] = label("le", bound(stats::delay_bounds[i]));
		labels.back() = label("le", "+Inf");
		return labels;
	}();
	return all;
}

const char *type_of(Kind kind, Dialect dialect) {
	switch (kind) {
	case Kind::counter:
		return dialect == Dialect::both ? nullptr : "counter";
	case Kind::histogram_of_seconds:
		return "histogram";
	default:
		return "gauge";
	}
}

std::string family_name(const std::string &name, Kind kind, Dialect dialect) {
	constexpr std::string_view total = "_total";
	if (kind != Kind::counter || dialect != Dialect::openmetrics)
		return name;
	return name.substr(0, name.size() - total.size());
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

std::string family_head(const std::string &name, const std::string &help, Kind kind,
			Dialect dialect) {
	const std::string as = family_name(name, kind, dialect);
	std::string out = "# HELP " + as + " " + help + "\n";
	if (const char *type = type_of(kind, dialect))
		out += "# TYPE " + as + " " + type + "\n";
	if (kind == Kind::gauge_of_seconds || kind == Kind::histogram_of_seconds)
		out += "# UNIT " + as + " seconds\n";
	return out;
}

std::string family(const std::string &name, const std::string &help, Kind kind,
		   const Samples &samples, Dialect dialect) {
	if (samples.empty())
		return {};
	std::string out = family_head(name, help, kind, dialect);
	for (const auto &[labels, value] : samples)
		append_sample(out, name, labels, value);
	return out;
}

void append_sample(std::string &out, const std::string &name, const Labels &labels,
		   const std::string &value) {
	out += name;
	if (!labels.empty())
		out.append("{").append(labels).append("}");
	out.append(" ").append(value).append("\n");
}

void append_histogram(std::string &out, const std::string &name, const Labels &labels,
		      const stats::DelayBins &bins) {
	std::uint64_t below = 0;
	const std::string bucket = name + "_bucket", and_bound = labels + ",";
	for (std::size_t i = 0; i < bins.bin.size(); i++) {
		below += bins.bin[i];
		append_sample(out, bucket, and_bound + bound_labels()[i], std::to_string(below));
	}
	// A sum counts up: it is left out, with the count, when negative values outweigh the others
	// (one-way, within the error of the clocks).
	if (bins.sum < Duration::zero())
		return;
	append_sample(out, name + "_sum", labels, seconds(bins.sum));
	append_sample(out, name + "_count", labels, std::to_string(below));
}

} // namespace stamp::render
