// SPDX-License-Identifier: Apache-2.0
#include "net/service_manager.h"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/fd.h"

namespace stamp::net {
namespace {

std::optional<std::uint64_t> number_of(const char *variable) {
	const char *text = std::getenv(variable);
	std::uint64_t value = 0;
	if (!text)
		return std::nullopt;
	const char *end = text + std::strlen(text);
	const auto [stop, failure] = std::from_chars(text, end, value);
	if (failure != std::errc{} || stop != end)
		return std::nullopt;
	return value;
}

std::optional<std::chrono::microseconds> wanted_watchdog() {
	const auto whose = number_of("WATCHDOG_PID"), us = number_of("WATCHDOG_USEC");
	constexpr std::uint64_t longest = INT64_MAX / 1000; // in ns it fits, too
	if (!us || *us == 0 || *us > longest ||
	    (whose && *whose != static_cast<std::uint64_t>(getpid())))
		return std::nullopt;
	return std::chrono::microseconds{static_cast<std::int64_t>(*us)};
}

} // namespace

std::optional<ServiceManager> ServiceManager::find() {
	const char *socket = std::getenv("NOTIFY_SOCKET");
	constexpr std::size_t longest = sizeof(sockaddr_un::sun_path);
	if (!socket || (*socket != '/' && *socket != '@') || std::strlen(socket) >= longest)
		return std::nullopt;
	ServiceManager manager;
	manager.socket_ = socket;
	manager.watchdog_ = wanted_watchdog();
	return manager;
}

void ServiceManager::notify(const std::string &state) const {
	sockaddr_un address{};
	address.sun_family = AF_UNIX;
	std::memcpy(address.sun_path, socket_.data(), socket_.size());
	const bool is_abstract = socket_.front() == '@';
	if (is_abstract)
		address.sun_path[0] = 0;
	const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) +
						   socket_.size() + (is_abstract ? 0 : 1));
	const Fd fd(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
	(void)sendto(fd.get(), state.data(), state.size(), MSG_NOSIGNAL,
		     reinterpret_cast<const sockaddr *>(&address), length);
}

} // namespace stamp::net
