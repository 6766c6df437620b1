// SPDX-License-Identifier: Apache-2.0
#include "render/reflector.h"

#include <cinttypes>
#include <cstdio>

#include "base/plain_text.h"
#include "render/duration.h"
#include "render/json_writer.h"
#include "render/names.h"
#include "render/phrase.h"

namespace stamp::render {

std::string answer_line(const stats::Answer &a) {
	char line[256];
	std::snprintf(line, sizeof(line),
		      " seq=%" PRIu32 " ssid=0x%04x ttl=%u dscp=%u %" PRIu32 " octets\n", a.seq,
		      static_cast<unsigned>(a.ssid), static_cast<unsigned>(a.ttl),
		      static_cast<unsigned>(a.dscp), a.length);
	return format_time(a.at) + " " + plain_text(a.iface) + " " + address_phrase(a.src) + line;
}

std::string answer_json(const stats::Answer &a) {
	JsonWriter json;
	json.open().field("v", 1).field("type", "answer").field("iface", a.iface);
	json.field("t2_ns", a.at).open("src").field("ip", a.src.ip).field("port", a.src.port);
	json.close().field("seq", a.seq).field("ssid", a.ssid).field("length", a.length);
	return json.field("ttl", a.ttl).field("dscp", a.dscp).close().take_line();
}

std::string listening_phrase(const stats::Listening &l) {
	std::string line = "STAMP reflector on " + l.iface + ", port";
	for (const std::uint16_t &port : l.ports)
		line += (&port == &l.ports.front() ? " " : ", ") + std::to_string(port);
	line += ", " + l.hook + (l.of_hardware ? ", hardware receive timestamps" : "") +
		(l.stateful ? ", stateful" : "") + (l.auth ? ", authenticated" : "");
	line += l.rate_pps == 0
			? ", no rate limit"
			: ", at most " + std::to_string(l.rate_pps) + " packets/s per source";
	return l.persistent ? line + "; persistent, stamp reflector del " + l.iface + " removes it"
			    : line;
}

std::string counters_phrase(const stats::InterfaceStats &interface) {
	std::string phrase;
	const stats::Verdicts &verdicts = interface.verdicts;
	stats::Verdicts others = verdicts;
	for (const stamp_verdict usual : {STAMP_V_REFLECTED, STAMP_V_NOT_STAMP, STAMP_V_STAMPED})
		others[usual] = 0;
	for (const auto &[name, count] : named_verdicts(others))
		if (count != 0)
			phrase += ", " + std::to_string(count) + " " + name;
	for (const auto &[name, count] :
	     interface.tlvs ? named_tlv_notes(*interface.tlvs) : NamedCounts())
		if (count != 0)
			phrase += ", " + std::to_string(count) + " tlv_" + name;
	return plain_text(interface.iface) + ": " + std::to_string(verdicts[STAMP_V_REFLECTED]) +
	       " answered" + phrase;
}

} // namespace stamp::render
