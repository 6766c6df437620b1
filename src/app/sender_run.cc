// SPDX-License-Identifier: Apache-2.0
#include "app/sender_run.h"

#include <random>
#include <set>
#include <sys/prctl.h>
#include <utility>

#include "app/inspect/host.h"
#include "app/preconditions.h"
#include "app/sender_tlvs.h"
#include "base/privilege.h"
#include "session/rate_limit.h"
#include "time/now.h"
#include "version.h"

namespace stamp::app {
namespace {

using session::SenderPlan;
using session::SenderSpec;

// Non-zero and different from each other (RFC 8972 3), unless one was asked for.
void choose_ssids(const SenderSpec &spec, SenderPlan &plan) {
	std::random_device random;
	std::set<std::uint16_t> used = {0};
	for (session::TargetPlan &target : plan.targets) {
		while (!spec.ssid && used.contains(target.ssid))
			target.ssid = static_cast<std::uint16_t>(random());
		target.ssid = spec.ssid.value_or(target.ssid);
		used.insert(target.ssid);
	}
}

Result<std::optional<session::KeyRing>> read_key(const SenderSpec &spec) {
	if (spec.key_file.empty())
		return std::optional<session::KeyRing>();
	auto ring = session::read_only_key(spec.key_file);
	if (!ring)
		return unreadable_keys(ring.error());
	return std::optional(std::move(ring).value());
}

Result<session::SenderPlan> plan_whole(const SenderSpec &spec) {
	auto plan = plan_sender(spec, spec.first_source_port());
	if (!plan)
		return plan;
	if (auto done = plan_tlvs(spec, *plan); !done)
		return std::move(done).error();
	return plan;
}

Result<BoundSender> bind_whole(const SenderSpec &spec, SenderPlan plan,
			       const session::Datapaths &kind) {
	const auto able = kind.raise();
	if (!able)
		return able.error();
	auto bound = bind_sender(spec, std::move(plan), kind.takes_replies_by_socket());
	if (!bound)
		return bound;
	if (auto done = plan_tlvs(spec, bound->plan); !done) // its addresses may be others
		return std::move(done).error();
	choose_ssids(spec, bound->plan);
	return bound;
}

} // namespace

Result<std::unique_ptr<SenderRun>> SenderRun::prepare(const SenderSpec &spec) {
	if (auto allowed = check_ports({spec.first_source_port()}); !allowed)
		return std::move(allowed).error();
	const auto clock = checked_clock(spec);
	if (!clock)
		return clock.error();
	auto keys = read_key(spec);
	if (!keys)
		return std::move(keys).error();
	auto plan = plan_whole(spec);
	if (!plan)
		return std::move(plan).error();
	auto kind = DatapathChoice::create(spec);
	if (!kind)
		return std::move(kind).error().while_doing("start the sender");
	auto bound = bind_whole(spec, std::move(plan).value(), **kind);
	if (!bound)
		return std::move(bound).error();
	return std::unique_ptr<SenderRun>(new SenderRun(spec, std::move(bound).value(), *clock,
							std::move(keys).value(),
							std::move(kind).value()));
}

Result<std::unique_ptr<session::SenderDatapath>> SenderRun::create_datapath() {
	const auto able = kind_->raise();
	if (!able)
		return able.error();
	return kind_->sender(spec_, plan(), std::move(bound_.socket), clock_,
			     std::exchange(keys_, std::nullopt));
}

// What falls back begins again with another socket: the first has gone, with the key.
Result<void> SenderRun::attach() {
	auto datapath = create_datapath();
	if (!datapath && kind_.falls_back(datapath.error())) {
		auto bound = bind_whole(spec_, plan(), *kind_);
		if (!bound)
			return std::move(bound).error();
		auto keys = read_key(spec_);
		if (!keys)
			return std::move(keys).error();
		bound_ = std::move(bound).value();
		keys_ = std::move(keys).value();
		datapath = create_datapath();
	}
	if (!datapath)
		return std::move(datapath).error();
	datapath_ = std::move(datapath).value();
	return {};
}

Result<void> SenderRun::start(session::SenderEvents events) {
	if (auto attached = attach(); !attached)
		return attached;
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
	sender_ = std::make_unique<session::Sender>(spec_, plan(), clock_, *datapath_,
						    std::move(events), *host_);
	return {};
}

std::optional<stats::Message> SenderRun::clock_note() const {
	return app::clock_note(clock_);
}

void SenderRun::run(session::Outlets &outlets) {
	session::Loop(*host_).run({sender_.get(), path_.get(), &outlets});
}

stats::Start SenderRun::start_of(std::size_t i) const {
	const session::TargetPlan &target = plan().targets[i];
	stats::Start start;
	start.session = static_cast<std::uint32_t>(i + 1);
	start.at = utc_now();
	start.iface = plan().iface.name;
	start.hook = datapath_->hook();
	start.of_hardware = datapath_->of_hardware();
	start.src = {target.source.text(), plan().source_port, {}};
	start.dst = {target.to.address.text(), target.to.port, spec_.targets[i].host};
	start.ssid = target.ssid;
	start.format = clock_.format;
	start.auth = spec_.authenticated;
	start.length = static_cast<std::uint32_t>(
		target.tlvs ? spec_.base_octets() + target.tlvs->tail.octets.size()
			    : spec_.octets());
	start.interval = spec_.interval;
	start.dscp = spec_.dscp;
	start.clock = clock_.report();
	start.version = STAMP_VERSION;
	start.kernel = kernel_release();
	return start;
}

std::vector<stats::Start> SenderRun::starts() const {
	std::vector<stats::Start> all;
	for (std::size_t i = 0; i < plan().targets.size(); i++)
		all.push_back(start_of(i));
	return all;
}

std::vector<stats::Warning> SenderRun::warnings() const {
	std::vector<stats::Warning> all;
	if (auto warning = fallback_warning(kind_))
		all.push_back(*std::move(warning));
	if (bound_.why)
		all.push_back({*bound_.why});
	if (session::exceeds_default_rate(spec_.interval))
		all.push_back({{stats::Kind::rate_above_default, {std::uint64_t{STAMP_RATE_PPS}}}});
	return all;
}

} // namespace stamp::app
