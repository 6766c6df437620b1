// SPDX-License-Identifier: Apache-2.0
#include "net/netlink.h"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <iterator>

#include <arpa/inet.h>
#include <linux/filter.h>
#include <sys/socket.h>
#include <sys/time.h>

namespace stamp::net {
namespace {

constexpr int dump_tries = 8;
constexpr std::uint32_t our_sequence = 1; // one question per socket
constexpr timeval answer_limit{2, 0};

std::size_t aligned(std::size_t size) {
	return NLMSG_ALIGN(size);
}

Result<Fd> ask_kernel(const NetlinkRequest &request, std::uint16_t flags) {
	auto fd = open_rtnetlink({}, true);
	if (!fd)
		return fd;
	const auto octets = request.octets(flags);
	if (send(fd->get(), octets.data(), octets.size(), MSG_NOSIGNAL) < 0)
		return last_error("ask rtnetlink");
	return fd;
}

// NLMSG_ERROR carries an nlmsgerr, NLMSG_DONE an int; both begin with a negative errno or 0.
int failure_of(const NetlinkMessage &message) {
	return -read_as<int>(message.body).value_or(-EPROTO);
}

struct DumpTry {
	std::vector<NetlinkMessage> answers;
	bool torn = false; // the table changed under the dump
};

// Takes one datagram's messages. True: the dump is over.
Result<bool> take(std::vector<NetlinkMessage> messages, DumpTry &dump) {
	for (auto &message : messages) {
		if (message.sequence != our_sequence)
			continue;
		dump.torn |= (message.flags & NLM_F_DUMP_INTR) != 0;
		if (message.type == NLMSG_DONE || message.type == NLMSG_ERROR) {
			if (const int failure = failure_of(message))
				return Error{failure, "read from rtnetlink"};
			return true;
		}
		dump.answers.push_back(std::move(message));
	}
	return false;
}

Result<DumpTry> try_dump(const NetlinkRequest &request) {
	const auto fd = ask_kernel(request, NLM_F_REQUEST | NLM_F_DUMP);
	if (!fd)
		return fd.error();
	DumpTry dump;
	for (;;) {
		auto messages = receive_netlink(*fd);
		if (!messages && messages.error().code == ENOBUFS) {
			dump.torn = true;
			return dump;
		}
		if (!messages)
			return std::move(messages).error();
		if (!*messages)
			return Error{ETIMEDOUT, "wait for rtnetlink"};
		const auto over = take(**std::move(messages), dump);
		if (!over)
			return over.error();
		if (*over)
			return dump;
	}
}

} // namespace

std::optional<Octets> NetlinkAttributes::find(std::uint16_t type) const {
	std::optional<Octets> found;
	Octets rest = octets_;
	while (const auto head = read_as<rtattr>(rest)) {
		if (head->rta_len < sizeof(rtattr) || head->rta_len > rest.size())
			break;
		if ((head->rta_type & NLA_TYPE_MASK) == type)
			found = rest.subspan(sizeof(rtattr), head->rta_len - sizeof(rtattr));
		rest = rest.subspan(std::min(rest.size(), aligned(head->rta_len)));
	}
	return found;
}

std::string NetlinkAttributes::text(std::uint16_t type) const {
	const auto octets = find(type);
	if (!octets)
		return {};
	const auto *chars = reinterpret_cast<const char *>(octets->data());
	return std::string(chars, strnlen(chars, octets->size()));
}

void NetlinkRequest::append(const void *data, std::size_t size) {
	const std::size_t begin = body_.size();
	body_.resize(begin + aligned(size));
	if (size != 0)
		std::memcpy(body_.data() + begin, data, size);
}

void NetlinkRequest::add(std::uint16_t type, Octets value) {
	rtattr head{};
	head.rta_type = type;
	head.rta_len = static_cast<unsigned short>(sizeof(head) + value.size());
	append(&head, sizeof(head));
	append(value.data(), value.size());
}

std::vector<std::byte> NetlinkRequest::octets(std::uint16_t flags) const {
	nlmsghdr head{};
	head.nlmsg_len = static_cast<std::uint32_t>(sizeof(head) + body_.size());
	head.nlmsg_type = type_;
	head.nlmsg_flags = flags;
	head.nlmsg_seq = our_sequence;
	std::vector<std::byte> octets(sizeof(head) + body_.size());
	std::memcpy(octets.data(), &head, sizeof(head));
	std::copy(body_.begin(), body_.end(), octets.begin() + sizeof(head));
	return octets;
}

Result<Fd> open_rtnetlink(const std::vector<int> &groups, bool blocking) {
	const int type = SOCK_RAW | SOCK_CLOEXEC | (blocking ? 0 : SOCK_NONBLOCK);
	Fd fd(socket(AF_NETLINK, type, NETLINK_ROUTE));
	if (!fd)
		return last_error("open an rtnetlink socket");
	// Dumps filtered by the kernel; without it (before 4.20) the caller's own filter does.
	const int on = 1;
	setsockopt(fd.get(), SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof(on));
	setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &answer_limit, sizeof(answer_limit));

	sockaddr_nl self{};
	self.nl_family = AF_NETLINK;
	if (bind(fd.get(), reinterpret_cast<const sockaddr *>(&self), sizeof(self)) != 0)
		return last_error("bind an rtnetlink socket");
	for (const int group : groups)
		if (setsockopt(fd.get(), SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group,
			       sizeof(group)) != 0)
			return last_error("subscribe to rtnetlink");
	return fd;
}

Result<void> leave_out_other_routes(const Fd &fd) {
	constexpr std::uint32_t type_at = offsetof(nlmsghdr, nlmsg_type);
	constexpr std::uint32_t kind_at = sizeof(nlmsghdr) + offsetof(rtmsg, rtm_type);
	constexpr std::uint32_t all = ~0u, nothing = 0;
	sock_filter code[] = {
		// a half word is read in the order of the network
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, type_at),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_NEWROUTE), 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_DELROUTE), 0, 3),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, kind_at),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, RTN_LOCAL, 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, RTN_BROADCAST, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, all),
		BPF_STMT(BPF_RET | BPF_K, nothing),
	};
	const sock_fprog program{std::size(code), code};
	if (setsockopt(fd.get(), SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) != 0)
		return last_error("choose messages of rtnetlink");
	return {};
}

Result<std::optional<std::vector<NetlinkMessage>>> receive_netlink(const Fd &fd) {
	for (;;) {
		const ssize_t size = recv(fd.get(), nullptr, 0, MSG_PEEK | MSG_TRUNC);
		if (size < 0 && errno == EINTR)
			continue;
		if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return std::optional<std::vector<NetlinkMessage>>{};
		if (size < 0)
			return last_error("read from rtnetlink");

		std::vector<std::byte> datagram(static_cast<std::size_t>(size));
		sockaddr_nl from{};
		socklen_t from_size = sizeof(from);
		const ssize_t got = recvfrom(fd.get(), datagram.data(), datagram.size(), 0,
					     reinterpret_cast<sockaddr *>(&from), &from_size);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return last_error("read from rtnetlink");
		if (from.nl_pid != 0) // another process, not the kernel
			continue;
		datagram.resize(static_cast<std::size_t>(got));
		return std::optional(split_netlink(datagram));
	}
}

std::vector<NetlinkMessage> split_netlink(Octets datagram) {
	std::vector<NetlinkMessage> messages;
	while (const auto head = read_as<nlmsghdr>(datagram)) {
		if (head->nlmsg_len < sizeof(nlmsghdr) || head->nlmsg_len > datagram.size())
			break;
		const Octets body =
			datagram.subspan(sizeof(nlmsghdr), head->nlmsg_len - sizeof(nlmsghdr));
		messages.push_back({head->nlmsg_type,
				    head->nlmsg_flags,
				    head->nlmsg_seq,
				    {body.begin(), body.end()}});
		datagram = datagram.subspan(std::min(datagram.size(), aligned(head->nlmsg_len)));
	}
	return messages;
}

Result<std::vector<NetlinkMessage>> netlink_dump(const NetlinkRequest &request) {
	for (int i = 0; i < dump_tries; i++) {
		auto dump = try_dump(request);
		if (!dump)
			return std::move(dump).error();
		if (!dump->torn)
			return std::move(dump->answers);
	}
	return Error{EAGAIN, "read from rtnetlink: the table kept changing"};
}

Result<NetlinkMessage> netlink_ask(const NetlinkRequest &request) {
	const auto fd = ask_kernel(request, NLM_F_REQUEST);
	if (!fd)
		return fd.error();
	for (;;) {
		auto messages = receive_netlink(*fd);
		if (!messages)
			return std::move(messages).error();
		if (!*messages)
			return Error{ETIMEDOUT, "wait for rtnetlink"};
		for (auto &message : **messages) {
			if (message.sequence != our_sequence)
				continue;
			if (message.type == NLMSG_ERROR)
				return Error{failure_of(message), "ask rtnetlink"};
			return std::move(message);
		}
	}
}

} // namespace stamp::net
