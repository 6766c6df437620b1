// SPDX-License-Identifier: Apache-2.0
#include "render/host.h"

#include <optional>

#include "render/json_writer.h"

namespace stamp::render {
namespace {

std::string joined(const std::vector<std::string> &parts, const char *between) {
	std::string all;
	for (const std::string &part : parts)
		all += (&part == &parts.front() ? "" : between) + part;
	return all;
}

} // namespace

std::string host_text(const stats::HostReport &report) {
	std::string out = "stamp " + report.stamp + "\nkernel  " + report.kernel + "\nlibbpf  " +
			  report.libbpf + " (built with " + report.libbpf_built + ")\n";
	for (const stats::HookState &hook : report.hooks)
		out += "hook    " + hook.name + ": " +
		       (hook.available ? "available" : "not available: " + hook.why_not) + "\n";
	for (const stats::CardState &card : report.cards)
		out += "card    " + card.iface + ": receive times " +
		       (card.why_not.empty() ? card.on ? "available, on" : "available, off"
					     : "not available: " + card.why_not) +
		       "\n";
	return out + "follows " + joined(report.rfcs, ", ") + "\n";
}

std::string host_json(const stats::HostReport &report) {
	JsonWriter json;
	json.open().field("v", 1).field("type", "version").field("stamp", report.stamp);
	json.field("kernel", report.kernel).field("libbpf", report.libbpf);
	json.field("libbpf_built", report.libbpf_built).open("hooks", '[');
	for (const stats::HookState &hook : report.hooks) {
		json.open().field("name", hook.name).field("available", hook.available);
		const bool known = !hook.why_not.empty();
		json.field("why_not", known ? std::optional(hook.why_not) : std::nullopt).close();
	}
	json.close(']').open("cards", '[');
	for (const stats::CardState &card : report.cards) {
		const bool known = !card.why_not.empty();
		json.open().field("iface", card.iface).field("receive_times", !known);
		json.field("on", card.on);
		json.field("why_not", known ? std::optional(card.why_not) : std::nullopt).close();
	}
	json.close(']').open("rfcs", '[');
	for (const std::string &rfc : report.rfcs)
		json.element(rfc);
	return json.close(']').close().take_line();
}

} // namespace stamp::render
