// SPDX-License-Identifier: Apache-2.0
// A service on a unix datagram socket in a directory of its own, both gone with the object.
#pragma once

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "base/fd.h"
#include "time/clock.h"

namespace fakes {

using Octets = std::vector<std::uint8_t>;

inline Octets octets(std::string_view hex) {
	Octets out;
	for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
		out.push_back(static_cast<std::uint8_t>(
			std::stoul(std::string{hex.substr(i, 2)}, nullptr, 16)));
	return out;
}

class Directory {
public:
	Directory() {
		std::string name = "/tmp/stamp-test-XXXXXX";
		if (::mkdtemp(name.data()))
			path_ = name;
	}
	~Directory() {
		std::error_code ignored;
		if (!path_.empty())
			std::filesystem::remove_all(path_, ignored);
	}
	Directory(const Directory &) = delete;
	Directory &operator=(const Directory &) = delete;

	[[nodiscard]] const std::string &path() const { return path_; }
	[[nodiscard]] std::ptrdiff_t files() const {
		return std::distance(std::filesystem::directory_iterator{path_}, {});
	}

private:
	std::string path_;
};

// Answers each datagram with those that `reply` makes of it.
class Service {
public:
	using Reply = std::function<std::vector<Octets>(std::span<const std::uint8_t>)>;

	Service(const std::string &path, Reply reply)
		: socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)),
		  reply_(std::move(reply)) {
		sockaddr_un address{};
		address.sun_family = AF_UNIX;
		path.copy(address.sun_path, sizeof(address.sun_path) - 1);
		const timeval patience{.tv_sec = 0, .tv_usec = 20'000};
		::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
		if (::bind(socket_.get(), reinterpret_cast<const sockaddr *>(&address),
			   sizeof(address)) == 0)
			thread_ = std::jthread{[this](std::stop_token stop) { serve(stop); }};
	}

private:
	void serve(const std::stop_token &stop) {
		std::array<std::uint8_t, 1500> request;
		while (!stop.stop_requested()) {
			sockaddr_un client{};
			socklen_t length = sizeof(client);
			auto *const to = reinterpret_cast<sockaddr *>(&client);
			const auto n = ::recvfrom(socket_.get(), request.data(), request.size(), 0,
						  to, &length);
			if (n < 0)
				continue;
			for (const Octets &answer :
			     reply_({request.data(), static_cast<std::size_t>(n)}))
				::sendto(socket_.get(), answer.data(), answer.size(), 0, to,
					 length);
		}
	}

	stamp::Fd socket_;
	Reply reply_;
	std::jthread thread_;
};

inline stamp::MonoTime in_ms(int ms) {
	return stamp::mono_now() + std::chrono::milliseconds{ms};
}

} // namespace fakes
