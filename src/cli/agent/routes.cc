// SPDX-License-Identifier: Apache-2.0
#include "cli/agent/routes.h"

#include <map>
#include <utility>

#include "cli/agent/pages.h"
#include "cli/agent/probe_page.h"
#include "render/agent_metrics.h"
#include "render/agent_sessions.h"
#include "version.h"

namespace stamp::cli {
namespace {

using http::Request;
using http::Response;

constexpr unsigned not_found = 404, method_not_allowed = 405, unavailable = 503, failed = 500;

Response busy() {
	return sentence_page(unavailable,
			     "the agent does not answer: it starts, ends or stands still");
}

Response metrics(const Served &served, const Request &request) {
	auto snapshot = served.agent->take();
	if (!snapshot)
		return busy();
	const render::Dialect dialect = dialect_for(request);
	auto text =
		std::make_shared<render::AgentMetrics>(std::move(snapshot), STAMP_VERSION, dialect);
	return {.type = content_type(dialect),
		.pieces = [text](std::string &out) { return text->next(out); }};
}

Response sessions(const Served &served, const Request &) {
	auto snapshot = served.agent->take();
	if (!snapshot)
		return busy();
	auto json = std::make_shared<render::AgentSessions>(std::move(snapshot));
	return {.type = "application/json",
		.pieces = [json](std::string &out) { return json->next(out); }};
}

Response probe(const Served &served, const Request &request) {
	return probe_page(*served.probes, request);
}

Response healthy(const Served &served, const Request &) {
	return served.agent->is_alive()
		       ? sentence_page(200, "healthy")
		       : sentence_page(unavailable, "the measuring thread stands still");
}

Response ready(const Served &served, const Request &) {
	return served.agent->is_ready() ? sentence_page(200, "ready")
					: sentence_page(unavailable, "the agent starts or ends");
}

Response reload(const Served &served, const Request &) {
	const auto done = served.agent->reload();
	return done ? sentence_page(200, "the configuration was read again")
		    : sentence_page(failed,
				    "the configuration is not changed: " + done.error().text());
}

Response front_page(const Served &, const Request &) {
	return sentence_page(200,
			     "stamp agent " STAMP_VERSION "\n\n"
			     "/metrics           for Prometheus\n"
			     "/api/v1/sessions   the sessions as JSON\n"
			     "/probe             ?target=HOST&profile=NAME&count=N: measures now\n"
			     "/-/healthy         whether it runs\n"
			     "/-/ready           whether it measures\n"
			     "/-/reload          POST: reads the configuration again");
}

struct Route {
	const char *method;
	Response (*answer)(const Served &served, const Request &request);
};

const std::map<std::string, Route> routes = {
	{"/", {"GET", front_page}},
	{"/metrics", {"GET", metrics}},
	{"/api/v1/sessions", {"GET", sessions}},
	{"/probe", {"GET", probe}},
	{"/-/healthy", {"GET", healthy}},
	{"/-/ready", {"GET", ready}},
	{"/-/reload", {"POST", reload}},
};

} // namespace

http::Handler routes_of(Served served) {
	return [served = std::move(served)](const Request &request) -> Response {
		const auto found = routes.find(request.path);
		if (found == routes.end())
			return sentence_page(not_found, "there is nothing at this path; see /");
		const Route &route = found->second;
		if (request.method != route.method) {
			Response refused = sentence_page(
				method_not_allowed, std::string(route.method) + " is wanted here");
			refused.headers.emplace_back("Allow", route.method);
			return refused;
		}
		return route.answer(served, request);
	};
}

} // namespace stamp::cli
