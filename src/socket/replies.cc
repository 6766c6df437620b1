// SPDX-License-Identifier: Apache-2.0
#include "socket/replies.h"

#include <cerrno>
#include <cstring>

#include <netinet/in.h>

#include "bpf/lib/address.h"

namespace stamp::socket {
namespace {

// Control messages of one packet, one behind the other.
class ControlWriter {
public:
	explicit ControlWriter(msghdr &message)
		: message_(message), head_(CMSG_FIRSTHDR(&message)) {}

	template <typename T> void add(int level, int type, const T &value) {
		head_->cmsg_level = level;
		head_->cmsg_type = type;
		head_->cmsg_len = CMSG_LEN(sizeof(value));
		std::memcpy(CMSG_DATA(head_), &value, sizeof(value));
		used_ += CMSG_SPACE(sizeof(value));
		head_ = CMSG_NXTHDR(&message_, head_);
	}
	void finish() { message_.msg_controllen = used_; }

private:
	msghdr &message_;
	cmsghdr *head_;
	std::size_t used_ = 0;
};

void write_control(const headers &h, int ifindex, msghdr &message) {
	ControlWriter control(message);
	const int tos = tos_of(&h);
	if (h.is_ipv6) {
		in6_pktinfo info{};
		std::memcpy(&info.ipi6_addr, &h.ip6->saddr, sizeof(info.ipi6_addr));
		info.ipi6_ifindex = static_cast<unsigned>(ifindex);
		control.add(SOL_IPV6, IPV6_PKTINFO, info);
		control.add(SOL_IPV6, IPV6_TCLASS, tos);
	} else {
		in_pktinfo info{};
		info.ipi_spec_dst.s_addr = h.ip4->saddr;
		info.ipi_ifindex = ifindex;
		control.add(SOL_IP, IP_PKTINFO, info);
		control.add(SOL_IP, IP_TOS, tos);
	}
	control.finish();
}

} // namespace

void Replies::add(const pkt &frame, const net::SocketAddress &to, int ifindex) {
	headers h{};
	if (find_plain(frame.start, frame.end, 0, &h) == SHAPE_FOREIGN)
		return;
	// A frame too short to look plain has its UDP header all the same.
	h.udp = reinterpret_cast<udphdr *>(frame.start +
					   (h.is_ipv6 ? sizeof(ipv6hdr) : sizeof(iphdr)));
	const std::size_t i = count_++;
	msghdr message{};
	control_[i].octets.fill(0);
	message.msg_name = const_cast<sockaddr *>(to.get());
	message.msg_namelen = to.length;
	pieces_[i] = {h.udp + 1, stamp_swap16(h.udp->len) - sizeof(udphdr)};
	message.msg_iov = &pieces_[i];
	message.msg_iovlen = 1;
	message.msg_control = control_[i].octets.data();
	message.msg_controllen = control_octets;
	write_control(h, ifindex, message);
	messages_[i] = {message, 0};
}

std::size_t Replies::send(int fd) {
	std::size_t taken = 0;
	for (std::size_t at = 0; at < count_;) {
		const int sent = sendmmsg(fd, &messages_[at], static_cast<unsigned>(count_ - at),
					  MSG_DONTWAIT | MSG_NOSIGNAL);
		if (sent > 0) {
			taken += static_cast<std::size_t>(sent);
			at += static_cast<std::size_t>(sent);
		} else if (errno != EINTR) {
			at++; // this one cannot leave: the next may go elsewhere
		}
	}
	return taken;
}

} // namespace stamp::socket
