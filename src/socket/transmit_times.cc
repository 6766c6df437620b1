// SPDX-License-Identifier: Apache-2.0
#include "socket/transmit_times.h"

#include <cerrno>

#include <linux/net_tstamp.h>
#include <sys/socket.h>

namespace stamp::socket {
namespace {

constexpr int of_reception = SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE;
// Twice of each packet: once it waits for the device, and once the driver has it. Only the first is
// certain to come.
constexpr int of_both = of_reception | SOF_TIMESTAMPING_TX_SCHED | SOF_TIMESTAMPING_TX_SOFTWARE |
			SOF_TIMESTAMPING_OPT_ID | SOF_TIMESTAMPING_OPT_TSONLY;

// Some kernels take the option, and do nothing.
Result<void> ask(int fd, int stamps) {
	int taken = 0;
	socklen_t size = sizeof(taken);
	if (setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPING, &stamps, sizeof(stamps)) != 0 ||
	    getsockopt(fd, SOL_SOCKET, SO_TIMESTAMPING, &taken, &size) != 0)
		return last_error("ask for times of transmission");
	if (size != sizeof(taken) || (taken & stamps) != stamps)
		return Error{EOPNOTSUPP, "ask for times of transmission"};
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

std::optional<SentRequest> TransmitTimes::find(std::uint32_t id) const {
	const Entry &entry = entries_[id % most];
	return entry.is_waited_for && entry.id == id ? std::optional(entry.request) : std::nullopt;
}

std::optional<SentRequest> TransmitTimes::take(std::uint32_t id) {
	const auto request = find(id);
	if (request)
		entries_[id % most].is_waited_for = false;
	return request;
}

std::vector<SentRequest> TransmitTimes::waited_for() const {
	std::vector<SentRequest> all;
	for (const Entry &entry : entries_)
		if (entry.is_waited_for)
			all.push_back(entry.request);
	return all;
}

} // namespace stamp::socket
