// SPDX-License-Identifier: Apache-2.0
#include "app/agent/agent_run.h"

#include <linux/capability.h>
#include <sys/prctl.h>
#include <utility>

#include "base/open_files.h"
#include "base/privilege.h"

namespace stamp::app {
namespace {

// For an interface that comes, comes back, or is new in the configuration; CAP_PERFMON where a
// kernel's verifier requires it.
const privilege::Capabilities kept = {CAP_BPF, CAP_NET_ADMIN, CAP_NET_BIND_SERVICE, CAP_NET_RAW,
				      CAP_PERFMON};

} // namespace

// The first programs are attached with all that the process has: a bpffs may have to be mounted.
// The thread that resolves names starts behind that, and has no more than is kept.
Result<std::unique_ptr<AgentRun>> AgentRun::create(session::AgentSpec spec, ReadSpec read,
						   AgentHandlers handlers,
						   const std::function<void(const Agent &)> &made) {
	raise_open_files();
	auto host = session::ProcessHost::create();
	if (!host)
		return std::move(host).error();
	std::unique_ptr<AgentRun> run(new AgentRun(std::move(host).value()));
	run->agent_ = std::make_unique<Agent>(std::move(spec), std::move(read), std::move(handlers),
					      *run->host_, run->loop_);
	made(*run->agent_);
	run->agent_->start();
	if (auto done = privilege::keep_permitted(kept); !done)
		return std::move(done).error();
	prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0); // the default of 50 us makes sends pair up
	if (auto followed = run->agent_->follow_names(); !followed)
		return std::move(followed).error();
	return run;
}

void AgentRun::run(session::Outlets &outlets) {
	loop_.run({agent_.get(), &outlets});
}

} // namespace stamp::app
