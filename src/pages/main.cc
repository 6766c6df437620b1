// SPDX-License-Identifier: Apache-2.0
// stamp-pages PROJECT: writes manual pages, completions and tables from the option tables.
// Not installed; the unit tests compare what is there with what it would write.
#include <fstream>

#include "cli/error_line.h"
#include "cli/exit_code.h"
#include "pages/written.h"

int main(int argc, char **argv) {
	using namespace stamp;
	if (argc != 2)
		return cli::complain(
			cli::UsageError{"stamp-pages", "takes the project's directory", {}});
	const std::string root = argv[1];
	const auto files = pages::written_files(root);
	if (!files)
		return cli::complain(files.error(), {});
	for (const pages::Written &file : *files) {
		std::ofstream out(root + "/" + file.path, std::ios::binary);
		out << file.content;
		if (!out.flush())
			return cli::complain(last_error("write " + file.path), {});
	}
	return cli::exit_ok;
}
