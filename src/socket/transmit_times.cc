// SPDX-License-Identifier: Apache-2.0
#include "socket/transmit_times.h"

#include <linux/net_tstamp.h>
#include <sys/socket.h>

namespace stamp::socket {
namespace {

constexpr int of_reception = SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE;
constexpr int of_both = of_reception | SOF_TIMESTAMPING_TX_SOFTWARE | SOF_TIMESTAMPING_OPT_ID |
			SOF_TIMESTAMPING_OPT_TSONLY;

Result<void> ask(int fd, int stamps) {
	if (setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPING, &stamps, sizeof(stamps)) != 0)
		return last_error("ask for times of transmission");
	return {};
}

} // namespace

// The kernel begins to count when it is asked to, and did not count before.
Result<void> TransmitTimes::begin(int fd) {
	entries_.fill({});
	next_ = 0;
	if (auto done = ask(fd, of_reception); !done)
		return done;
	auto done = ask(fd, of_both);
	asked_ = done.has_value();
	return done;
}

void TransmitTimes::left(const SentRequest &request) {
	entries_[next_ % most] = {next_, true, request};
	next_++;
}

std::optional<SentRequest> TransmitTimes::take(std::uint32_t id) {
	Entry &entry = entries_[id % most];
	if (!entry.is_waited_for || entry.id != id)
		return std::nullopt;
	entry.is_waited_for = false;
	return entry.request;
}

} // namespace stamp::socket
