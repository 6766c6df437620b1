// SPDX-License-Identifier: Apache-2.0
#include "support/tap.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

namespace stamp::test {

namespace {

constexpr int tcx_ingress = 46, tcx_egress = 47; // enum bpf_attach_type; libbpf 1.1 lacks them
constexpr int mtu = 9100;
constexpr std::uint8_t needs_checksum = 1;

// struct virtio_net_hdr; linux/virtio_net.h is no C++.
struct VnetHeader {
	std::uint8_t flags;
	std::uint8_t gso_type;
	std::uint16_t hdr_len;
	std::uint16_t gso_size;
	std::uint16_t csum_start;
	std::uint16_t csum_offset;
};

// Is there a UDP header from port 862? IPv4 without options and IPv6 only.
bool is_answer(const Octets &frame, Wire wire) {
	const std::size_t l3 = wire == Wire::ethernet ? 14 : 0;

	if (frame.size() < l3 + 48)
		return false;
	const bool is_ipv6 = frame[l3] >> 4 == 6;

	return frame[l3 + (is_ipv6 ? 6 : 9)] == 17 && get16(frame, l3 + (is_ipv6 ? 40 : 20)) == 862;
}

} // namespace

Result<void> Tap::configure(Wire wire, bool offload) {
	ifreq request = {};
	const Fd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));

	wire_ = wire;
	file_ = Fd(open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC));
	if (!file_ || !socket)
		return last_error("open /dev/net/tun");
	request.ifr_flags = static_cast<short>((wire == Wire::ethernet ? IFF_TAP : IFF_TUN) |
					       IFF_NO_PI | IFF_VNET_HDR);
	if (ioctl(file_.get(), TUNSETIFF, &request))
		return last_error("create a tap device");
	if (ioctl(file_.get(), TUNSETOFFLOAD, offload ? TUN_F_CSUM : 0))
		return last_error("set offloads");
	if (ioctl(socket.get(), SIOCGIFINDEX, &request))
		return last_error("ask for the index");
	index_ = static_cast<unsigned>(request.ifr_ifindex);
	if (wire == Wire::ethernet) {
		if (ioctl(socket.get(), SIOCGIFHWADDR, &request))
			return last_error("ask for the MAC");
		const auto *mac = reinterpret_cast<std::uint8_t *>(request.ifr_hwaddr.sa_data);

		mac_.assign(mac, mac + 6);
	}
	request.ifr_mtu = mtu;
	if (ioctl(socket.get(), SIOCSIFMTU, &request))
		return last_error("set the MTU");
	request.ifr_flags = IFF_UP;
	if (ioctl(socket.get(), SIOCSIFFLAGS, &request))
		return last_error("bring a tap device up");
	return {};
}

Result<Tap> Tap::create(Wire wire, bool offload) {
	Tap tap;

	tap.outside_ = Fd(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
	if (!tap.outside_ || unshare(CLONE_NEWNET))
		return last_error("enter a network namespace");
	if (auto result = tap.configure(wire, offload); !result)
		return std::move(result).error();
	return tap;
}

Tap::~Tap() {
	if (outside_)
		setns(outside_.get(), CLONE_NEWNET);
}

Result<void> Tap::attach(int ingress_fd, int egress_fd) {
	ingress_ = Fd(bpf_link_create(ingress_fd, static_cast<int>(index_),
				      static_cast<bpf_attach_type>(tcx_ingress), nullptr));
	egress_ = Fd(bpf_link_create(egress_fd, static_cast<int>(index_),
				     static_cast<bpf_attach_type>(tcx_egress), nullptr));
	if (!ingress_ && errno == EINVAL)
		return attach_clsact(ingress_fd, egress_fd);
	if (!ingress_ || !egress_)
		return last_error("attach to a tap device");
	return {};
}

// A kernel before 6.6. Filters and qdisc go with the device.
Result<void> Tap::attach_clsact(int ingress_fd, int egress_fd) {
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = static_cast<int>(index_),
		    .attach_point = BPF_TC_INGRESS);
	LIBBPF_OPTS(bpf_tc_opts, ingress, .prog_fd = ingress_fd);
	LIBBPF_OPTS(bpf_tc_opts, egress, .prog_fd = egress_fd);

	int error = bpf_tc_hook_create(&hook);
	if (error == 0)
		error = bpf_tc_attach(&hook, &ingress);
	hook.attach_point = BPF_TC_EGRESS;
	if (error == 0)
		error = bpf_tc_attach(&hook, &egress);
	if (error != 0)
		return Error{-error, "attach to a tap device by clsact"};
	return {};
}

Result<void> Tap::send(const Octets &frame, const Arrival &how) {
	VnetHeader header = {};
	Octets whole(sizeof(header));

	header.hdr_len = how.together;
	if (how.partial) {
		header.flags = needs_checksum;
		header.csum_start = how.l4;
		header.csum_offset = 6;
	}
	std::memcpy(whole.data(), &header, sizeof(header));
	append(whole, frame);
	if (write(file_.get(), whole.data(), whole.size()) != static_cast<ssize_t>(whole.size()))
		return last_error("write to a tap device");
	return {};
}

std::optional<Departure> Tap::receive() {
	constexpr int timeout_ms = 200;
	pollfd wanted = {file_.get(), POLLIN, 0};

	while (poll(&wanted, 1, timeout_ms) == 1) {
		VnetHeader header = {};
		Octets whole(65536);
		const ssize_t size = read(file_.get(), whole.data(), whole.size());

		if (size < static_cast<ssize_t>(sizeof(header)))
			return std::nullopt;
		std::memcpy(&header, whole.data(), sizeof(header));
		whole.resize(static_cast<std::size_t>(size));
		whole.erase(whole.begin(), whole.begin() + sizeof(header));
		if (is_answer(whole, wire_))
			return Departure{whole, (header.flags & needs_checksum) != 0};
	}
	return std::nullopt;
}

} // namespace stamp::test
