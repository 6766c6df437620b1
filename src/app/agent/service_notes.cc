// SPDX-License-Identifier: Apache-2.0
#include "app/agent/service_notes.h"

#include <csignal>
#include <string>
#include <utility>

namespace stamp::app {
namespace {

// In microseconds, as sd_notify(3) wants it: from when on the manager waits for READY.
std::string reloading() {
	const auto now = mono_now().time_since_epoch();
	return "RELOADING=1\nMONOTONIC_USEC=" +
	       std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(now).count());
}

} // namespace

void ServiceNotes::configured(AgentView &agent) {
	agent_ = &agent;
	is_ready_ = false; // said again when the loop comes to it
	run_soon();
}

void ServiceNotes::refused(const Error &error) {
	manager_.notify("READY=1\nSTATUS=goes on with its old configuration: " + error.text());
}

void ServiceNotes::on_signal(int signal) {
	if (signal == SIGHUP)
		manager_.notify(reloading());
	else if ((signal == SIGTERM || signal == SIGINT) && !std::exchange(is_ending_, true))
		manager_.notify("STOPPING=1");
}

session::NextRun ServiceNotes::run(MonoTime now) {
	if (!std::exchange(is_ready_, true))
		manager_.notify("READY=1\nSTATUS=" + std::to_string(agent_->sessions()) +
				" sessions");
	if (!manager_.watchdog())
		return {};
	if (now >= next_sign_) {
		manager_.notify("WATCHDOG=1");
		next_sign_ = now + *manager_.watchdog() / 3;
	}
	return {next_sign_};
}

} // namespace stamp::app
