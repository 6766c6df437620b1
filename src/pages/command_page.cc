// SPDX-License-Identifier: Apache-2.0
#include "pages/command_page.h"

#include <algorithm>

#include "cli/command.h"
#include "cli/command_options.h"
#include "tlv/registry.h"

namespace stamp::pages {
namespace {

std::string summary_of(std::string_view name) {
	for (const cli::Command &command : cli::commands())
		if (command.name == name)
			return std::string(command.summary);
	return {};
}

bool is_word(std::string_view text) {
	return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
		return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
	});
}

} // namespace

std::vector<CommandPage> command_pages() {
	// What the tables would fill.
	static cli::SenderOptions sender;
	static cli::ReflectorOptions reflector;
	static cli::StatsOptions stats;
	static cli::AgentOptions agent;
	static cli::DoctorOptions doctor;
	static cli::VersionOptions version;
	std::vector<CommandPage> pages = {
		{"sender", "", "stamp-sender(1)", cli::sender_page(), cli::sender_table(sender)},
		{"reflector", "", "stamp-reflector(8)", cli::reflector_page(),
		 cli::reflector_table(reflector)},
		{"stats", "", "stamp-stats(1)", cli::stats_page(), cli::stats_table(stats)},
		{"agent", "", "stamp-agent(8)", cli::agent_page(), cli::agent_table(agent)},
		{"doctor", "", "stamp-doctor(1)", cli::doctor_page(), cli::doctor_table(doctor)},
		{"version", "", "stamp(1)", cli::version_page(), cli::version_table(version)},
		{"help", "", "stamp(1)", {}, {}},
	};
	for (CommandPage &page : pages)
		page.summary = summary_of(page.name);
	return pages;
}

const CommandPage *find(const std::vector<CommandPage> &pages, std::string_view name) {
	const auto found = std::find_if(pages.begin(), pages.end(),
					[&](const CommandPage &page) { return page.name == name; });
	return found == pages.end() ? nullptr : &*found;
}

std::vector<std::string> values_of(const cli::Option &option) {
	std::vector<std::string> values;
	if (option.name == "tlv") {
		for (const tlv::Row &row : tlv::rows()) {
			std::string &name = values.emplace_back(row.name);
			std::replace(name.begin(), name.end(), '_', '-'); // as the help has them
		}
		return values;
	}
	std::string_view rest = option.argument;
	while (!rest.empty()) {
		const std::string_view word = rest.substr(0, rest.find('|'));
		if (is_word(word))
			values.emplace_back(word);
		rest.remove_prefix(std::min(word.size() + 1, rest.size()));
	}
	return values;
}

} // namespace stamp::pages
