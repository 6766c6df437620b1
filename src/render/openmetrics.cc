// SPDX-License-Identifier: Apache-2.0
#include "render/openmetrics.h"

#include <cstdint>
#include <map>
#include <tuple>
#include <utility>

namespace stamp::render {

namespace {

// Labels as they are written, without braces.
using Labels = std::string;
using Samples = std::map<Labels, std::uint64_t>;

Labels label(const std::string &name, const std::string &value) {
	Labels text = name + "=\"";
	for (const char c : value) {
		if (c == '\\' || c == '"')
			text += '\\';
		text += c == '\n' ? std::string("\\n") : std::string(1, c);
	}
	return text + "\"";
}

// A counter has no TYPE. OpenMetrics calls the family without _total, and the older text format,
// which promtool checks and the textfile collector reads, with it: what says either is wrong for
// the other. Without, the type is "unknown" to both, and both read the samples.
void append(std::string &out, const std::string &name, const std::string &help, bool is_gauge,
	    const Samples &samples) {
	if (samples.empty())
		return;
	out += "# HELP " + name + " " + help + "\n";
	if (is_gauge)
		out += "# TYPE " + name + " gauge\n";
	for (const auto &[labels, value] : samples)
		out += name + "{" + labels + "} " + std::to_string(value) + "\n";
}

} // namespace

std::string openmetrics(const std::vector<stats::InterfaceStats> &interfaces,
			const std::string &version) {
	std::map<std::string, Samples> packets; // by role
	Samples links, sessions, tlvs;
	for (const auto &s : interfaces) {
		const Labels iface = label("iface", s.iface);
		for (const auto &[name, count] : s.verdicts)
			packets[s.role][iface + "," + label("verdict", name)] += count;
		for (const auto &[name, count] : s.tlvs)
			tlvs[iface + "," + label("note", name)] += count;
		if (s.role == "reflector")
			links[iface + "," + label("hook", s.hook)] |= s.attached ? 1 : 0;
		if (s.live_sessions)
			sessions[iface] += *s.live_sessions;
	}
	std::string out;
	append(out, "stamp_build_info", "Version of the stamp that reads.", true,
	       {{label("version", version), 1}});
	append(out, "stamp_link_attached", "Whether the programs of a reflector are attached.",
	       true, links);
	append(out, "stamp_reflector_packets_total", "What became of packets at a reflector.",
	       false, packets["reflector"]);
	append(out, "stamp_reflector_sessions", "Live sessions of a stateful reflector.", true,
	       sessions);
	append(out, "stamp_reflector_tlvs_total",
	       "Requests whose TLVs had something to be noted, at a reflector.", false, tlvs);
	append(out, "stamp_sender_packets_total", "What became of packets at a sender.", false,
	       packets["sender"]);
	return out + "# EOF\n";
}

} // namespace stamp::render
