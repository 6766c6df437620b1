// SPDX-License-Identifier: Apache-2.0
// The queue of a UDP socket for what became of packets that were sent: ICMP errors, transmit times.
#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include <linux/errqueue.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "net/control_message.h"
#include "net/udp_socket.h"

namespace stamp::net {
namespace {

// Room for the headers that an error quotes, and who sent it.
constexpr std::size_t control_octets = 512;

bool is_error_message(const cmsghdr &head) {
	return (head.cmsg_level == SOL_IP && head.cmsg_type == IP_RECVERR) ||
	       (head.cmsg_level == SOL_IPV6 && head.cmsg_type == IPV6_RECVERR);
}

// Absent: the message is about something else.
std::optional<TransmitTime> transmit_time(msghdr &message) {
	TransmitTime left;
	bool is_ours = false;
	for (cmsghdr *head = CMSG_FIRSTHDR(&message); head; head = CMSG_NXTHDR(&message, head)) {
		if (is_error_message(*head)) {
			const auto entry = value_of<sock_extended_err>(*head);
			is_ours = entry.ee_origin == SO_EE_ORIGIN_TIMESTAMPING;
			left.id = entry.ee_data;
			left.is_in_driver = entry.ee_info == SCM_TSTAMP_SND;
		} else if (is_timestamp(*head)) {
			left.at_ns = timestamp_ns(*head);
		}
	}
	return is_ours ? std::optional(left) : std::nullopt;
}

// The control message holds a sock_extended_err and right behind it the sender's sockaddr.
void read_error(const cmsghdr &head, IcmpError &error) {
	const std::size_t size = head.cmsg_len - CMSG_LEN(0);
	sock_extended_err entry{};
	if (size < sizeof(entry))
		return;
	const unsigned char *data = CMSG_DATA(&head);
	std::memcpy(&entry, data, sizeof(entry));
	error.code = static_cast<int>(entry.ee_errno);
	error.text = icmp_error_text(entry);
	if (entry.ee_origin == SO_EE_ORIGIN_LOCAL)
		return;
	sockaddr_storage offender{};
	std::memcpy(&offender, data + sizeof(entry),
		    std::min(size - sizeof(entry), sizeof(offender)));
	if (const auto from = Endpoint::from(offender))
		error.from = from->address;
}

} // namespace

std::optional<IcmpError> UdpSocket::next_icmp_error() {
	while (auto next = next_queued())
		if (auto *error = std::get_if<IcmpError>(&*next))
			return std::move(*error);
	return std::nullopt;
}

std::optional<QueuedMessage> UdpSocket::next_queued() {
	SocketAddress target;
	alignas(cmsghdr) std::array<std::byte, control_octets> control{};
	msghdr message{};
	message.msg_name = target.get();
	message.msg_namelen = target.length;
	message.msg_control = control.data();
	message.msg_controllen = control.size();
	if (recvmsg(fd_.get(), &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0)
		return std::nullopt;
	if (const auto left = transmit_time(message))
		return *left;

	IcmpError error;
	error.target = Endpoint::from(target.storage).value_or(Endpoint{});
	for (cmsghdr *head = CMSG_FIRSTHDR(&message); head; head = CMSG_NXTHDR(&message, head))
		if (is_error_message(*head))
			read_error(*head, error);
	return error;
}

} // namespace stamp::net
