// SPDX-License-Identifier: Apache-2.0
// Senders on one end of a veth pair and sockets that answer at the other, in a host of their own:
// for the part of a test that runs in a child (unit/base/in_child.h).
#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <spdlog/spdlog.h>

#include "bpf/sender_bpf.h"
#include "unit/base/in_child.h"
#include "unit/net/own_netns.h"

namespace stamp::test {

constexpr int long_ms = 60'000; // for an event that has to come

inline bool comes(int fd) {
	pollfd wait{fd, POLLIN, 0};
	return poll(&wait, 1, long_ms) == 1;
}

// A host of our own and one behind a cable. Both go with this process, and all that is pinned.
class Hosts {
public:
	Hosts() {
		spdlog::set_level(spdlog::level::err);
		bpf::route_libbpf_messages();
		CHILD_CHECK(unshare(CLONE_NEWNS) == 0);
		CHILD_CHECK(mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0);
		CHILD_CHECK(mount("bpf", "/sys/fs/bpf", "bpf", 0, "mode=0700") == 0);
		CHILD_CHECK(unshare(CLONE_NEWNET) == 0);
		far_ = open_own();
		CHILD_CHECK(unshare(CLONE_NEWNET) == 0);
		near_ = open_own();
		ip("link add near0 type veth peer name far0 netns /proc/" +
		   std::to_string(getpid()) + "/fd/" + std::to_string(far_.get()));
		ip("address add 192.0.2.1/24 dev near0");
		ip("link set near0 up");
		at_far([] {
			ip("address add 192.0.2.2/24 dev far0");
			ip("link set far0 up");
		});
	}

	template <typename Do> void at_far(Do act) const {
		CHILD_CHECK(setns(far_.get(), CLONE_NEWNET) == 0);
		act();
		CHILD_CHECK(setns(near_.get(), CLONE_NEWNET) == 0);
	}

private:
	static Fd open_own() {
		Fd own(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
		CHILD_CHECK(own);
		return own;
	}

	Fd far_, near_;
};

// A socket at the far end, which makes replies of requests.
class Far {
public:
	Far(const Hosts &hosts, std::uint16_t port)
		: end{net::Address::parse("192.0.2.2").value(), port} {
		hosts.at_far([&] {
			socket_ = Fd(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
			const net::SocketAddress own = end.to_socket();
			CHILD_CHECK(bind(socket_.get(), own.get(), own.length) == 0);
		});
	}

	// One request, which has to come. A plain echo would be taken for a loop.
	void answer() const {
		stamp_request request{};
		net::SocketAddress from;
		CHILD_CHECK(comes(socket_.get()));
		CHILD_CHECK(recvfrom(socket_.get(), &request, sizeof(request), 0, from.get(),
				     &from.length) == sizeof(request));
		stamp_reply reply{};
		reply.seq = reply.sender_seq = request.seq;
		reply.ts = reply.rx = reply.sender_ts = request.ts;
		reply.error = reply.sender_error = request.error;
		reply.sender_ttl = 255;
		CHILD_CHECK(sendto(socket_.get(), &reply, sizeof(reply), 0, from.get(),
				   from.length) == sizeof(reply));
	}

	const net::Endpoint end;

private:
	Fd socket_;
};

class Near {
public:
	// With room for `most` targets; `far` is the first of them.
	Near(std::uint16_t port, const Far &far, std::size_t most,
	     session::Hook hook = session::Hook::automatic) {
		net::UdpOptions options;
		options.local = net::Address::parse("192.0.2.1").value();
		options.port = port;
		auto socket = net::UdpSocket::open(options);
		CHILD_CHECK(socket);
		session::SenderSpec spec;
		spec.targets = {{.host = "first", .port = {}}};
		spec.most_targets = most;
		spec.hook = hook;
		session::SenderPlan plan;
		plan.iface = net::find_interface("near0").value();
		plan.source_port = port;
		plan.targets = {{.to = far.end}};
		auto created = bpf::SenderBpf::create(spec, plan, std::move(*socket),
						      session::WireClock());
		if (!created)
			std::fprintf(stderr, "%s\n", created.error().text().c_str());
		CHILD_CHECK(created);
		datapath_ = std::move(created).value();
		CHILD_CHECK(datapath_->why_not_pinned().empty());
	}

	[[nodiscard]] bpf::SenderBpf &datapath() const { return *datapath_; }

	void send(std::uint16_t session, std::uint32_t seq) const {
		stamp_request base{};
		base.seq = htonl(seq);
		const session::Request request{session, std::as_bytes(std::span(&base, 1)), {}};
		const auto sent = datapath_->send(std::span(&request, 1));
		if (!sent)
			std::fprintf(stderr, "%s\n", sent.error().text().c_str());
		CHILD_CHECK(sent);
	}
	struct Reply {
		std::uint16_t session;
		std::uint32_t seq;
		bool operator==(const Reply &) const = default;
	};
	// What has come by now.
	[[nodiscard]] std::vector<Reply> replies() const {
		std::vector<Reply> all;
		datapath_->drain([&](const stamp_record &record, auto) {
			stamp_reply reply;
			std::memcpy(&reply, record.octets, sizeof(reply));
			all.push_back({record.session, ntohl(reply.sender_seq)});
		});
		return all;
	}
	[[nodiscard]] std::vector<Reply> next_replies() const {
		return comes(datapath_->wake_fd()) ? replies() : std::vector<Reply>{};
	}
	// One request and its reply.
	void exchange(std::uint16_t session, std::uint32_t seq, const Far &far) const {
		send(session, seq);
		far.answer();
		CHILD_CHECK((next_replies() == std::vector<Reply>{{session, seq}}));
		CHILD_CHECK(datapath_->sent_at(session, seq));
	}

private:
	std::unique_ptr<bpf::SenderBpf> datapath_;
};

} // namespace stamp::test
