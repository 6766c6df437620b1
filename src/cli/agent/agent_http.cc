// SPDX-License-Identifier: Apache-2.0
#include "cli/agent/agent_http.h"

#include <cerrno>
#include <utility>

#include "base/background.h"
#include "cli/agent/routes.h"
#include "http/web_config.h"
#include "net/host_port.h"
#include "net/tcp_listener.h"

namespace stamp::cli {
namespace {

Result<Fd> listen_at(const std::string &listen) {
	const auto at = net::HostPort::parse(listen);
	if (!at)
		return at.error();
	const auto address = net::Address::parse(at->host);
	if (!address)
		return address.error();
	auto listener = net::listen_tcp({*address, at->port.value_or(0)});
	if (!listener && listener.error().code == EADDRINUSE)
		listener.error().cure = "another port as listen in [http], or \"none\"";
	return listener;
}

} // namespace

Result<std::unique_ptr<AgentHttp>> AgentHttp::listen(const session::HttpSpec &spec, Log log) {
	std::unique_ptr<AgentHttp> http(new AgentHttp(std::move(log)));
	auto snapshots = app::Snapshots::create(
		[raw = http.get()](const session::AgentSpec &now) { raw->configured(now); });
	if (!snapshots)
		return std::move(snapshots).error();
	http->snapshots_ = std::move(snapshots).value();
	if (spec.listen.empty())
		return http;
	auto security = http::read_web_config(spec.web_config);
	if (!security)
		return std::move(security).error();
	auto listener = listen_at(spec.listen);
	if (!listener)
		return std::move(listener).error();
	http->security_ = std::move(security).value();
	http->listener_ = std::move(listener).value();
	http->listen_ = spec.listen;
	return http;
}

// Those that wait for the loop, which runs no more, hold the server's threads.
AgentHttp::~AgentHttp() {
	snapshots_->close();
	probes_->close();
}

Result<void> AgentHttp::serve(Fd listener) {
	auto server = http::Server::start(std::move(listener), security_,
					  routes_of({snapshots_, probes_}));
	if (!server)
		return std::move(server).error();
	server_ = std::move(server).value();
	return {};
}

Result<void> AgentHttp::start() {
	is_started_ = true;
	if (listen_.empty())
		return {};
	return serve(std::move(listener_));
}

// Its threads may wait for the loop, which therefore does not wait for them.
void AgentHttp::retire() {
	if (!server_)
		return;
	const std::shared_ptr<http::Server> old = std::move(server_);
	if (auto begun = run_in_background("end an HTTP server", [old] { (void)old; }); !begun)
		log_(begun.error().text());
}

void AgentHttp::configured(const session::AgentSpec &spec) {
	probes_->configure(spec);
	if (is_started_)
		move_to(spec.http);
}

void AgentHttp::move_to(const session::HttpSpec &spec) {
	auto security = http::read_web_config(spec.web_config);
	if (!security)
		return log_("HTTP goes on as before: " + security.error().text());
	if (spec.listen == listen_ && *security == security_)
		return;
	Fd listener;
	if (spec.listen == listen_ && server_) {
		listener = server_->release();
	} else if (!spec.listen.empty()) {
		auto made = listen_at(spec.listen);
		if (!made)
			return log_("HTTP goes on as before: " + made.error().text());
		listener = std::move(made).value();
	}
	retire();
	listen_ = spec.listen;
	security_ = std::move(security).value();
	if (!listener)
		return;
	if (auto served = serve(std::move(listener)); !served) {
		log_("HTTP has ended: " + served.error().text());
		listen_.clear();
	}
}

} // namespace stamp::cli
