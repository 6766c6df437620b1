// SPDX-License-Identifier: Apache-2.0
#include "bpf/object/handle.h"

#include "bpf/object/skel.h"

namespace stamp::bpf {

void SkeletonDeleter::operator()(stamp_bpf *skeleton) const {
	stamp_bpf__destroy(skeleton);
}

} // namespace stamp::bpf
