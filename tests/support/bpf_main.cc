// SPDX-License-Identifier: Apache-2.0
// main() of the tests that load programs: says what is missing and ends with 77 (skipped) where
// the kernel does not let us.
#define CATCH_CONFIG_RUNNER
#include "support/catch.h"

#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <iostream>

#include "support/prog_run.h"

namespace {

constexpr int skipped = 77;

int only_warnings(libbpf_print_level level, const char *format, std::va_list arguments) {
	return level == LIBBPF_WARN ? std::vfprintf(stderr, format, arguments) : 0;
}

int silence(libbpf_print_level, const char *, std::va_list) {
	return 0;
}

} // namespace

int main(int argc, char **argv) {
	libbpf_set_print(silence);
	{
		const auto probe = stamp::test::Datapath::load();

		if (!probe && probe.error().code == EPERM) {
			std::cout << "skipped: CAP_BPF and CAP_NET_ADMIN are needed to load a "
				     "program ("
				  << probe.error().text() << ")\n";
			return skipped;
		}
	}
	libbpf_set_print(only_warnings);
	return Catch::Session().run(argc, argv);
}
