// SPDX-License-Identifier: Apache-2.0
#include "app/sender_setup.h"

#include <random>
#include <set>
#include <utility>

#include "app/inspect/host.h"
#include "app/preconditions.h"
#include "app/sender_tlvs.h"
#include "session/rate_limit.h"
#include "time/now.h"
#include "version.h"

namespace stamp::app {
namespace {

using session::SenderPlan;
using session::SenderSpec;

void choose_ssids(const SenderSpec &spec, SenderPlan &plan) {
	std::set<std::uint16_t> used;
	for (session::TargetPlan &target : plan.targets) {
		target.ssid = choose_ssid(spec, used);
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

Result<session::SenderPlan> plan_whole(const SenderSpec &spec, std::optional<SenderPlan> planned) {
	auto plan = planned ? Result<SenderPlan>(*std::move(planned))
			    : plan_sender(spec, spec.first_source_port());
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

std::uint16_t choose_ssid(const SenderSpec &spec, const std::set<std::uint16_t> &used) {
	if (spec.ssid)
		return *spec.ssid;
	std::random_device random;
	std::uint16_t ssid = 0;
	while (ssid == 0 || used.contains(ssid))
		ssid = static_cast<std::uint16_t>(random());
	return ssid;
}

Result<SenderSetup> SenderSetup::prepare(const SenderSpec &spec,
					 std::optional<SenderPlan> planned) {
	if (auto allowed = check_ports({spec.first_source_port()}); !allowed)
		return std::move(allowed).error();
	const auto clock = checked_clock(spec);
	if (!clock)
		return clock.error();
	auto keys = read_key(spec);
	if (!keys)
		return std::move(keys).error();
	auto plan = plan_whole(spec, std::move(planned));
	if (!plan)
		return std::move(plan).error();
	auto kind = DatapathChoice::create(spec);
	if (!kind)
		return std::move(kind).error().while_doing("start the sender");
	auto bound = bind_whole(spec, std::move(plan).value(), **kind);
	if (!bound)
		return std::move(bound).error();
	return SenderSetup(spec, std::move(bound).value(), *clock, std::move(keys).value(),
			   std::move(kind).value());
}

Result<std::unique_ptr<session::SenderDatapath>> SenderSetup::create_datapath() {
	const auto able = kind_->raise();
	if (!able)
		return able.error();
	return kind_->sender(*spec_, plan(), std::move(bound_.socket), clock_,
			     std::exchange(keys_, std::nullopt));
}

// What falls back begins again with another socket: the first has gone, with the key.
Result<std::unique_ptr<session::SenderDatapath>> SenderSetup::attach() {
	auto datapath = create_datapath();
	if (!datapath && kind_.falls_back(datapath.error())) {
		auto bound = bind_whole(*spec_, plan(), *kind_);
		if (!bound)
			return std::move(bound).error();
		auto keys = read_key(*spec_);
		if (!keys)
			return std::move(keys).error();
		bound_ = std::move(bound).value();
		keys_ = std::move(keys).value();
		datapath = create_datapath();
	}
	return datapath;
}

stats::Start start_report(const SenderFacts &sender, std::uint32_t session,
			  const session::TargetPlan &target, const std::string &host) {
	const SenderSpec &spec = sender.spec;
	stats::Start start;
	start.session = session;
	start.at = utc_now();
	start.iface = sender.plan.iface.name;
	start.hook = sender.datapath.hook();
	start.of_hardware = sender.datapath.of_hardware();
	start.src = {target.source.text(), sender.plan.source_port, {}};
	start.dst = {target.to.address.text(), target.to.port, host};
	start.ssid = target.ssid;
	start.format = sender.clock.format;
	start.auth = spec.authenticated;
	start.length = static_cast<std::uint32_t>(
		target.tlvs ? spec.base_octets() + target.tlvs->tail.octets.size() : spec.octets());
	start.interval = spec.interval;
	start.dscp = spec.dscp;
	start.clock = sender.clock.report();
	start.version = STAMP_VERSION;
	start.kernel = kernel_release();
	return start;
}

std::vector<stats::Warning> SenderSetup::warnings() const {
	std::vector<stats::Warning> all;
	if (auto warning = fallback_warning(kind_))
		all.push_back(*std::move(warning));
	if (bound_.why)
		all.push_back({*bound_.why});
	if (session::exceeds_default_rate(spec_->interval))
		all.push_back({{stats::Kind::rate_above_default, {std::uint64_t{STAMP_RATE_PPS}}}});
	return all;
}

} // namespace stamp::app
