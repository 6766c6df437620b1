// SPDX-License-Identifier: Apache-2.0
// The reflectors of an agent. One that cannot start waits; one that runs follows its interfaces.
#include "app/agent/agent.h"

namespace stamp::app {
namespace {

constexpr Duration retry_interval = std::chrono::seconds{1};

} // namespace

ReflectorHandlers Agent::reflector_handlers() {
	ReflectorHandlers handlers;
	handlers.attached = handlers_.listening;
	handlers.answered = [](const stats::Answer &) {};
	handlers.warning = handlers_.warning;
	handlers.log = [this](const stats::Message &message) { handlers_.warning({message}); };
	handlers.interim = [](const std::vector<stats::InterfaceStats> &) {};
	handlers.good = handlers_.good;
	handlers.stays_on_hangup = true;
	return handlers;
}

void Agent::start_reflectors(MonoTime now) {
	for (const auto &one : reflectors_) {
		if (one->run || now < one->next_try)
			continue;
		auto run = ReflectorRun::attach(one->spec.settings, reflector_handlers(), host_);
		if (!run) {
			one->next_try = now + retry_interval;
			if (one->why != run.error().text())
				handlers_.log("a reflector waits: " + run.error().text());
			one->why = run.error().text();
			continue;
		}
		one->run = std::move(run).value();
		one->why.clear();
		loop_.add(one->run->task());
	}
}

} // namespace stamp::app
