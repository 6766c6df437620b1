// SPDX-License-Identifier: Apache-2.0
#include "cli/role.h"

#include <cerrno>
#include <sys/utsname.h>
#include <unistd.h>

#include <spdlog/spdlog.h>

#include "base/log.h"
#include "bpf/object/object.h"
#include "cli/error_line.h"
#include "cli/exit_code.h"
#include "net/iface.h"
#include "time/service.h"

namespace stamp::cli {
namespace {

int refuse(const std::string &why, const std::string &cure) {
	complain(UsageError{"the clock", why, cure});
	return exit_not_synchronised;
}

} // namespace

void set_up_talk(const RoleOptions &options) {
	set_up_log(options.debug     ? Talk::debug
		   : options.verbose ? Talk::verbose
		   : options.quiet   ? Talk::quiet
				     : Talk::normal);
	bpf::route_libbpf_messages();
	for (const std::string &variable : options.unknown_variables)
		spdlog::warn("{} in the environment matches no option", variable);
}

std::variant<session::WireClock, int> checked_clock(const session::RoleSpec &spec) {
	const auto clock = session::read_wire_clock(spec.format);
	if (!clock)
		return fail(clock.error());
	if ((spec.enforce_sync || spec.enforce_ptp) && !clock->kernel.synced)
		return refuse(std::string("not synchronised, but --enforce-") +
				      (spec.enforce_ptp ? "ptp" : "sync") + " requires it",
			      "chronyc tracking");
	if (spec.enforce_ptp) {
		const time::Discipline by = time::discipline(clock->kernel);
		if (!by.by_ptp)
			return refuse("not disciplined by PTP but by: " + by.who,
				      "phc2sys -a -r, with ptp4l running");
		spdlog::debug("the clock is disciplined by {}", by.who);
	}
	if (clock->format == STAMP_FORMAT_PTP && !clock->tai)
		spdlog::warn("TAI-UTC is not known on this host: PTP timestamps carry UTC, with an "
			     "error estimate of a minute");
	return *clock;
}

std::optional<Error> check_ports(const std::vector<std::uint16_t> &ports, unsigned user) {
	constexpr std::uint16_t first_of_anybody = 1024;
	for (const std::uint16_t port : ports)
		if (user != 0 && port != 0 && port < first_of_anybody && port != STAMP_PORT)
			return Error{EACCES,
				     "take UDP port " + std::to_string(port) +
					     ", which only root may use",
				     "sudo, 862, or a port of 1024 or more"};
	return std::nullopt;
}

std::optional<int> refuse_ports(const std::vector<std::uint16_t> &ports) {
	if (const auto error = check_ports(ports, getuid()))
		return complain(*error, "");
	return std::nullopt;
}

std::string source_name(const session::ReceiveTimes &times) {
	return times.of_hardware() ? "hw" : "sw";
}

std::string kernel_release() {
	utsname name{};
	return uname(&name) == 0 ? name.release : "unknown";
}

std::vector<std::string> interface_names() {
	std::vector<std::string> names;
	if (const auto all = net::interfaces())
		for (const auto &iface : *all)
			names.push_back(iface.name);
	return names;
}

int fail(const Error &error, std::string_view wanted) {
	return complain(error, hint_for(error, wanted, interface_names()));
}

} // namespace stamp::cli
