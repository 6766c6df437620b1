// SPDX-License-Identifier: Apache-2.0
#include "app/preconditions.h"

#include <cerrno>
#include <string>
#include <unistd.h>

#include <spdlog/spdlog.h>

#include "bpf/datapaths.h"
#include "session/keys.h"
#include "time/service.h"

namespace stamp::app {

Result<void> check_ports(const std::vector<std::uint16_t> &ports, unsigned user) {
	constexpr std::uint16_t first_of_anybody = 1024;
	for (const std::uint16_t port : ports)
		if (user != 0 && port != 0 && port < first_of_anybody && port != STAMP_PORT)
			return Error{EACCES,
				     "take UDP port " + std::to_string(port) +
					     ", which only root may use",
				     "sudo, 862, or a port of 1024 or more", Reason::reserved_port};
	return {};
}

Result<void> check_ports(const std::vector<std::uint16_t> &ports) {
	return check_ports(ports, getuid());
}

Result<session::WireClock> checked_clock(const session::RoleSpec &spec) {
	auto clock = session::read_wire_clock(spec.format);
	if (!clock)
		return clock;
	if ((spec.enforce_sync || spec.enforce_ptp) && !clock->kernel.synced)
		return Error{0, "not synchronised", "chronyc tracking",
			     spec.enforce_ptp ? Reason::not_synchronised_ptp
					      : Reason::not_synchronised};
	if (spec.enforce_ptp) {
		const time::Discipline by = time::discipline(clock->kernel);
		if (!by.by_ptp)
			return Error{0, "not disciplined by PTP but by: " + by.who,
				     "phc2sys -a -r, with ptp4l running",
				     Reason::not_disciplined_by_ptp};
		spdlog::debug("the clock is disciplined by {}", by.who);
	}
	return clock;
}

std::optional<stats::Message> clock_note(const session::WireClock &clock) {
	if (clock.format == STAMP_FORMAT_PTP && !clock.tai)
		return stats::Kind::no_tai_offset;
	return std::nullopt;
}

Result<privilege::Raised> require_bpf() {
	return bpf::BpfDatapaths().raise();
}

Result<session::SharedKeys> check_reflector(const session::ReflectorSpec &spec) {
	if (auto allowed = check_ports(spec.ports); !allowed)
		return std::move(allowed).error();
	if (spec.keys.empty())
		return session::SharedKeys();
	auto ring = session::read_keys(spec.keys);
	if (!ring)
		return unreadable_keys(ring.error());
	return session::SharedKeys(
		std::make_shared<const session::KeyRing>(std::move(ring).value()));
}

Error unreadable_keys(const Error &error) {
	return {error.code, "read the keys: " + error.text(), error.cure, Reason::unreadable_keys};
}

} // namespace stamp::app
