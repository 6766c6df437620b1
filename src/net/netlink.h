// SPDX-License-Identifier: Apache-2.0
// Questions to rtnetlink(7) and the answers, as octets. Who asks knows what they mean.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include "base/fd.h"
#include "base/result.h"

namespace stamp::net {

using Octets = std::span<const std::byte>;

// The first sizeof(T) octets as a T; absent when there are fewer.
template <typename T> std::optional<T> read_as(Octets octets) {
	if (octets.size() < sizeof(T))
		return std::nullopt;
	T value;
	std::memcpy(&value, octets.data(), sizeof(T));
	return value;
}

// A row of attributes. A malformed one ends it.
class NetlinkAttributes {
public:
	explicit NetlinkAttributes(Octets octets) : octets_(octets) {}

	// The value of the last attribute of this type, as the kernel reads a row itself.
	[[nodiscard]] std::optional<Octets> find(std::uint16_t type) const;
	template <typename T> [[nodiscard]] std::optional<T> get(std::uint16_t type) const {
		const auto octets = find(type);
		return octets ? read_as<T>(*octets) : std::nullopt;
	}
	// Up to its terminating zero; empty when absent.
	[[nodiscard]] std::string text(std::uint16_t type) const;

private:
	Octets octets_;
};

struct NetlinkMessage {
	std::uint16_t type = 0, flags = 0;
	std::uint32_t sequence = 0;
	std::vector<std::byte> body; // behind the nlmsghdr

	// The struct that the body begins with: ifinfomsg, ifaddrmsg, rtmsg.
	template <typename T> [[nodiscard]] std::optional<T> header() const {
		return read_as<T>(body);
	}
	// What follows that struct.
	template <typename T> [[nodiscard]] NetlinkAttributes attributes() const {
		const std::size_t begin = NLMSG_ALIGN(sizeof(T));
		return NetlinkAttributes(begin < body.size() ? Octets(body).subspan(begin)
							     : Octets{});
	}
};

class NetlinkRequest {
public:
	// `type` is RTM_GET*, `header` the struct that it takes.
	template <typename T> NetlinkRequest(std::uint16_t type, const T &header) : type_(type) {
		append(&header, sizeof(header));
	}
	void add(std::uint16_t type, Octets value);

	[[nodiscard]] std::vector<std::byte> octets(std::uint16_t flags) const;

private:
	void append(const void *data, std::size_t size); // with its padding

	std::uint16_t type_;
	std::vector<std::byte> body_;
};

// Close-on-exec. `groups`: RTNLGRP_* to subscribe to.
Result<Fd> open_rtnetlink(const std::vector<int> &groups, bool blocking);

// From now on, of routes come those alone that say what is ours (local, broadcast): a router has
// others by the million.
Result<void> leave_out_other_routes(const Fd &fd);

// The messages of one datagram, whatever its size. Absent: nothing there (non-blocking), or
// nothing came within the time limit of a blocking socket. ENOBUFS: the kernel dropped some.
Result<std::optional<std::vector<NetlinkMessage>>> receive_netlink(const Fd &fd);

// Cuts a datagram into messages; what is malformed ends it.
std::vector<NetlinkMessage> split_netlink(Octets datagram);

// Every answer to a dump. A table that changed meanwhile is read again, a few times; then EAGAIN.
Result<std::vector<NetlinkMessage>> netlink_dump(const NetlinkRequest &request);

// The one answer to a question. The error is the kernel's (ENODEV, ENETUNREACH, ...).
Result<NetlinkMessage> netlink_ask(const NetlinkRequest &request);

} // namespace stamp::net
