// SPDX-License-Identifier: Apache-2.0
#include "bpf/attach/probe.h"

#include <cerrno>
#include <cstring>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/if_link.h>

#include "base/fd.h"
#include "bpf/attach/tcx.h"
#include "net/iface.h"

namespace stamp::bpf {
namespace {

struct Probe {
	Fd program;
	int load_error = 0; // errno of loading the smallest program
};

// r0 = what lets a packet pass; exit
Probe load_smallest(bpf_prog_type type, int pass) {
	const bpf_insn instructions[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K,
		 .dst_reg = 0,
		 .src_reg = 0,
		 .off = 0,
		 .imm = pass},
		{.code = BPF_JMP | BPF_EXIT, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 0}};
	const int fd = bpf_prog_load(type, "stamp_probe", "GPL", instructions, 2, nullptr);
	return {Fd(fd), fd < 0 ? -fd : 0};
}

std::string explain(int code) {
	if (code == EPERM || code == EACCES)
		return "missing CAP_BPF or CAP_NET_ADMIN";
	return std::strerror(code);
}

// On the loopback device, for an instant. Whether a driver does it natively shows when attaching.
HookProbe probe_xdp(const Probe &probe) {
	if (probe.load_error != 0)
		return {"xdp", false, explain(probe.load_error)};
	const auto lo = net::find_interface("lo");
	if (!lo)
		return {"xdp", false, "no loopback device to test it on"};
	LIBBPF_OPTS(bpf_link_create_opts, options, .flags = XDP_FLAGS_SKB_MODE);
	const Fd link(bpf_link_create(probe.program.get(), lo->index, BPF_XDP, &options));
	if (link || errno == EBUSY || errno == EEXIST)
		return {"xdp", true, {}};
	return {"xdp", false, explain(errno)};
}

HookProbe probe_tcx(const Probe &probe) {
	if (probe.load_error != 0)
		return {"tcx", false, explain(probe.load_error)};
	const auto lo = net::find_interface("lo");
	if (!lo)
		return {"tcx", false, "no loopback device to test it on"};
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
	const Probe tc = load_smallest(BPF_PROG_TYPE_SCHED_CLS, -1);
	return {probe_xdp(load_smallest(BPF_PROG_TYPE_XDP, XDP_PASS)), probe_tcx(tc),
		probe_clsact(tc)};
}

std::string libbpf_version() {
	return std::to_string(libbpf_major_version()) + "." +
	       std::to_string(libbpf_minor_version());
}

std::string libbpf_built_version() {
	return std::to_string(LIBBPF_MAJOR_VERSION) + "." + std::to_string(LIBBPF_MINOR_VERSION);
}

} // namespace stamp::bpf
