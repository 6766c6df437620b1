// SPDX-License-Identifier: Apache-2.0
#include "socket/further_replies.h"

#include <algorithm>
#include <ctime>

#include <sys/epoll.h>
#include <sys/timerfd.h>

#include "socket/steps.h"

namespace stamp::socket {
namespace {

constexpr std::size_t stride = sizeof(ipv6hdr) + sizeof(udphdr) + STAMP_MAX_UDP_OCTETS + 1;
// Between two looks at what came in.
constexpr std::size_t most_at_once = 8 * batch_most;
constexpr std::uint64_t ns_per_s = 1'000'000'000;

std::uint64_t monotonic_ns() {
	timespec now{};
	clock_gettime(CLOCK_MONOTONIC, &now);
	return static_cast<std::uint64_t>(now.tv_sec) * ns_per_s +
	       static_cast<std::uint64_t>(now.tv_nsec);
}

} // namespace

Result<void> FurtherReplies::open(int epoll) {
	timer_ = Fd(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
	epoll_event event{.events = EPOLLIN, .data = {}};
	if (!timer_ || epoll_ctl(epoll, EPOLL_CTL_ADD, timer_.get(), &event) != 0)
		return last_error("wait for the times of replies");
	if (!memory_) {
		memory_.reset(new std::uint8_t[batch_most * stride]);
		to_ = std::make_unique<net::SocketAddress[]>(batch_most);
	}
	return {};
}

void FurtherReplies::close() {
	queue_.clear();
	timer_ = Fd();
	timer_at_ = 0;
}

void FurtherReplies::add(KeptRequest request, const net::SocketAddress &to, int fd,
			 ReplyControl &control) {
	if (!timer_)
		return;
	control.requests_left--;
	control.octets_left -= request.octets.size();
	const std::uint64_t due = monotonic_ns() + request.interval_ns;
	queue_.emplace(due, Waiting{std::move(request), to, fd});
	set_timer();
}

void FurtherReplies::set_timer() {
	const std::uint64_t wanted = queue_.empty() ? 0 : queue_.begin()->first;
	if (wanted == timer_at_ || !timer_)
		return;
	itimerspec at{};
	at.it_value = {static_cast<time_t>(wanted / ns_per_s),
		       static_cast<long>(wanted % ns_per_s)};
	timerfd_settime(timer_.get(), TFD_TIMER_ABSTIME, &at, nullptr);
	timer_at_ = wanted;
}

pkt FurtherReplies::make_frame(const KeptRequest &request, std::size_t i) const {
	std::uint8_t *const start = memory_.get() + i * stride;
	std::copy(request.octets.begin(), request.octets.end(), start);
	return {.start = start,
		.end = start + request.octets.size(),
		.room = start + stride,
		.hook = HOOK_TC,
		.arrived_ns = 0,
		.without_checksum = true};
}

// Up to its T3. False: there are no more, for its session or its key is gone.
bool FurtherReplies::make_reply(const pkt &frame, const KeptRequest &request, Store &store) {
	store.space.state = request.state;
	store.space.copy = request.copy;
	const auto verdict = static_cast<stamp_verdict>(answer_again(&frame));
	count(verdict);
	return verdict == STAMP_V_FURTHER && write_t3(&frame) == STAMP_V_STAMPED;
}

void FurtherReplies::next_of(Queue::iterator waiting, ReplyControl &control, bool goes_on) {
	KeptRequest &request = waiting->second.request;
	if (goes_on && --request.further != 0) {
		auto node = queue_.extract(waiting);
		node.key() += request.interval_ns;
		queue_.insert(std::move(node));
		return;
	}
	control.requests_left++;
	control.octets_left += request.octets.size();
	queue_.erase(waiting);
}

// Those of one socket, as many as go together. Returns how many were looked at.
std::size_t FurtherReplies::send_some(Store &store, int ifindex, std::uint64_t now) {
	const int fd = queue_.begin()->second.fd;
	std::size_t count = 0;
	replies_.clear();
	while (count < batch_most && !queue_.empty() && queue_.begin()->first <= now &&
	       queue_.begin()->second.fd == fd) {
		const auto first = queue_.begin();
		to_[count] = first->second.to;
		store.turned_at = count;
		const pkt frame = make_frame(first->second.request, count);
		const bool made = make_reply(frame, first->second.request, store);
		if (made)
			replies_.add(frame, to_[count], ifindex);
		count++;
		next_of(first, *store.control, made);
	}
	store.verdicts[STAMP_V_STAMPED] += replies_.send(fd);
	return count;
}

bool FurtherReplies::send_due(Store &store, int ifindex) {
	if (queue_.empty())
		return false;
	const std::uint64_t now = monotonic_ns();
	std::size_t left = most_at_once;
	while (left != 0 && !queue_.empty() && queue_.begin()->first <= now)
		left -= std::min(left, send_some(store, ifindex, now));
	set_timer();
	return left == 0;
}

} // namespace stamp::socket
