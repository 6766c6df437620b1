// SPDX-License-Identifier: Apache-2.0
// A reflector from its spec to its end.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/datapaths.h"
#include "base/result.h"
#include "session/outlets.h"
#include "session/process_host.h"
#include "session/reflector.h"
#include "session/spec.h"
#include "stats/reflector_report.h"

namespace stamp::app {

struct ReflectorHandlers {
	// Also when an interface comes back.
	std::function<void(const stats::Listening &)> attached;
	std::function<void(const stats::Answer &)> answered;
	std::function<void(const stats::Warning &)> warning;
	std::function<void(const stats::Message &)> log;
	std::function<void(const std::vector<stats::InterfaceStats> &)> interim; // on SIGQUIT
	std::function<bool()> good;   // false: nobody reads the output any more
	bool stays_on_hangup = false; // SIGHUP does not end it though it has no keys
};

class ReflectorRun {
public:
	// Judges clock and keys, attaches to every interface, and gives up what is not needed any
	// more. `spec` outlives the run.
	static Result<std::unique_ptr<ReflectorRun>> create(const session::ReflectorSpec &spec,
							    ReflectorHandlers handlers);
	// The same as a task of somebody's loop, who gives up what is not needed.
	static Result<std::unique_ptr<ReflectorRun>>
	attach(const session::ReflectorSpec &spec, ReflectorHandlers handlers, session::Host &host);
	ReflectorRun(const ReflectorRun &) = delete;
	ReflectorRun &operator=(const ReflectorRun &) = delete;

	// Until a signal ends it.
	void run(session::Outlets &outlets);
	[[nodiscard]] session::Task &task() { return *reflector_; }
	[[nodiscard]] bool is_interrupted() const { return reflector_->is_interrupted(); }
	[[nodiscard]] std::vector<stats::InterfaceStats> counters() const;
	// For what is left to do behind run().
	[[nodiscard]] session::Signals &signals() { return host_->signals(); }

private:
	ReflectorRun(const session::ReflectorSpec &spec, ReflectorHandlers handlers);
	Result<void> attach(const session::SharedKeys &keys, session::Host &host);
	session::ReflectorEvents events();
	bool renew_keys();

	const session::ReflectorSpec &spec_;
	ReflectorHandlers handlers_;
	UtcTime since_;
	std::optional<DatapathChoice> kind_;
	std::unique_ptr<session::ProcessHost> host_;
	std::unique_ptr<session::Reflector> reflector_;
};

} // namespace stamp::app
