// SPDX-License-Identifier: Apache-2.0
#include "render/checkup.h"

#include <algorithm>
#include <optional>

#include "base/plain_text.h"
#include "render/json_writer.h"

namespace stamp::render {
namespace {

using stats::Check, stats::Finding;

constexpr std::size_t finding_column = 7;

const char *name_of(Finding finding) {
	switch (finding) {
	case Finding::ok:
		return "ok";
	case Finding::note:
		return "note";
	default:
		return "fault";
	}
}

std::optional<std::string> unless_empty(const std::string &text) {
	return text.empty() ? std::nullopt : std::optional(text);
}

std::string counted(std::size_t count, const char *noun) {
	return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string subject(const Check &check) {
	return check.iface.empty() ? check.name : plain_text(check.iface) + " " + check.name;
}

} // namespace

std::string checkup_text(const stats::Checkup &checkup) {
	std::size_t width = 0;
	for (const Check &check : checkup.checks)
		width = std::max(width, subject(check).size());
	std::string out = "stamp " + checkup.stamp + "\n";
	for (const Check &check : checkup.checks) {
		std::string line = name_of(check.finding);
		line.resize(finding_column, ' ');
		line += subject(check);
		line.resize(finding_column + width + 2, ' ');
		out += line + plain_text(check.text) + "\n";
		if (!check.cure.empty())
			out += std::string(finding_column, ' ') + "try: " + plain_text(check.cure) +
			       "\n";
	}
	return out + counted(checkup.count(Finding::fault), "fault") + ", " +
	       counted(checkup.count(Finding::note), "note") + "\n";
}

std::string checkup_json(const stats::Checkup &checkup) {
	JsonWriter json;
	json.open().field("v", 1).field("type", "doctor").field("stamp", checkup.stamp);
	json.field("exit", checkup.exit).open("checks", '[');
	for (const Check &check : checkup.checks) {
		json.open().field("name", check.name).field("iface", unless_empty(check.iface));
		json.field("finding", name_of(check.finding)).field("text", check.text);
		json.field("cure", unless_empty(check.cure)).close();
	}
	return json.close(']').close().take_line();
}

} // namespace stamp::render
