// SPDX-License-Identifier: Apache-2.0
#include "app/sender_run.h"

#include <sys/prctl.h>
#include <utility>

#include "app/preconditions.h"
#include "base/privilege.h"

namespace stamp::app {

Result<std::unique_ptr<SenderRun>> SenderRun::prepare(const session::SenderSpec &spec) {
	auto setup = SenderSetup::prepare(spec);
	if (!setup)
		return std::move(setup).error();
	return std::unique_ptr<SenderRun>(new SenderRun(spec, std::move(setup).value()));
}

Result<void> SenderRun::start(session::SenderEvents events) {
	auto datapath = setup_.attach();
	if (!datapath)
		return std::move(datapath).error();
	datapath_ = std::move(datapath).value();
	if (auto dropped = privilege::drop_all(); !dropped)
		return dropped;
	prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0); // the default of 50 us makes sends pair up
	path_ = PathWatch::start(spec_, plan(), [this](const session::PathChange &change) {
		sender_->path_changed(change);
	});
	auto host = session::ProcessHost::create();
	if (!host)
		return std::move(host).error();
	host_ = std::move(host).value();
	sender_ = std::make_unique<session::Sender>(spec_, plan(), setup_.clock(), *datapath_,
						    std::move(events), *host_);
	return {};
}

std::optional<stats::Message> SenderRun::clock_note() const {
	return app::clock_note(setup_.clock());
}

void SenderRun::run(session::Outlets &outlets) {
	session::Loop(*host_).run({sender_.get(), path_.get(), &outlets});
}

std::vector<stats::Start> SenderRun::starts() const {
	const SenderFacts facts{spec_, plan(), setup_.clock(), *datapath_};
	std::vector<stats::Start> all;
	for (std::size_t i = 0; i < plan().targets.size(); i++)
		all.push_back(start_report(facts, static_cast<std::uint32_t>(i + 1),
					   plan().targets[i], spec_.targets[i].host));
	return all;
}

} // namespace stamp::app
