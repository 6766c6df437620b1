// SPDX-License-Identifier: Apache-2.0
// Answers per second of the whole reflector beside the honest floor on the same hooks. Both ends
// of a veth pair lie in one anonymous namespace; frames are injected into one end, come in at the
// other, where the programs sit, and the answers are counted where they come back. One core does
// it all, so a figure holds the cost of sending as well, for both alike.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sched.h>
#include <string>
#include <sys/socket.h>
#include <vector>

#include <bpf/bpf.h>
#include <linux/if_packet.h>

#include "bench/floor.h"
#include "bpf/attach.h"
#include "bpf/tcx.h"
#include "net/iface.h"
#include "support/packet.h"

namespace {

using namespace stamp;
using Clock = std::chrono::steady_clock;

constexpr unsigned rounds = 7;
constexpr unsigned packets = 200'000;
constexpr unsigned batch = 64;

[[noreturn]] void skip(const std::string &why) {
	std::printf("skipped: %s\n", why.c_str());
	std::exit(77);
}

void make_link() {
	if (unshare(CLONE_NEWNET) != 0)
		skip("no network namespace can be made here");
	if (std::system("ip link add name near address 02:00:00:00:00:01 type veth "
			"peer name far address 02:00:00:00:00:02 && "
			"ip link set near up && ip link set far up") != 0)
		skip("ip cannot make a veth pair");
}

// What came in at `name` since the link was made.
unsigned long received(const std::string &name) {
	std::ifstream table("/proc/self/net/dev");
	for (std::string line; std::getline(table, line);) {
		const auto at = line.find(name + ":");
		if (at == std::string::npos)
			continue;
		unsigned long octets = 0, count = 0;
		std::sscanf(line.c_str() + at + name.size() + 1, "%lu %lu", &octets, &count);
		return count;
	}
	return 0;
}

class Injector {
public:
	explicit Injector(const net::Interface &iface)
		: fd_(socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0)),
		  frame_(test::packet()
				 .mac({2, 0, 0, 0, 0, 2}, {2, 0, 0, 0, 0, 1})
				 .stamp_request(test::seq(1))
				 .build()) {
		const int bypass = 1;
		setsockopt(fd_.get(), SOL_PACKET, PACKET_QDISC_BYPASS, &bypass, sizeof(bypass));
		to_.sll_family = AF_PACKET;
		to_.sll_ifindex = iface.index;
		part_ = {frame_.data(), frame_.size()};
		for (mmsghdr &message : messages_)
			message.msg_hdr = {&to_, sizeof(to_), &part_, 1, nullptr, 0, 0};
	}

	void send(unsigned count) {
		for (unsigned sent = 0; sent < count;) {
			const int done = sendmmsg(fd_.get(), messages_.data(),
						  std::min(batch, count - sent), 0);
			sent += done > 0 ? static_cast<unsigned>(done) : 1;
		}
	}

private:
	Fd fd_;
	test::Octets frame_;
	sockaddr_ll to_{};
	iovec part_{};
	std::array<mmsghdr, batch> messages_{};
};

// Answers a second, of as many as there were.
double run(Injector &injector) {
	const unsigned long before = received("near");
	const auto start = Clock::now();
	injector.send(packets);
	const std::chrono::duration<double> took = Clock::now() - start;
	const unsigned long answers = received("near") - before;
	if (answers < packets / 2) {
		std::printf("only %lu of %u packets were answered\n", answers, packets);
		std::exit(1);
	}
	return static_cast<double>(answers) / took.count();
}

Fd link(const bpf_program *program, int ifindex, int type) {
	return Fd(bpf_link_create(bpf_program__fd(program), ifindex,
				  static_cast<bpf_attach_type>(type), nullptr));
}

bpf::Object load_reflector() {
	stamp_cfg cfg{};
	cfg.rate = {1, 1'000'000'000}; // accounted for, and never in the way
	cfg.ports[0] = stamp_swap16(STAMP_PORT);
	cfg.port_count = 1;
	cfg.has_mac = 1;
	cfg.any_address = 1;
	auto object = bpf::Object::load(bpf::Role::reflector, cfg, 0);
	if (!object)
		skip(object.error().text());
	return std::move(object).value();
}

double median(std::vector<double> values) {
	std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
	return values[values.size() / 2];
}

} // namespace

int main() {
	bpf::route_libbpf_messages();
	make_link();
	const auto a = net::find_interface("near"), b = net::find_interface("far");
	const bench::Floor floor(floor_bpf__open_and_load());
	if (!a || !b || !floor)
		skip("the programs cannot be loaded");
	const Fd sink = link(floor->progs.drop, a->index, bpf::tcx_ingress);
	const bpf::Object reflector = load_reflector();
	Injector injector(*a);

	std::vector<double> floor_rates, rates;
	for (unsigned round = 0; round < rounds; round++) {
		{
			const Fd in = link(floor->progs.floor_in, b->index, bpf::tcx_ingress);
			const Fd out = link(floor->progs.floor_out, b->index, bpf::tcx_egress);
			if (!in || !out)
				skip("no TCX here");
			floor_rates.push_back(run(injector));
		}
		const auto attached = bpf::attach(reflector, *b, bpf::Hook::tcx);
		if (!attached)
			skip(attached.error().text());
		rates.push_back(run(injector));
	}
	const double bare = median(floor_rates), whole = median(rates);
	std::printf(
		"answers per second, one core, median of %u: reflector %.0f, honest floor %.0f: "
		"%.2f of it (goal 0.85)\n",
		rounds, whole, bare, whole / bare);
	return 0;
}
