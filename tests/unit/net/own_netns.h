// SPDX-License-Identifier: Apache-2.0
// A network namespace of the test's own, for a child process; root is not needed where user
// namespaces are to be had.
#pragma once

#include <cstdlib>
#include <fstream>
#include <string>

#include <sched.h>
#include <unistd.h>

#include "unit/base/in_child.h"

namespace stamp::test {

inline void write_file(const char *path, const std::string &text) {
	if (!(std::ofstream(path) << text << std::flush))
		skip_child("needs user namespaces in which root is mapped");
}

// Moves this process into a new network namespace, where lo is down and nothing else is; skips
// the child's part where the system forbids it.
inline void enter_own_netns() {
	if (unshare(CLONE_NEWNET) == 0)
		return;
	const std::string user = std::to_string(getuid()), group = std::to_string(getgid());
	if (unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0)
		skip_child("needs root or user namespaces to make a network namespace");
	// As root there, or ip(8) would lose its capabilities by being executed.
	write_file("/proc/self/setgroups", "deny");
	write_file("/proc/self/uid_map", "0 " + user + " 1");
	write_file("/proc/self/gid_map", "0 " + group + " 1");
}

// ip(8) with these arguments, which has to succeed.
inline void ip(const std::string &arguments) {
	constexpr int not_found = 127;
	const std::string path = "PATH=$PATH:/sbin:/usr/sbin ";
	const int status = std::system((path + "ip " + arguments).c_str());
	if (WIFEXITED(status) && WEXITSTATUS(status) == not_found)
		skip_child("needs ip(8) of iproute2");
	if (status != 0) {
		std::fprintf(stderr, "in child: ip %s failed\n", arguments.c_str());
		_exit(1);
	}
}

// A pair of connected interfaces, s9a and s9b; skips where the kernel has none.
inline void add_veth_pair() {
	const std::string quiet = " >/dev/null 2>&1";
	ip("link show lo" + quiet);
	const std::string command =
		"PATH=$PATH:/sbin:/usr/sbin ip link add s9a type veth peer name s9b";
	if (std::system((command + quiet).c_str()) != 0)
		skip_child("needs veth interfaces in the kernel");
}

} // namespace stamp::test
