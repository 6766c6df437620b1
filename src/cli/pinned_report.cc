// SPDX-License-Identifier: Apache-2.0
#include "cli/pinned_report.h"

#include <algorithm>

#include <spdlog/spdlog.h>

#include "cli/tally_report.h"
#include "cli/verdicts.h"
#include "render/duration.h"
#include "session/wire_clock.h"

namespace stamp::cli {
namespace {

std::vector<std::uint16_t> ports_of(const stamp_about &about) {
	return {about.ports, about.ports + about.port_count};
}

std::string cure(const bpf::Pinned &reflector) {
	return ": stamp reflector change " + reflector.iface;
}

// What the programs add to the clock, beside what they had to add now.
void compare_clock(const bpf::Pinned &reflector, std::vector<stats::Warning> &warnings) {
	const stamp_live &written = reflector.about->live;
	const auto clock =
		session::read_wire_clock(static_cast<stamp_format>(reflector.about->format));
	if (!clock)
		return;
	stamp_live now{};
	clock->write(now);
	const Duration off{written.utc_minus_clock_ns + written.wire_minus_utc_ns -
			   now.utc_minus_clock_ns - now.wire_minus_utc_ns};
	if (off != Duration::zero())
		warnings.push_back({"tai_offset", "the TAI offset of this host has changed, and "
						  "timestamps are off by " +
							  render::format_duration(off) +
							  cure(reflector)});
	const bool claims = stamp_swap16(written.error_estimate) & STAMP_ERROR_S;
	if (claims != clock->synced())
		warnings.push_back(
			{"clock_sync",
			 std::string("the clock is ") + (clock->synced() ? "" : "no longer ") +
				 "synchronised, and replies say otherwise" + cure(reflector)});
}

void compare_addresses(const bpf::Pinned &reflector, std::vector<stats::Warning> &warnings) {
	const auto answered = bpf::pinned_addresses(reflector);
	const auto found = net::local_addresses(static_cast<int>(reflector.about->ifindex));
	if (!answered || !found)
		return;
	std::vector<net::Address> own;
	for (const net::LocalAddress &local : *found)
		if (local.kind == STAMP_LOCAL_UNICAST)
			own.push_back(net::Address::from_raw(local.address.raw()));
	std::sort(own.begin(), own.end());
	if (own != *answered)
		warnings.push_back({"addresses", "the addresses of " + reflector.iface +
							 " have changed" + cure(reflector)});
}

template <typename Values> std::vector<std::string> texts(const Values &values) {
	std::vector<std::string> all;
	for (const auto &value : values)
		all.push_back(value.text());
	return all;
}

} // namespace

std::vector<stats::Warning> warnings_of(const bpf::Pinned &reflector) {
	if (!reflector.is_ownerless())
		return {};
	if (!reflector.about)
		return {{"unreadable", reflector.why_not.text() + ": stamp reflector del " +
					       reflector.iface + ", then add"}};
	std::vector<stats::Warning> warnings;
	if (reflector.state == bpf::Pinned::State::detached) {
		warnings.push_back({"detached", "nothing is answered, for the interface has gone "
						"or was made again" +
							cure(reflector)});
		return warnings;
	}
	compare_clock(reflector, warnings);
	if (!reflector.about->some_addresses)
		compare_addresses(reflector, warnings);
	return warnings;
}

stats::PinnedReflector shown(const bpf::Pinned &reflector) {
	stats::PinnedReflector r;
	r.iface = reflector.iface;
	r.attached = reflector.state == bpf::Pinned::State::attached;
	r.warnings = warnings_of(reflector);
	if (!reflector.about)
		return r;
	const stamp_about &about = *reflector.about;
	r.known = true;
	r.hook = about.hook;
	r.ports = ports_of(about);
	if (const auto addresses = bpf::pinned_addresses(reflector))
		r.addresses = texts(*addresses);
	if (const auto allow = bpf::pinned_prefixes(reflector))
		r.allow = texts(*allow);
	if (const auto ssids = bpf::pinned_ssids(reflector))
		r.ssids = *ssids;
	r.auth = about.authenticated != 0;
	r.rate_pps = about.rate_pps;
	r.total_rate_pps = about.total_rate_pps;
	r.timestamp = about.format == STAMP_FORMAT_PTP ? "ptp" : "ntp";
	r.since = utc(about.since_ns);
	r.version = about.stamp;
	return r;
}

Result<std::vector<stats::InterfaceStats>> read_stats(const std::string &iface,
						      const SessionsWanted &wanted) {
	const auto all = bpf::pinned(iface.empty() ? std::nullopt : std::optional(iface));
	if (!all)
		return all.error();
	std::vector<stats::InterfaceStats> interfaces;
	for (const bpf::Pinned &found : *all) {
		if (found.state == bpf::Pinned::State::stale)
			continue;
		const auto verdicts = bpf::read_verdicts(found.directory);
		if (!found.about || !verdicts) {
			spdlog::warn("{}", (found.about ? verdicts.error() : found.why_not).text());
			continue;
		}
		stats::InterfaceStats s{found.iface, found.about->hook, ports_of(*found.about),
					utc(found.about->since_ns), by_name(*verdicts)};
		s.role = found.role == STAMP_ROLE_SENDER ? "sender" : "reflector";
		s.pinned = found.is_ownerless();
		// A process waits for an interface that has gone.
		s.attached = found.works() &&
			     net::find_interface(static_cast<int>(found.about->ifindex));
		s.warnings = warnings_of(found);
		if (found.role == STAMP_ROLE_REFLECTOR) {
			if (const auto notes = bpf::read_tlv_notes(found.directory))
				s.tlvs = by_name(*notes);
			add_sessions(s, found, wanted);
		} else {
			add_tallies(s, found);
		}
		interfaces.push_back(std::move(s));
	}
	return interfaces;
}

} // namespace stamp::cli
