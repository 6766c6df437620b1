// SPDX-License-Identifier: Apache-2.0
// Replies that leave later than the first one to their request (RFC 10052 3). A timer wakes for
// them; what is kept until then has bounds, and is dropped with the sockets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>

#include "base/fd.h"
#include "base/result.h"
#include "net/address.h"
#include "socket/replies.h"
#include "socket/reply_control.h"
#include "socket/store.h"

namespace stamp::socket {

class FurtherReplies {
public:
	// `epoll`: becomes readable when one is due.
	Result<void> open(int epoll);
	void close();

	// All but the first reply to it, to be sent by the socket `fd`.
	void add(KeptRequest request, const net::SocketAddress &to, int fd, ReplyControl &control);
	// Sends those that are due, some at most. True: there are more.
	bool send_due(Store &store, int ifindex);

private:
	struct Waiting {
		KeptRequest request;
		net::SocketAddress to;
		int fd;
	};
	using Queue = std::multimap<std::uint64_t, Waiting>; // by CLOCK_MONOTONIC

	std::size_t send_some(Store &store, int ifindex, std::uint64_t now);
	pkt make_frame(const KeptRequest &request, std::size_t i) const;
	static bool make_reply(const pkt &frame, const KeptRequest &request, Store &store);
	void next_of(Queue::iterator waiting, ReplyControl &control, bool goes_on);
	void set_timer();

	Queue queue_;
	Fd timer_;
	std::uint64_t timer_at_ = 0; // 0: it is not set
	std::unique_ptr<std::uint8_t[]> memory_;
	std::unique_ptr<net::SocketAddress[]> to_; // of the replies that are being sent
	Replies replies_;
};

} // namespace stamp::socket
