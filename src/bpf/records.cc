// SPDX-License-Identifier: Apache-2.0
#include "bpf/records.h"

#include <cerrno>

namespace stamp::bpf {

Result<std::unique_ptr<Records>> Records::open(const Object &object) {
	std::unique_ptr<Records> records(new Records);
	records->ring_.reset(ring_buffer__new(object.map("ring"), take,
					      records.get(), nullptr));
	if (!records->ring_)
		return last_error("map the ring of records");
	return records;
}

int Records::take(void *self, void *data, std::size_t size) {
	const auto *const record = static_cast<const stamp_record *>(data);
	if (size < sizeof(*record) || size - sizeof(*record) < record->tail_octets)
		return 0;
	const auto *const tail = static_cast<const std::uint8_t *>(data) + sizeof(*record);
	(*static_cast<Records *>(self)->handler_)(*record, {tail, record->tail_octets});
	return 0;
}

void Records::drain(const session::RecordHandler &handler) {
	handler_ = &handler;
	ring_buffer__consume(ring_.get());
	handler_ = nullptr;
}

} // namespace stamp::bpf
