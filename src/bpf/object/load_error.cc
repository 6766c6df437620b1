// SPDX-License-Identifier: Apache-2.0
#include "bpf/object/load_error.h"

#include <cerrno>

#include <bpf/libbpf.h>
#include <linux/capability.h>

#include "base/privilege.h"

namespace stamp::bpf {
namespace {

// What is built without, or older than Linux 5.8, says EINVAL as a verifier does.
bool kernel_has_what_it_takes() {
	return libbpf_probe_bpf_prog_type(BPF_PROG_TYPE_SCHED_CLS, nullptr) != 0 &&
	       libbpf_probe_bpf_map_type(BPF_MAP_TYPE_RINGBUF, nullptr) != 0;
}

} // namespace

Error load_error(int code, bool bound) {
	// Unknown flags (before Linux 6.3), or a driver that does not provide the times.
	if (bound && (code == EINVAL || code == ESRCH))
		return Error{EOPNOTSUPP, "load an XDP program bound to its device"};
	if (code == EINVAL && !kernel_has_what_it_takes())
		return Error{EOPNOTSUPP, "load the BPF programs: this kernel has no programs for "
					 "tc, or no ring buffers"};
	// The verifier refused. The programs are written so that it wants no CAP_PERFMON (which
	// frees from its guards against Spectre) on the kernels that were tried. Another one may
	// find an access that is not allowed (EACCES), too much stack (EINVAL), or no end (EFAULT,
	// E2BIG).
	const bool by_verifier =
		code == EACCES || code == EINVAL || code == EFAULT || code == E2BIG;
	if (by_verifier && !privilege::has(CAP_PERFMON))
		return Error{EPERM,
			     "load the BPF programs: missing CAP_PERFMON",
			     {},
			     Reason::wants_perfmon};
	if (code == EACCES)
		return Error{EOPNOTSUPP, "load the BPF programs: refused by the verifier"};
	return Error{code, "load the BPF programs"};
}

} // namespace stamp::bpf
