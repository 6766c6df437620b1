// SPDX-License-Identifier: Apache-2.0
// Our end of a conversation in datagrams with a service on this host.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/fd.h"
#include "base/result.h"
#include "time/clock.h"

namespace stamp::time {

class Query {
public:
	// To a unix datagram socket. The service answers to a path, so our end gets one, removed
	// with this object, in the first of `own_directories` that takes it. An empty directory
	// stands for an abstract name of the kernel's choice, which needs no directory but is seen
	// in our network namespace only.
	[[nodiscard]] static Result<Query> local(const std::string &service_path,
						 std::span<const std::string> own_directories);
	// To 127.0.0.1.
	[[nodiscard]] static Result<Query> udp(std::uint16_t port);

	[[nodiscard]] Result<void> send(std::span<const std::uint8_t> datagram, MonoTime deadline);
	// The next datagram, cut at 1500 octets. ETIMEDOUT at the deadline.
	[[nodiscard]] Result<std::vector<std::uint8_t>> receive(MonoTime deadline);

private:
	struct Unlink {
		void operator()(std::string *path) const;
	};
	using OwnPath = std::unique_ptr<std::string, Unlink>;

	Query(Fd socket, std::string service, OwnPath own_path)
		: own_path_(std::move(own_path)), socket_(std::move(socket)),
		  service_(std::move(service)) {}

	[[nodiscard]] static Result<OwnPath> bind_in(int socket, const std::string &directory);
	[[nodiscard]] Result<void> wait_for(short events, MonoTime deadline) const;

	OwnPath own_path_;
	Fd socket_;
	std::string service_;
};

} // namespace stamp::time
