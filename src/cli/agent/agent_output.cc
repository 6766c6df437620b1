// SPDX-License-Identifier: Apache-2.0
#include "cli/agent/agent_output.h"

#include <fcntl.h>
#include <unistd.h>
#include <utility>

#include <spdlog/spdlog.h>

#include "base/log.h"
#include "net/unix_socket.h"
#include "render/sentence.h"

namespace stamp::cli {
namespace {

constexpr std::string_view unix_prefix = "unix:";

Result<Fd> open_file(const std::string &path) {
	Fd file(open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666));
	if (!file)
		return last_error("write " + path);
	return file;
}

Result<std::unique_ptr<Outlet>> open_outlet(const std::string &output) {
	if (output == "none")
		return std::unique_ptr<Outlet>();
	if (output == "-")
		return std::make_unique<Outlet>(STDOUT_FILENO);
	auto opened = output.starts_with(unix_prefix)
			      ? net::connect_unix(output.substr(unix_prefix.size()))
			      : open_file(output);
	if (!opened)
		return std::move(opened).error();
	return std::make_unique<Outlet>(std::move(opened).value());
}

} // namespace

AgentOutput::AgentOutput(std::string path) : path_(std::move(path)) {}

Result<std::unique_ptr<AgentOutput>> AgentOutput::open(const std::string &output, bool json_log) {
	auto outlet = open_outlet(output);
	if (!outlet)
		return std::move(outlet).error();
	const bool is_file = output != "none" && output != "-" && !output.starts_with(unix_prefix);
	std::unique_ptr<AgentOutput> made(new AgentOutput(is_file ? output : ""));
	made->outlet_ = std::move(outlet).value();
	if (made->outlet_)
		made->data_.emplace(*made->outlet_, false);
	if (json_log)
		made->log_.emplace(*log_outlet(), false);
	return made;
}

// Of the renderers that there are.
template <typename Report> void AgentOutput::each(const Report &report) {
	for (auto *renderer : {&data_, &log_})
		if (*renderer)
			report(**renderer);
}

void AgentOutput::name_sessions(const NameOf &name_of) {
	name_of_ = name_of;
	each([&](render::JsonRenderer &to) { to.name_sessions(name_of); });
}

void AgentOutput::log(const std::string &sentence) {
	if (log_)
		log_->note(sentence);
	else
		spdlog::info("{}", sentence);
}

void AgentOutput::warning(const stats::Warning &warning) {
	each([&](render::JsonRenderer &to) { to.warning(warning); });
	if (log_)
		return;
	const std::string name = warning.session != 0 ? name_of_(warning.session) + ": " : "";
	spdlog::warn("{}{}", name, render::sentence(warning.message));
}

void AgentOutput::state(const stats::AgentSession &session) {
	each([&](render::JsonRenderer &to) { to.state(session); });
	if (log_)
		return;
	if (session.state == stats::SessionState::up)
		spdlog::info("{}: measures {} on {} ({})", session.name, session.target,
			     session.iface, session.hook);
	else
		spdlog::warn("{} waits: {}", session.name, session.why);
}

// After somebody has renamed it.
void AgentOutput::reopen() {
	if (path_.empty())
		return;
	if (auto file = open_file(path_))
		outlet_->replace(std::move(file).value());
	else
		warning({{stats::Kind::reopen_failed, {file.error().text()}}});
}

app::AgentHandlers AgentOutput::handlers() {
	app::AgentHandlers handlers;
	handlers.start = [this](const stats::Start &start) {
		if (data_)
			data_->start(start);
	};
	if (data_)
		handlers.packet = [this](const stats::Packet &packet) { data_->packet(packet); };
	handlers.warning = [this](const stats::Warning &one) { warning(one); };
	handlers.summary = [this](const stats::Summary &summary) {
		if (data_)
			data_->summary(summary);
	};
	handlers.state = [this](const stats::AgentSession &session) { state(session); };
	handlers.listening = [this](const stats::Listening &listening) {
		log("answers on " + listening.iface + " (" + listening.hook + ")");
	};
	handlers.log = [this](const std::string &sentence) { log(sentence); };
	handlers.good = [this] { return !outlet_ || !outlet_->is_gone(); };
	handlers.reopen = [this] { reopen(); };
	return handlers;
}

} // namespace stamp::cli
