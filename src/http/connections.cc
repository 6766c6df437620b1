// SPDX-License-Identifier: Apache-2.0
#include "http/connections.h"

#include "net/tcp_listener.h"

namespace stamp::http {
namespace {

constexpr Duration for_request = std::chrono::seconds{10};
constexpr Duration for_response = std::chrono::seconds{120};
constexpr Duration between_requests = std::chrono::seconds{90}; // a scrape a minute keeps its own

} // namespace

void Connections::opened(int socket, MonoTime now) {
	const std::lock_guard lock(mutex_);
	deadlines_[socket] = now + for_request;
}

void Connections::asked(int socket, MonoTime now) {
	const std::lock_guard lock(mutex_);
	deadlines_[socket] = now + for_response;
}

void Connections::answered(int socket, MonoTime now) {
	const std::lock_guard lock(mutex_);
	deadlines_[socket] = now + between_requests;
}

void Connections::closed(int socket) {
	const std::lock_guard lock(mutex_);
	deadlines_.erase(socket);
}

void Connections::expire(MonoTime now) {
	const std::lock_guard lock(mutex_);
	for (const auto &[socket, deadline] : deadlines_)
		if (deadline <= now)
			net::shut_down(socket);
}

} // namespace stamp::http
