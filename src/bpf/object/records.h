// SPDX-License-Identifier: Apache-2.0
// Reads the ring of records.
#pragma once

#include <memory>

#include "bpf/object/object.h"

namespace stamp::bpf {

class Records {
public:
	static Result<std::unique_ptr<Records>> open(const Object &object);

	// Readable when a record came with a wake-up.
	[[nodiscard]] int fd() const { return ring_buffer__epoll_fd(ring_.get()); }
	// Also takes records that woke nobody; session::drain_most at most. True: there are more.
	bool drain(const session::RecordHandler &handler);

private:
	Records() = default;
	static int take(void *self, void *data, std::size_t size);

	RingBuffer ring_;
	const session::RecordHandler *handler_ = nullptr;
	std::size_t left_ = 0; // of this drain()
};

} // namespace stamp::bpf
