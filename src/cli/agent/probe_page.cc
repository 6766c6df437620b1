// SPDX-License-Identifier: Apache-2.0
#include "cli/agent/probe_page.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <optional>

#include "base/number.h"
#include "cli/agent/pages.h"
#include "render/probe_metrics.h"

namespace stamp::cli {
namespace {

constexpr unsigned bad_request = 400, unavailable = 503;
constexpr Duration usual_limit = std::chrono::seconds{10};
constexpr Duration longest_limit = std::chrono::seconds{60};
constexpr double ns_per_s = 1e9;
constexpr std::uint32_t most_packets = 1'000'000;

std::optional<std::string> parameter(const http::Request &request, const char *name) {
	const auto found = request.query.find(name);
	if (found == request.query.end() || found->second.empty())
		return std::nullopt;
	return found->second;
}

// What the client waits for at most.
Duration limit_of(const http::Request &request) {
	double value = 0;
	const std::string &text = request.scrape_timeout;
	const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
	if (failure != std::errc() || end != text.data() + text.size() || !(value > 0))
		return usual_limit;
	return std::min(longest_limit, Duration{std::llround(std::min(value, 1e6) * ns_per_s)});
}

http::Response refused(const Error &error) {
	const unsigned status = error.code == EBUSY ? unavailable : bad_request;
	return sentence_page(status, error.what);
}

} // namespace

http::Response probe_page(app::Probes &probes, const http::Request &request) {
	const auto host = parameter(request, "target");
	if (!host)
		return sentence_page(bad_request, "target is missing: /probe?target=HOST");
	const auto target = net::HostPort::parse(*host);
	if (!target)
		return sentence_page(bad_request, "target: " + target.error().text());
	app::Probe probe;
	probe.target = *target;
	probe.profile = parameter(request, "profile").value_or(probe.profile);
	probe.limit = limit_of(request);
	if (const auto text = parameter(request, "count")) {
		const auto count = parse_decimal(*text, most_packets);
		if (!count || *count == 0)
			return sentence_page(bad_request, "count: a number from 1 to " +
								  std::to_string(most_packets) +
								  " is wanted");
		probe.count = *count;
	}
	const auto report = probes.run(probe);
	if (!report)
		return refused(report.error());
	const render::Dialect dialect = dialect_for(request);
	return {.type = content_type(dialect),
		.body = render::probe_metrics(report->summary, report->duration, report->reason,
					      dialect)};
}

} // namespace stamp::cli
