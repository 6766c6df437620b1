// SPDX-License-Identifier: Apache-2.0
// `bench_attach IFACE PROGRAM...`: programs of floor.bpf.c on an interface, until stdin ends.
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include <bpf/bpf.h>
#include <net/if.h>
#include <unistd.h>

#include "base/fd.h"
#include "bench/floor.h"
#include "bpf/attach/tcx.h"

namespace {

int hook_of(const bpf_program *program) {
	if (bpf_program__type(program) == BPF_PROG_TYPE_XDP)
		return BPF_XDP;
	return std::string(bpf_program__name(program)).ends_with("_out") ? stamp::bpf::tcx_egress
									 : stamp::bpf::tcx_ingress;
}

int fail(const char *what) {
	std::fprintf(stderr, "bench_attach: %s: %s\n", what, std::strerror(errno));
	return 1;
}

} // namespace

int main(int count, char **words) {
	const stamp::bench::Floor floor(floor_bpf__open_and_load());
	std::vector<stamp::Fd> links;
	if (count < 3 || !floor)
		return fail("wants IFACE PROGRAM..., and to load them");
	const auto ifindex = static_cast<int>(if_nametoindex(words[1]));
	for (int i = 2; i < count; i++) {
		const bpf_program *program = bpf_object__find_program_by_name(floor->obj, words[i]);
		if (!program)
			return fail(words[i]);
		links.emplace_back(bpf_link_create(bpf_program__fd(program), ifindex,
						   static_cast<bpf_attach_type>(hook_of(program)),
						   nullptr));
		if (!links.back())
			return fail(words[i]);
	}
	std::puts("ready");
	std::fflush(stdout);
	for (char octet = 0; read(STDIN_FILENO, &octet, 1) > 0;) {
	}
	return 0;
}
