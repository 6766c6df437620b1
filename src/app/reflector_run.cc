// SPDX-License-Identifier: Apache-2.0
#include "app/reflector_run.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include "app/listening.h"
#include "app/preconditions.h"
#include "base/open_files.h"
#include "base/privilege.h"
#include "session/keys.h"
#include "time/now.h"

namespace stamp::app {
namespace {

using session::ReflectorSpec;

stats::Answer answer_of(const std::string &iface, const stamp_record &record) {
	stamp_request request{};
	static_assert(sizeof(request) == sizeof(record.octets));
	std::memcpy(&request, record.octets, sizeof(request));
	const net::Address from = net::Address::from_raw(record.addr);
	return {.iface = iface,
		.at = utc(record.time_ns),
		.src = {from.text(), stamp_swap16(record.port), {}},
		.seq = stamp_swap32(request.seq),
		.ssid = stamp_swap16(request.ssid),
		.length = record.length,
		.ttl = record.ttl,
		.dscp = static_cast<std::uint8_t>(record.tos >> 2)};
}

std::vector<session::ReflectorPort> make_ports(const ReflectorSpec &spec,
					       const session::SharedKeys &keys,
					       const session::Datapaths &kind) {
	std::vector<session::ReflectorPort> ports;
	for (const std::string &iface : spec.ifaces)
		ports.push_back({iface, kind.reflector(spec, keys)});
	return ports;
}

// An interface takes so many descriptors at most, with a port: programs, links, maps and locks.
constexpr std::uint64_t files_per_interface = 13, files_of_a_port = 1, other_files = 32;

Error with_cure(Error error, const ReflectorSpec &spec, std::uint64_t most_files) {
	if (error.code != EMFILE)
		return error;
	const std::uint64_t wanted =
		spec.ifaces.size() * (files_per_interface + files_of_a_port * spec.ports.size()) +
		other_files;
	error.what += " (" + std::to_string(spec.ifaces.size()) + " interfaces, and at most " +
		      std::to_string(most_files) + " open files)";
	error.cure = "fewer interfaces, or a hard limit of " + std::to_string(wanted) +
		     " open files: ulimit -Hn, LimitNOFILE= of systemd";
	return error;
}

} // namespace

ReflectorRun::ReflectorRun(const ReflectorSpec &spec, ReflectorHandlers handlers)
	: spec_(spec), handlers_(std::move(handlers)), since_(utc_now()) {}

// On SIGHUP: the files as they are now, or the keys that are there.
// True: the datapaths are about to take them.
bool ReflectorRun::renew_keys() {
	auto ring = session::read_keys(spec_.keys);
	if (!ring) {
		handlers_.warning({{stats::Kind::keys_kept, {ring.error().text()}}});
		return false;
	}
	const session::SharedKeys keys =
		std::make_shared<const session::KeyRing>(std::move(ring).value());
	for (const auto &port : reflector_->ports())
		if (auto begun = port.datapath->set_keys(keys); !begun)
			handlers_.warning(
				{{stats::Kind::keys, {port.iface, begun.error().text()}}});
	return true;
}

session::ReflectorEvents ReflectorRun::events() {
	session::ReflectorEvents events;
	events.attached = [this](const session::ReflectorPort &port) {
		stats::Listening report = listening(spec_, port.iface, port.datapath->hook());
		report.of_hardware = port.datapath->of_hardware();
		handlers_.attached(report);
	};
	events.answered = [this](const std::string &iface, const stamp_record &record) {
		handlers_.answered(answer_of(iface, record));
	};
	events.warning = handlers_.warning;
	events.interim = [this] { handlers_.interim(counters()); };
	events.good = handlers_.good;
	if (!spec_.keys.empty() || handlers_.stays_on_hangup)
		events.hangup = [this] { return !spec_.keys.empty() && renew_keys(); };
	if (!spec_.keys.empty())
		events.done = [this] { handlers_.log(stats::Kind::keys_renewed); };
	return events;
}

Result<std::unique_ptr<ReflectorRun>> ReflectorRun::create(const ReflectorSpec &spec,
							   ReflectorHandlers handlers) {
	auto host = session::ProcessHost::create();
	if (!host)
		return std::move(host).error();
	auto run = attach(spec, std::move(handlers), **host);
	if (!run)
		return run;
	(*run)->host_ = std::move(host).value();
	if (auto kept = privilege::keep_permitted((*(*run)->kind_)->kept()); !kept)
		return std::move(kept).error();
	return run;
}

Result<std::unique_ptr<ReflectorRun>>
ReflectorRun::attach(const ReflectorSpec &spec, ReflectorHandlers handlers, session::Host &host) {
	auto keys = check_reflector(spec);
	if (!keys)
		return std::move(keys).error();
	const auto clock = checked_clock(spec);
	if (!clock)
		return clock.error();
	if (const auto note = clock_note(*clock))
		handlers.log(*note);
	auto kind = DatapathChoice::create(spec);
	if (!kind)
		return std::move(kind).error().while_doing("start the reflector");
	const std::uint64_t most_files = raise_open_files();
	std::unique_ptr<ReflectorRun> run(new ReflectorRun(spec, std::move(handlers)));
	run->kind_ = std::move(kind).value();
	if (auto attached = run->attach(*keys, host); !attached)
		return with_cure(std::move(attached).error(), spec, most_files);
	if (const auto warning = fallback_warning(*run->kind_))
		run->handlers_.warning(*warning);
	return run;
}

Result<void> ReflectorRun::attach(const session::SharedKeys &keys, session::Host &host) {
	const auto create = [&] {
		const auto able = (*kind_)->raise();
		if (!able)
			return Result<std::unique_ptr<session::Reflector>>(able.error());
		return session::Reflector::create(spec_.format, spec_.addresses,
						  make_ports(spec_, keys, **kind_), events(), host);
	};
	auto reflector = create();
	if (!reflector && kind_->falls_back(reflector.error()))
		reflector = create();
	if (!reflector)
		return std::move(reflector).error();
	reflector_ = std::move(reflector).value();
	return {};
}

void ReflectorRun::run(session::Outlets &outlets) {
	session::Loop(*host_).run({reflector_.get(), &outlets});
}

std::vector<stats::InterfaceStats> ReflectorRun::counters() const {
	std::vector<stats::InterfaceStats> all;
	for (const auto &port : reflector_->ports()) {
		stats::InterfaceStats s{.iface = port.iface,
					.hook = port.datapath->hook(),
					.ports = spec_.ports,
					.since = since_,
					.verdicts = port.datapath->verdicts()};
		const auto missing = port.datapath->detached();
		s.attached = !missing || missing->empty();
		s.tlvs = port.datapath->tlv_notes();
		s.of_hardware = port.datapath->of_hardware();
		s.hardware_times = session::hardware_times(*port.datapath);
		all.push_back(std::move(s));
	}
	return all;
}

} // namespace stamp::app
