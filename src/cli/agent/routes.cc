// SPDX-License-Identifier: Apache-2.0
#include "cli/agent/routes.h"

#include <map>
#include <utility>

#include "http/accept.h"
#include "render/agent_metrics.h"
#include "render/agent_sessions.h"
#include "version.h"

namespace stamp::cli {
namespace {

using app::Snapshots;
using http::Request;
using http::Response;

constexpr unsigned not_found = 404, method_not_allowed = 405, unavailable = 503, failed = 500;

Response sentence(unsigned status, const std::string &text) {
	return {.status = status, .body = text + "\n"};
}

Response busy() {
	return sentence(unavailable, "the agent does not answer: it starts, ends or stands still");
}

// What is as welcome as the classic format, or more.
bool wants_openmetrics(const std::string &accept) {
	const int quality = http::quality_of(accept, "application/openmetrics-text");
	return quality > 0 && quality >= http::quality_of(accept, "text/plain");
}

Response metrics(Snapshots &agent, const Request &request) {
	auto snapshot = agent.take();
	if (!snapshot)
		return busy();
	const bool is_open = wants_openmetrics(request.accept);
	auto text = std::make_shared<render::AgentMetrics>(std::move(snapshot), STAMP_VERSION,
							   is_open ? render::Dialect::openmetrics
								   : render::Dialect::classic);
	return {.type = is_open ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
				: "text/plain; version=0.0.4; charset=utf-8",
		.pieces = [text](std::string &out) { return text->next(out); }};
}

Response sessions(Snapshots &agent, const Request &) {
	auto snapshot = agent.take();
	if (!snapshot)
		return busy();
	auto json = std::make_shared<render::AgentSessions>(std::move(snapshot));
	return {.type = "application/json",
		.pieces = [json](std::string &out) { return json->next(out); }};
}

Response healthy(Snapshots &agent, const Request &) {
	return agent.is_alive() ? sentence(200, "healthy")
				: sentence(unavailable, "the measuring thread stands still");
}

Response ready(Snapshots &agent, const Request &) {
	return agent.is_ready() ? sentence(200, "ready")
				: sentence(unavailable, "the agent starts or ends");
}

Response reload(Snapshots &agent, const Request &) {
	const auto done = agent.reload();
	return done ? sentence(200, "the configuration was read again")
		    : sentence(failed, "the configuration is not changed: " + done.error().text());
}

Response front_page(Snapshots &, const Request &) {
	return sentence(200, "stamp agent " STAMP_VERSION "\n\n"
			     "/metrics           for Prometheus\n"
			     "/api/v1/sessions   the sessions as JSON\n"
			     "/-/healthy         whether it runs\n"
			     "/-/ready           whether it measures\n"
			     "/-/reload          POST: reads the configuration again");
}

struct Route {
	const char *method;
	Response (*answer)(Snapshots &agent, const Request &request);
};

const std::map<std::string, Route> routes = {
	{"/", {"GET", front_page}},
	{"/metrics", {"GET", metrics}},
	{"/api/v1/sessions", {"GET", sessions}},
	{"/-/healthy", {"GET", healthy}},
	{"/-/ready", {"GET", ready}},
	{"/-/reload", {"POST", reload}},
};

} // namespace

http::Handler routes_of(std::shared_ptr<Snapshots> agent) {
	return [agent = std::move(agent)](const Request &request) -> Response {
		const auto found = routes.find(request.path);
		if (found == routes.end())
			return sentence(not_found, "there is nothing at this path; see /");
		const Route &route = found->second;
		if (request.method != route.method) {
			Response refused = sentence(method_not_allowed,
						    std::string(route.method) + " is wanted here");
			refused.headers.emplace_back("Allow", route.method);
			return refused;
		}
		return route.answer(*agent, request);
	};
}

} // namespace stamp::cli
