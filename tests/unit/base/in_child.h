// SPDX-License-Identifier: Apache-2.0
// Runs part of a test in a process of its own, for what cannot be undone: capabilities,
// namespaces, death.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <exception>

#include <sys/wait.h>
#include <unistd.h>

namespace stamp::test {

constexpr int child_passed = 0;
constexpr int child_skipped = 77;
constexpr int child_crashed = -1;

// Ends the child, and the test with it, naming the condition that does not hold.
#define CHILD_CHECK(condition)                                                                     \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			std::fprintf(stderr, "%s:%d: in child: %s\n", __FILE__, __LINE__,          \
				     #condition);                                                  \
			std::fflush(stderr);                                                       \
			_exit(1);                                                                  \
		}                                                                                  \
	} while (0)

// Ends the child, loudly: this machine lacks what the test needs.
[[noreturn]] inline void skip_child(const char *lacking) {
	std::fprintf(stderr, "SKIP: %s\n", lacking);
	std::fflush(stderr);
	_exit(child_skipped);
}

// The exit status of `part`: child_passed, child_skipped, or a failure.
template <typename Part> int in_child(Part part) {
	std::fflush(nullptr);
	const pid_t pid = fork();
	if (pid == 0) {
		try {
			part();
		} catch (const std::exception &e) {
			std::fprintf(stderr, "in child: %s\n", e.what());
			_exit(1);
		}
		_exit(child_passed);
	}
	int status = 0;
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return child_crashed;
	return WEXITSTATUS(status);
}

inline bool passed_or_skipped(int status) {
	return status == child_passed || status == child_skipped;
}

} // namespace stamp::test
