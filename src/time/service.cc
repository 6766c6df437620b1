// SPDX-License-Identifier: Apache-2.0
#include "time/service.h"

#include <cinttypes>
#include <cstdio>

namespace stamp::time {

namespace {

// The reference of an NTP server is its IPv4 address, or a hash of its IPv6 one: hexadecimal.
std::string source_text(const Tracking &chrony) {
	if (!chrony.has_address)
		return "refid " + ref_id_text(chrony.ref_id);
	char hex[sizeof("01234567")];
	std::snprintf(hex, sizeof(hex), "%08X", chrony.ref_id);
	return std::string{"NTP server, refid "} + hex;
}

std::string chrony_text(const Tracking &chrony) {
	if (!chrony.synced)
		return "chrony (not synchronised)";
	return "chrony (" + source_text(chrony) + ", stratum " + std::to_string(chrony.stratum) +
	       ")";
}

std::string ptp_text(const PtpClock &ptp) {
	if (const auto port = slave_port(ptp)) {
		std::string text = "ptp4l (port " + std::to_string(port->number) + " SLAVE";
		if (!ptp.has_time_status)
			return text + ")";
		char identity[sizeof("0123456789abcdef")];
		std::snprintf(identity, sizeof(identity), "%016" PRIx64, ptp.grandmaster);
		return text + ", offset " + std::to_string(ptp.offset_from_master.count()) +
		       " ns, grandmaster " + identity + ")";
	}
	if (is_true_grandmaster(ptp))
		return "ptp4l (grandmaster, clock class " + std::to_string(ptp.clock_class) + ")";
	return "ptp4l (no port in state SLAVE)";
}

template <typename T> std::optional<T> answer(Result<T> result) {
	return result ? std::optional<T>{std::move(*result)} : std::nullopt;
}

} // namespace

Discipline judge(const KernelClock &kernel, const std::optional<Tracking> &chrony,
		 const std::optional<PtpClock> &ptp) {
	const bool chrony_leads = chrony && chrony->synced && !follows_itself(*chrony);
	const bool ptp_leads = ptp && (slave_port(*ptp) || is_true_grandmaster(*ptp));
	Discipline verdict{.synced = kernel.synced, .by_ptp = false, .who = {}};

	if (chrony_leads) {
		verdict.by_ptp = kernel.synced && follows_phc(*chrony) && (!ptp || ptp_leads);
		verdict.who = chrony_text(*chrony);
		if (follows_phc(*chrony) && ptp)
			verdict.who += ", " + ptp_text(*ptp);
	} else if (ptp) {
		verdict.by_ptp = kernel.synced && ptp_leads;
		verdict.who = ptp_text(*ptp);
	} else if (chrony) {
		verdict.who = chrony_text(*chrony);
	} else {
		verdict.who = "unknown (neither chronyd nor ptp4l answers)";
	}
	return verdict;
}

Discipline discipline(const KernelClock &kernel, Duration patience) {
	const MonoTime start = mono_now();
	const auto chrony = answer(ask_chrony(ChronyAddress{}, start + patience / 2));
	const auto ptp = answer(ask_ptp4l(ptp4l_socket_paths, start + patience));
	return judge(kernel, chrony, ptp);
}

} // namespace stamp::time
