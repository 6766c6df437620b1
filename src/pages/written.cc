// SPDX-License-Identifier: Apache-2.0
#include "pages/written.h"

#include <cerrno>
#include <fstream>
#include <iterator>

#include "pages/completion.h"
#include "pages/manual.h"
#include "pages/tables.h"

namespace stamp::pages {

Result<std::string> contents(const std::string &path) {
	std::ifstream file(path, std::ios::binary);
	if (!file)
		return last_error("read " + path);
	return std::string(std::istreambuf_iterator<char>(file), {});
}

Result<std::vector<Written>> written_files(const std::string &root) {
	const auto pages = command_pages();
	std::vector<Written> files = {
		{"packaging/completions/stamp.bash", bash_completion(pages)},
		{"packaging/completions/_stamp", zsh_completion(pages)},
		{"packaging/completions/stamp.fish", fish_completion(pages)},
		{"docs/options.md", option_document(pages)},
	};
	for (const char *name : {"stamp.1", "stamp-sender.1", "stamp-reflector.8", "stamp-stats.1",
				 "stamp-doctor.1", "stamp-agent.8"}) {
		const std::string path = std::string("docs/man/") + name;
		const auto source = contents(root + "/" + path + ".in");
		if (!source)
			return source.error();
		auto page = manual(*source, pages);
		if (!page)
			return std::move(page).error().while_doing(path + ".in");
		files.push_back({path, std::move(page).value()});
	}
	const auto readme = contents(root + "/README.md");
	if (!readme)
		return readme.error();
	auto with_table = with_command_table(*readme, pages);
	if (!with_table)
		return std::move(with_table).error().while_doing("README.md");
	files.push_back({"README.md", std::move(with_table).value()});
	return files;
}

} // namespace stamp::pages
