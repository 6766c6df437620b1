// SPDX-License-Identifier: Apache-2.0
#include "render/openmetrics.h"

#include <cstdint>
#include <map>

#include "render/metric_family.h"
#include "render/names.h"
#include "render/openmetrics_sender.h"

namespace stamp::render {
namespace {

using Numbers = std::map<Labels, std::uint64_t>;

Samples samples_of(const Numbers &numbers) {
	Samples samples;
	for (const auto &[labels, number] : numbers)
		samples[labels] = std::to_string(number);
	return samples;
}

} // namespace

std::string interface_metrics(const std::vector<stats::InterfaceStats> &interfaces,
			      const std::string &version, Dialect dialect) {
	std::map<stamp_role, Numbers> packets;
	Numbers links, sessions, tlvs;
	for (const auto &s : interfaces) {
		const Labels iface = label("iface", s.iface);
		for (const auto &[name, count] : named_verdicts(s.verdicts))
			packets[s.role][iface + "," + label("verdict", name)] += count;
		for (const auto &[name, count] : s.tlvs ? named_tlv_notes(*s.tlvs) : NamedCounts())
			tlvs[iface + "," + label("note", name)] += count;
		if (s.role == STAMP_ROLE_REFLECTOR)
			links[iface + "," + label("hook", s.hook)] |= s.attached ? 1 : 0;
		if (s.live_sessions)
			sessions[iface] += *s.live_sessions;
	}
	return family("stamp_build_info", "Version of stamp.", Kind::gauge,
		      {{label("version", version), "1"}}, dialect) +
	       family("stamp_link_attached", "Whether the programs of a reflector are attached.",
		      Kind::gauge, samples_of(links), dialect) +
	       family("stamp_reflector_packets_total", "Packets at a reflector, by verdict.",
		      Kind::counter, samples_of(packets[STAMP_ROLE_REFLECTOR]), dialect) +
	       family("stamp_reflector_sessions", "Current sessions of a stateful reflector.",
		      Kind::gauge, samples_of(sessions), dialect) +
	       family("stamp_reflector_tlvs_total",
		      "Requests at a reflector, by irregularities of their TLVs.", Kind::counter,
		      samples_of(tlvs), dialect) +
	       family("stamp_sender_packets_total", "Packets at a sender, by verdict.",
		      Kind::counter, samples_of(packets[STAMP_ROLE_SENDER]), dialect);
}

std::string openmetrics(const std::vector<stats::InterfaceStats> &interfaces,
			const std::string &version) {
	return interface_metrics(interfaces, version, Dialect::both) + sender_metrics(interfaces) +
	       "# EOF\n";
}

void OpenMetricsRenderer::stats(const stats::StatsRound &round) {
	outlet().write(openmetrics(round.interfaces, version_));
}

} // namespace stamp::render
