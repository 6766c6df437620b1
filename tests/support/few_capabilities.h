// SPDX-License-Identifier: Apache-2.0
// While it lives, the thread has no capability but CAP_BPF and CAP_NET_ADMIN: the kernel
// verifies what is loaded as it does for a service without CAP_PERFMON, guards against Spectre
// included.
#pragma once

#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <stdexcept>

namespace stamp::test {

class FewCapabilities {
public:
	FewCapabilities() {
		call(SYS_capget, before_);
		Sets few = before_;
		few.set[0].effective &= 1u << CAP_NET_ADMIN;
		few.set[1].effective &= 1u << (CAP_BPF - 32);
		call(SYS_capset, few);
	}
	FewCapabilities(const FewCapabilities &) = delete;
	FewCapabilities &operator=(const FewCapabilities &) = delete;
	// What was effective is permitted still, so this cannot fail.
	~FewCapabilities() { syscall(SYS_capset, &header_, before_.set); }

private:
	struct Sets {
		__user_cap_data_struct set[_LINUX_CAPABILITY_U32S_3] = {};
	};

	void call(long number, Sets &sets) {
		if (syscall(number, &header_, sets.set))
			throw std::runtime_error("cannot change capabilities");
	}

	__user_cap_header_struct header_ = {_LINUX_CAPABILITY_VERSION_3, 0};
	Sets before_;
};

} // namespace stamp::test
