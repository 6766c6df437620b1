// SPDX-License-Identifier: Apache-2.0
#include "render/reflector.h"

#include <cinttypes>

#include "base/plain_text.h"
#include "render/duration.h"
#include "render/json_writer.h"
#include "render/phrase.h"
#include "render/stats.h"

namespace stamp::render {
namespace {

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

} // namespace

std::string counters_phrase(const stats::InterfaceStats &interface) {
	std::string phrase;
	std::string answered = "0";
	for (const auto &[name, count] : interface.verdicts) {
		if (name == "reflected")
			answered = std::to_string(count);
		else if (count != 0 && name != "not_stamp" && name != "stamped")
			phrase += ", " + std::to_string(count) + " " + name;
	}
	for (const auto &[name, count] : interface.tlvs)
		if (count != 0)
			phrase += ", " + std::to_string(count) + " tlv_" + name;
	return plain_text(interface.iface) + ": " + answered + " answered" + phrase;
}

void ReflectorRenderer::answer(const stats::Answer &answer) {
	out_.write(json_ ? answer_json(answer) : answer_line(answer));
}

void ReflectorRenderer::warning(const stats::Warning &warning) {
	if (!json_)
		return;
	JsonWriter json;
	json.open().field("v", 1).field("type", "warning").field("code", warning.code);
	out_.write_surely(json.field("detail", warning.detail).close().take_line());
}

void ReflectorRenderer::stats(const std::vector<stats::InterfaceStats> &interfaces) {
	if (!json_) {
		for (const auto &interface : interfaces)
			out_.write_surely(counters_phrase(interface) + "\n");
		return;
	}
	out_.write_surely(stats_json(interfaces));
}

} // namespace stamp::render
