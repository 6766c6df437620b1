// SPDX-License-Identifier: Apache-2.0
#include "cli/reflector_cmd.h"

#include <cerrno>

#include <linux/capability.h>
#include <unistd.h>

#include <spdlog/spdlog.h>

#include "base/log.h"
#include "base/open_files.h"
#include "base/privilege.h"
#include "bpf/reflector_bpf.h"
#include "cli/error_line.h"
#include "cli/exit_code.h"
#include "cli/keys.h"
#include "cli/reflector_admin.h"
#include "cli/reflector_phrase.h"
#include "cli/role.h"
#include "cli/verdicts.h"
#include "render/reflector.h"
#include "session/outlets.h"
#include "session/process_host.h"
#include "session/reflector.h"

namespace stamp::cli {
namespace {

using session::ReflectorSpec;

UtcTime now() {
	return UtcTime{std::chrono::duration_cast<Duration>(
		std::chrono::system_clock::now().time_since_epoch())};
}

stats::Answer answer_of(const std::string &iface, const stamp_record &record) {
	stamp_request request{};
	static_assert(sizeof(request) == sizeof(record.octets));
	__builtin_memcpy(&request, record.octets, sizeof(request));
	const net::Address from = net::Address::from_raw(record.addr);
	return {iface,
		utc(record.time_ns),
		{from.text(), stamp_swap16(record.port), {}},
		stamp_swap32(request.seq),
		stamp_swap16(request.ssid),
		record.length,
		record.ttl,
		static_cast<std::uint8_t>(record.tos >> 2)};
}

std::vector<session::ReflectorPort> make_ports(const ReflectorSpec &spec) {
	std::vector<session::ReflectorPort> ports;
	for (const std::string &iface : spec.ifaces)
		ports.push_back({iface, std::make_unique<bpf::ReflectorBpf>(spec)});
	return ports;
}

std::vector<stats::InterfaceStats> collect_stats(const session::Reflector &reflector,
						 const ReflectorSpec &spec, UtcTime since) {
	std::vector<stats::InterfaceStats> all;
	for (const auto &port : reflector.ports()) {
		stats::InterfaceStats s{port.iface, port.datapath->hook(), spec.ports, since,
					by_name(port.datapath->verdicts())};
		const auto missing = port.datapath->detached();
		s.attached = !missing || missing->empty();
		s.tlvs = by_name(port.datapath->tlv_notes());
		s.timestamp_source = source_name(*port.datapath);
		s.hardware_times = session::named(*port.datapath);
		all.push_back(std::move(s));
	}
	return all;
}

// On SIGHUP: the files as they are now, or the keys that are there.
// True: the datapaths are about to take them.
bool renew_keys(const session::Reflector &reflector, const ReflectorSpec &spec,
		const std::function<void(const stats::Warning &)> &warn) {
	auto ring = session::read_keys(spec.keys);
	if (!ring) {
		warn({"keys", "the old keys stay in use: " + ring.error().text()});
		return false;
	}
	const auto keys = std::make_shared<const session::KeyRing>(std::move(ring).value());
	for (const auto &port : reflector.ports())
		if (auto begun = port.datapath->set_keys(keys); !begun)
			warn({"keys", port.iface + ": " + begun.error().text()});
	return true;
}

void renew_on_hangup(session::ReflectorEvents &events, session::Reflector *&running,
		     const ReflectorSpec &spec) {
	events.hangup = [&, warn = events.warning] { return renew_keys(*running, spec, warn); };
	events.done = [] { spdlog::info("the key files were read again"); };
}

// The exit code. A reader that has gone away is no failure.
int finish_output(Outlet &output, session::Signals &signals, bool is_interrupted) {
	if (is_interrupted && output.waiting() != 0 && output.error() == 0)
		return exit_interrupted;
	switch (session::flush(output, signals, true)) {
	case session::Flushed::interrupted:
		return exit_interrupted;
	case session::Flushed::stalled:
		complain(Error{0, "write stdout: the reader does not read"}, "");
		return exit_failed;
	case session::Flushed::done:
		break;
	}
	if (output.error() == 0 || output.is_gone())
		return exit_ok;
	complain(Error{output.error(), "write stdout"}, "");
	return exit_failed;
}

// An interface takes so many descriptors at most, with a port: programs, links, maps and locks.
constexpr std::uint64_t files_per_interface = 13, files_of_a_port = 1, other_files = 32;

Error with_cure(Error error, const ReflectorSpec &spec, std::uint64_t most_files) {
	if (error.code != EMFILE)
		return error;
	const std::uint64_t wanted =
		spec.ifaces.size() *
			(files_per_interface + files_of_a_port * spec.ports.size()) +
		other_files;
	error.what += " (" + std::to_string(spec.ifaces.size()) + " interfaces, and at most " +
		      std::to_string(most_files) + " open files)";
	error.cure = "fewer interfaces, or a hard limit of " + std::to_string(wanted) +
		     " open files: ulimit -Hn, LimitNOFILE= of systemd";
	return error;
}

} // namespace

int run_reflector(const ReflectorOptions &options) {
	if (options.verb != ReflectorVerb::run)
		return run_reflector_admin(options);
	const ReflectorSpec &spec = options.spec;
	set_up_talk(options);
	if (const auto exit_code = refuse_ports(spec.ports))
		return *exit_code;
	if (const auto exit_code = refuse_bad_keys(spec))
		return *exit_code;
	const auto clock = checked_clock(spec);
	if (const int *exit_code = std::get_if<int>(&clock))
		return *exit_code;
	if (auto able = privilege::require({CAP_BPF, CAP_NET_ADMIN}); !able)
		return fail(std::move(able).error().while_doing("start the reflector"));

	const std::uint64_t most_files = raise_open_files();
	const UtcTime since = now();
	Outlet output(STDOUT_FILENO);
	render::ReflectorRenderer renderer(output, options.json);
	session::Reflector *running = nullptr;
	session::ReflectorEvents events{
		[&](const session::ReflectorPort &port) {
			spdlog::info("{}",
				     listening_line(spec, port.iface, port.datapath->hook(),
						    port.datapath->of_hardware()));
		},
		[&](const std::string &iface, const stamp_record &record) {
			renderer.answer(answer_of(iface, record));
		},
		[&](const stats::Warning &warning) {
			spdlog::warn("{}", warning.detail);
			renderer.warning(warning);
		},
		[&] {
			for (const auto &s : collect_stats(*running, spec, since))
				spdlog::warn("{}", render::counters_phrase(s));
		},
		[&] { return !output.is_gone(); },
		{}};
	session::Outlets outlets(&output, talk_outlet(), events.warning);
	if (!spec.keys.empty())
		renew_on_hangup(events, running, spec);
	auto host = session::ProcessHost::create();
	if (!host)
		return fail(host.error());
	auto reflector = session::Reflector::create(spec.format, spec.addresses, make_ports(spec),
						    std::move(events), **host);
	if (!reflector)
		return fail(with_cure(std::move(reflector).error(), spec, most_files),
			    spec.ifaces.front());
	running = reflector->get();
	if (auto kept = privilege::keep_permitted({CAP_BPF, CAP_NET_ADMIN}); !kept)
		return fail(kept.error());
	session::Loop(**host).run({reflector->get(), &outlets});
	renderer.stats(collect_stats(**reflector, spec, since));
	return finish_output(output, (*host)->signals(), (*reflector)->is_interrupted());
}

} // namespace stamp::cli
