// SPDX-License-Identifier: Apache-2.0
#include "net/xdp_metadata.h"

#include <cstring>
#include <string_view>

#include <linux/genetlink.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "base/fd.h"
#include "net/netlink.h"

namespace stamp::net {
namespace {

constexpr timeval answer_limit{1, 0};
constexpr std::string_view family_name("netdev\0", 7);

// linux/netdev.h, which Debian 12 does not have.
constexpr std::uint8_t command_dev_get = 1;	   // NETDEV_CMD_DEV_GET
constexpr std::uint16_t attribute_ifindex = 1;	   // NETDEV_A_DEV_IFINDEX
constexpr std::uint16_t attribute_rx_features = 5; // NETDEV_A_DEV_XDP_RX_METADATA_FEATURES
constexpr std::uint64_t feature_timestamp = 1;	   // NETDEV_XDP_RX_METADATA_TIMESTAMP

struct Question {
	std::uint16_t family;
	std::uint8_t command;
	std::uint16_t attribute;
	Octets value;
};

std::optional<NetlinkMessage> ask(const Fd &fd, const Question &question) {
	NetlinkRequest request(question.family, genlmsghdr{question.command, 1, 0});
	request.add(question.attribute, question.value);
	const auto octets = request.octets(NLM_F_REQUEST);
	if (send(fd.get(), octets.data(), octets.size(), 0) != static_cast<ssize_t>(octets.size()))
		return std::nullopt;
	auto answer = receive_netlink(fd);
	if (!answer || !*answer || (*answer)->empty() || (*answer)->front().type != question.family)
		return std::nullopt;
	return std::move((*answer)->front());
}

} // namespace

std::optional<bool> gives_receive_times(const Interface &iface) {
	const Fd fd(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC));
	setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &answer_limit, sizeof(answer_limit));
	const auto family = ask(fd, {GENL_ID_CTRL, CTRL_CMD_GETFAMILY, CTRL_ATTR_FAMILY_NAME,
				     std::as_bytes(std::span(family_name))});
	const auto id =
		family ? family->attributes<genlmsghdr>().get<std::uint16_t>(CTRL_ATTR_FAMILY_ID)
		       : std::nullopt;
	if (!id)
		return std::nullopt;
	const auto index = static_cast<std::uint32_t>(iface.index);
	const auto device = ask(
		fd, {*id, command_dev_get, attribute_ifindex, std::as_bytes(std::span(&index, 1))});
	const auto features =
		device ? device->attributes<genlmsghdr>().get<std::uint64_t>(attribute_rx_features)
		       : std::nullopt;
	if (!features)
		return std::nullopt;
	return (*features & feature_timestamp) != 0;
}

} // namespace stamp::net
