// SPDX-License-Identifier: Apache-2.0
#include "bpf/probe.h"

#include <cerrno>
#include <cstring>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "base/fd.h"
#include "bpf/tcx.h"
#include "net/iface.h"

namespace stamp::bpf {
namespace {

struct Probe {
	Fd program;
	int load_error = 0; // errno of loading the smallest program
};

// r0 = -1; exit
Probe load_smallest() {
	const bpf_insn instructions[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K,
		 .dst_reg = 0,
		 .src_reg = 0,
		 .off = 0,
		 .imm = -1},
		{.code = BPF_JMP | BPF_EXIT, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 0}};
	const int fd = bpf_prog_load(BPF_PROG_TYPE_SCHED_CLS, "stamp_probe", "GPL", instructions, 2,
				     nullptr);
	return {Fd(fd), fd < 0 ? -fd : 0};
}

std::string explain(int code) {
	if (code == EPERM || code == EACCES)
		return "missing CAP_BPF or CAP_NET_ADMIN";
	return std::strerror(code);
}

HookProbe probe_tcx(const Probe &probe) {
	if (probe.load_error != 0)
		return {"tcx", false, explain(probe.load_error)};
	const auto lo = net::find_interface("lo");
	if (!lo)
		return {"tcx", false, "no loopback device to try it on"};
	LIBBPF_OPTS(bpf_link_create_opts, options, .flags = 0);
	const Fd link(bpf_link_create(probe.program.get(), lo->index,
				      static_cast<bpf_attach_type>(tcx_egress), &options));
	if (link)
		return {"tcx", true, {}};
	return {"tcx", false,
		errno == EINVAL ? "the kernel is older than 6.6 or built without it"
				: explain(errno)};
}

// A program of the right type loads: what else it takes is a qdisc, made when attaching.
HookProbe probe_clsact(const Probe &probe) {
	if (probe.load_error != 0)
		return {"clsact", false, explain(probe.load_error)};
	return {"clsact", true, {}};
}

} // namespace

std::vector<HookProbe> probe_hooks() {
	const Probe probe = load_smallest();
	return {probe_tcx(probe), probe_clsact(probe)};
}

std::string libbpf_version() {
	return std::to_string(libbpf_major_version()) + "." +
	       std::to_string(libbpf_minor_version());
}

std::string libbpf_built_version() {
	return std::to_string(LIBBPF_MAJOR_VERSION) + "." + std::to_string(LIBBPF_MINOR_VERSION);
}

} // namespace stamp::bpf
