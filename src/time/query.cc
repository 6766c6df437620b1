// SPDX-License-Identifier: Apache-2.0
#include "time/query.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>

namespace stamp::time {

namespace {

Result<sockaddr_un> unix_address(const std::string &path) {
	sockaddr_un address{};
	address.sun_family = AF_UNIX;
	if (path.size() >= sizeof(address.sun_path))
		return Error{ENAMETOOLONG, "ask " + path};
	std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
	return address;
}

template <typename Address> const sockaddr *generic(const Address &address) {
	return reinterpret_cast<const sockaddr *>(&address);
}

// Two queries of one process must not meet, nor two processes.
std::string own_name() {
	static std::atomic<unsigned> count{0};
	return "stamp." + std::to_string(::getpid()) + "." + std::to_string(count++);
}

} // namespace

void Query::Unlink::operator()(std::string *path) const {
	::unlink(path->c_str());
	delete path;
}

Result<Query::OwnPath> Query::bind_in(int socket, const std::string &directory) {
	if (directory.empty()) {
		const sockaddr_un any{.sun_family = AF_UNIX, .sun_path = {}};
		if (::bind(socket, generic(any), sizeof(any.sun_family)) < 0)
			return last_error("bind a socket");
		return OwnPath{};
	}
	OwnPath path{new std::string{directory + "/" + own_name()}};
	auto address = unix_address(*path);
	if (!address)
		return std::move(address).error();
	// The service has dropped its privileges and needs leave to write to us. Nobody else gets
	// a word in: the socket is connected. It is born with that mode: a chmod() of its path
	// would follow a link that the directory's owner puts there meanwhile.
	const mode_t before = ::umask(0111);
	const bool bound = ::bind(socket, generic(*address), sizeof(*address)) == 0;
	::umask(before); // leaves errno alone
	if (!bound) {
		Error error = last_error("bind a socket in " + directory);
		// The name may be that of a file of another program, which must stay.
		delete path.release();
		return error;
	}
	return path;
}

Result<Query> Query::local(const std::string &service_path,
			   std::span<const std::string> own_directories) {
	auto service = unix_address(service_path);
	if (!service)
		return std::move(service).error();
	Fd socket{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
	// Connected before it is bound: no file appears where there is no service.
	if (!socket || ::connect(socket.get(), generic(*service), sizeof(*service)) < 0)
		return last_error("ask " + service_path);

	Error last{EINVAL, "ask " + service_path};
	for (const std::string &directory : own_directories) {
		auto own_path = bind_in(socket.get(), directory);
		if (own_path)
			return Query{std::move(socket), service_path, std::move(*own_path)};
		last = std::move(own_path).error().while_doing("ask " + service_path);
	}
	return last;
}

Result<Query> Query::udp(std::uint16_t port) {
	const std::string name = "127.0.0.1:" + std::to_string(port);
	sockaddr_in service{};
	service.sin_family = AF_INET;
	service.sin_port = htons(port);
	service.sin_addr.s_addr = htonl(INADDR_LOOPBACK);

	Fd socket{::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
	if (!socket || ::connect(socket.get(), generic(service), sizeof(service)) < 0)
		return last_error("ask " + name);
	return Query{std::move(socket), name, OwnPath{}};
}

Result<void> Query::wait_for(short events, MonoTime deadline) const {
	pollfd one{.fd = socket_.get(), .events = events, .revents = 0};

	for (;;) {
		const Duration left = deadline - mono_now();
		if (left <= Duration{0})
			return Error{ETIMEDOUT, "ask " + service_};
		// Rounded up, lest the last millisecond be a busy loop.
		const auto left_ms = std::chrono::ceil<std::chrono::milliseconds>(left).count();
		const int ready =
			::poll(&one, 1, static_cast<int>(std::min<std::int64_t>(left_ms, 60'000)));
		if (ready > 0)
			return {};
		if (ready < 0 && errno != EINTR)
			return last_error("ask " + service_);
	}
}

Result<void> Query::send(std::span<const std::uint8_t> datagram, MonoTime deadline) {
	while (::send(socket_.get(), datagram.data(), datagram.size(), MSG_NOSIGNAL) < 0) {
		if (errno != EAGAIN && errno != EINTR)
			return last_error("ask " + service_);
		if (auto ready = wait_for(POLLOUT, deadline); !ready)
			return ready;
	}
	return {};
}

Result<std::vector<std::uint8_t>> Query::receive(MonoTime deadline) {
	std::vector<std::uint8_t> datagram(1500);
	for (;;) {
		const auto octets = ::recv(socket_.get(), datagram.data(), datagram.size(), 0);
		if (octets >= 0) {
			datagram.resize(static_cast<std::size_t>(octets));
			return datagram;
		}
		if (errno != EAGAIN && errno != EINTR)
			return last_error("ask " + service_);
		if (auto ready = wait_for(POLLIN, deadline); !ready)
			return std::move(ready).error();
	}
}

} // namespace stamp::time
