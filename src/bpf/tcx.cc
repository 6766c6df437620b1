// SPDX-License-Identifier: Apache-2.0
#include "bpf/tcx.h"

#include <cerrno>

#include <bpf/bpf.h>

namespace stamp::bpf {

Result<Fd> link_tcx(const bpf_program *program, const net::Interface &iface, int attach_type) {
	LIBBPF_OPTS(bpf_link_create_opts, options, .flags = tcx_before);
	const int fd = bpf_link_create(bpf_program__fd(program), iface.index,
				       static_cast<bpf_attach_type>(attach_type), &options);
	if (fd >= 0)
		return Fd(fd);
	// Before 6.6 the attach type is unknown.
	const int code = fd == -EINVAL ? EOPNOTSUPP : -fd;
	return Error{code, std::string("attach ") + bpf_program__name(program) + " to " +
				   iface.name + " (tcx)"};
}

} // namespace stamp::bpf
