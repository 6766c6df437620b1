// SPDX-License-Identifier: Apache-2.0
#include "bpf/object/records.h"

#include <cerrno>

namespace stamp::bpf {

Result<std::unique_ptr<Records>> Records::open(const Object &object) {
	std::unique_ptr<Records> records(new Records);
	records->ring_.reset(ring_buffer__new(object.map("ring"), take, records.get(), nullptr));
	if (!records->ring_)
		return last_error("map the ring of records");
	return records;
}

// A negative value ends the drain; the record is taken all the same.
int Records::take(void *self, void *data, std::size_t size) {
	Records &records = *static_cast<Records *>(self);
	const int done = --records.left_ == 0 ? -ECANCELED : 0;
	const auto *const record = static_cast<const stamp_record *>(data);
	if (size < sizeof(*record) || size - sizeof(*record) < record->tail_octets)
		return done;
	const auto *const tail = static_cast<const std::uint8_t *>(data) + sizeof(*record);
	(*records.handler_)(*record, {tail, record->tail_octets});
	return done;
}

bool Records::drain(const session::RecordHandler &handler) {
	handler_ = &handler;
	left_ = session::drain_most;
	ring_buffer__consume(ring_.get());
	handler_ = nullptr;
	return left_ == 0;
}

} // namespace stamp::bpf
