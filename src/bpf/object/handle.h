// SPDX-License-Identifier: Apache-2.0
// One owner for every kind of kernel thing that libbpf hands out.
#pragma once

#include <memory>

#include <bpf/libbpf.h>

struct stamp_bpf; // bpf/object/skel.h, whose objects of some megabytes take long to compile

namespace stamp::bpf {

struct SkeletonDeleter {
	void operator()(stamp_bpf *skeleton) const;
};
struct RingBufferDeleter {
	void operator()(ring_buffer *ring) const { ring_buffer__free(ring); }
};

using Skeleton = std::unique_ptr<stamp_bpf, SkeletonDeleter>;
using RingBuffer = std::unique_ptr<ring_buffer, RingBufferDeleter>;

} // namespace stamp::bpf
