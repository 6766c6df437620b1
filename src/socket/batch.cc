// SPDX-License-Identifier: Apache-2.0
#include "socket/batch.h"

#include <cstring>

#include <linux/net_tstamp.h>
#include <netinet/in.h>

#include "bpf/lib/address.h"
#include "net/control_message.h"
#include "net/socket_option.h"

namespace stamp::socket {
namespace {

// In front of a payload, and behind it, where a short request grows into a base packet.
constexpr std::size_t headers_most = sizeof(ipv6hdr) + sizeof(udphdr);
constexpr std::size_t behind = 64;
constexpr std::size_t stride = room_before + STAMP_MAX_UDP_OCTETS + behind + 1;
static_assert(room_before >= headers_most && behind >= STAMP_AUTH_BASE_OCTETS / 2);
constexpr std::size_t control_octets = 256;

struct Control {
	alignas(cmsghdr) std::array<std::uint8_t, control_octets> octets;
};

void read_ipv4(const cmsghdr &head, Arrived &arrived) {
	if (head.cmsg_type == IP_TTL) {
		arrived.ttl = static_cast<std::uint8_t>(net::value_of<int>(head));
	} else if (head.cmsg_type == IP_TOS) {
		arrived.tos = net::value_of<std::uint8_t>(head);
	} else if (head.cmsg_type == IP_PKTINFO) {
		const auto info = net::value_of<in_pktinfo>(head);
		arrived.to = map_ipv4(info.ipi_addr.s_addr);
		arrived.ifindex = info.ipi_ifindex;
	}
}

void read_ipv6(const cmsghdr &head, Arrived &arrived) {
	if (head.cmsg_type == IPV6_HOPLIMIT) {
		arrived.ttl = static_cast<std::uint8_t>(net::value_of<int>(head));
	} else if (head.cmsg_type == IPV6_TCLASS) {
		arrived.tos = static_cast<std::uint8_t>(net::value_of<int>(head));
	} else if (head.cmsg_type == IPV6_PKTINFO) {
		const auto info = net::value_of<in6_pktinfo>(head);
		std::memcpy(&arrived.to, &info.ipi6_addr, sizeof(arrived.to));
		arrived.ifindex = static_cast<int>(info.ipi6_ifindex);
	}
}

void read_control(msghdr &message, Arrived &arrived) {
	for (cmsghdr *head = CMSG_FIRSTHDR(&message); head; head = CMSG_NXTHDR(&message, head)) {
		if (head->cmsg_level == SOL_IP) {
			read_ipv4(*head, arrived);
		} else if (head->cmsg_level == SOL_IPV6) {
			read_ipv6(*head, arrived);
		} else if (net::is_timestamp(*head)) {
			arrived.at_ns = net::timestamp_ns(*head);
		}
	}
}

void read_source(const net::SocketAddress &from, Arrived &arrived) {
	if (from.storage.ss_family == AF_INET) {
		sockaddr_in four{};
		std::memcpy(&four, &from.storage, sizeof(four));
		arrived.from = map_ipv4(four.sin_addr.s_addr);
		arrived.from_port = four.sin_port;
		return;
	}
	sockaddr_in6 six{};
	std::memcpy(&six, &from.storage, sizeof(six));
	std::memcpy(&arrived.from, &six.sin6_addr, sizeof(arrived.from));
	arrived.from_port = six.sin6_port;
	arrived.is_ipv6 = !IN6_IS_ADDR_V4MAPPED(&six.sin6_addr);
}

} // namespace

Result<void> prepare_to_receive(int fd, net::Family family, bool is_dual) {
	constexpr int octets = 4 << 20; // or as many as the kernel allows
	constexpr int stamps = SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE;
	auto done = net::set_option(fd, SOL_SOCKET, SO_RCVBUF, octets, "set the receive buffer");
	if (done)
		done = net::set_option(fd, SOL_SOCKET, SO_TIMESTAMPING, stamps,
				       "ask for times of reception");
	if (family == net::Family::v4 || is_dual)
		for (const int option : {IP_PKTINFO, IP_RECVTTL, IP_RECVTOS})
			if (done)
				done = net::set_option(fd, SOL_IP, option, 1,
						       "ask for IPv4 headers");
	if (family == net::Family::v6)
		for (const int option : {IPV6_RECVPKTINFO, IPV6_RECVHOPLIMIT, IPV6_RECVTCLASS})
			if (done)
				done = net::set_option(fd, SOL_IPV6, option, 1,
						       "ask for IPv6 headers");
	return done;
}

std::uint8_t *write_headers(const Arrived &arrived, std::uint16_t port, std::uint8_t *payload) {
	headers h{};
	const auto octets = static_cast<__u16>(arrived.octets + sizeof(udphdr));
	h.is_ipv6 = arrived.is_ipv6;
	h.udp = reinterpret_cast<udphdr *>(payload - sizeof(udphdr));
	*h.udp = {};
	h.udp->source = arrived.from_port;
	h.udp->dest = port;
	h.udp->len = stamp_swap16(octets);
	std::uint8_t *start;
	if (arrived.is_ipv6) {
		start = payload - sizeof(udphdr) - sizeof(ipv6hdr);
		h.ip6 = reinterpret_cast<ipv6hdr *>(start);
		*h.ip6 = {};
		h.ip6->version = 6;
		h.ip6->priority = arrived.tos >> 4 & 15;
		h.ip6->flow_lbl[0] = static_cast<__u8>(arrived.tos << 4);
		h.ip6->payload_len = h.udp->len;
		h.ip6->nexthdr = IPPROTO_UDP;
		h.ip6->hop_limit = arrived.ttl;
		std::memcpy(&h.ip6->saddr, &arrived.from, sizeof(arrived.from));
		std::memcpy(&h.ip6->daddr, &arrived.to, sizeof(arrived.to));
	} else {
		start = payload - sizeof(udphdr) - sizeof(iphdr);
		h.ip4 = reinterpret_cast<iphdr *>(start);
		*h.ip4 = {};
		h.ip4->version = 4;
		h.ip4->ihl = 5;
		h.ip4->tos = arrived.tos;
		h.ip4->tot_len = stamp_swap16(static_cast<__u16>(octets + sizeof(iphdr)));
		h.ip4->ttl = arrived.ttl;
		h.ip4->protocol = IPPROTO_UDP;
		h.ip4->saddr = arrived.from.word[3];
		h.ip4->daddr = arrived.to.word[3];
		h.ip4->check = static_cast<__sum16>(~fold(ipv4_header_sum(h.ip4)));
	}
	// As of one whose checksum is left to a device: the kernel has verified it.
	h.udp->check = fold(pseudo_header_sum(&h));
	return start;
}

// Pages that no datagram was as long as to touch are never there.
Batch::Batch() : memory_(new std::uint8_t[batch_most * stride]) {}

std::uint8_t *Batch::payload(std::size_t i) const {
	return memory_.get() + i * stride + room_before;
}

std::size_t Batch::receive(int fd) {
	std::array<Control, batch_most> control;
	std::array<iovec, batch_most> pieces;
	std::array<mmsghdr, batch_most> messages;
	for (std::size_t i = 0; i < batch_most; i++) {
		msghdr header{};
		pieces[i] = {payload(i), STAMP_MAX_UDP_OCTETS};
		header.msg_name = from_[i].get();
		header.msg_namelen = sizeof(from_[i].storage);
		header.msg_iov = &pieces[i];
		header.msg_iovlen = 1;
		header.msg_control = control[i].octets.data();
		header.msg_controllen = control_octets;
		messages[i] = {header, 0};
	}
	const int taken = recvmmsg(fd, messages.data(), batch_most, MSG_DONTWAIT, nullptr);
	for (int i = 0; i < taken; i++) {
		const auto at = static_cast<std::size_t>(i);
		Arrived &arrived = arrived_[at] = {};
		from_[at].length = messages[at].msg_hdr.msg_namelen;
		arrived.octets = messages[at].msg_len;
		read_source(from_[at], arrived);
		read_control(messages[at].msg_hdr, arrived);
	}
	return taken < 0 ? 0 : static_cast<std::size_t>(taken);
}

pkt Batch::frame(std::size_t i, std::uint16_t port) {
	std::uint8_t *const end = payload(i) + arrived_[i].octets;
	return {.start = write_headers(arrived_[i], port, payload(i)),
		.end = end,
		.room = memory_.get() + (i + 1) * stride,
		.hook = HOOK_TC,
		.arrived_ns = arrived_[i].at_ns,
		.without_checksum = true};
}

} // namespace stamp::socket
