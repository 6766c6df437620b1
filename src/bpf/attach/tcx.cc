// SPDX-License-Identifier: Apache-2.0
#include "bpf/attach/tcx.h"

#include <cerrno>

#include <bpf/bpf.h>

namespace stamp::bpf {

Result<Fd> link_tcx(const Program &program, const net::Interface &iface, int attach_type) {
	LIBBPF_OPTS(bpf_link_create_opts, options, .flags = tcx_before);
	const int fd = bpf_link_create(program.fd.get(), iface.index,
				       static_cast<bpf_attach_type>(attach_type), &options);
	if (fd >= 0)
		return Fd(fd);
	const std::string what = "attach " + program.name + " to " + iface.name + " (tcx)";
	if (fd == -ERANGE)
		return Error{tcx_is_full,
			     what + ": " + std::to_string(tcx_most_programs) +
				     " programs are attached, which is the maximum",
			     "--hook clsact, or detach one of them: bpftool net show dev " +
				     iface.name};
	// Before 6.6 the attach type is unknown.
	return Error{fd == -EINVAL ? EOPNOTSUPP : -fd, what};
}

bool has_tcx_room(const net::Interface &iface) {
	for (const int type : {tcx_ingress, tcx_egress}) {
		std::uint32_t count = 0;
		bpf_prog_query(iface.index, static_cast<bpf_attach_type>(type), 0, nullptr, nullptr,
			       &count);
		if (count >= tcx_most_programs)
			return false;
	}
	return true;
}

bool clsact_may_serve(const Error &error) {
	return error.code == EOPNOTSUPP || error.code == tcx_is_full;
}

} // namespace stamp::bpf
