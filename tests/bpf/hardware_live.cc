// SPDX-License-Identifier: Apache-2.0
// The programs that ask the kernel for the network card's receive times: bound to a veth device,
// whose driver has the function and, for want of a card, no time to hand over. Every row here has
// [tap], as those on devices have.
#include <net/ethernet.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <sched.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <sys/wait.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <thread>
#include <vector>

#include <bpf/bpf.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <spdlog/spdlog.h>

#include "bpf/attach/attach.h"
#include "bpf/attach/xdp.h"
#include "bpf/rows.h"
#include "bpf/sender_rows.h"
#include "net/hardware_stamps.h"
#include "net/xdp_metadata.h"
#include "support/few_capabilities.h"

using namespace stamp;
using namespace stamp::test;

namespace {

// Not by a shell: that of a small system has an `ip` of its own, which knows no veth.
bool ip(std::vector<const char *> words) {
	words.insert(words.begin(), "ip");
	words.push_back(nullptr);
	pid_t child = 0;
	int state = 0;

	return posix_spawnp(&child, "ip", nullptr, nullptr, const_cast<char **>(words.data()),
			    environ) == 0 &&
	       waitpid(child, &state, 0) == child && state == 0;
}

// A pair of devices in a namespace of its own.
class Pair {
public:
	Pair() : outside_(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC)) {
		spdlog::set_level(spdlog::level::err); // veth has its warning
		REQUIRE(outside_);
		REQUIRE(unshare(CLONE_NEWNET) == 0);
		REQUIRE(ip({"link", "add", "near0", "type", "veth", "peer", "name", "far0"}));
		for (const char *name : {"near0", "far0"})
			REQUIRE(ip({"link", "set", name, "mtu", "9000", "up"}));
		near = *net::find_interface("near0");
		far = *net::find_interface("far0");
	}
	Pair(const Pair &) = delete;
	// The programs that were bound to the devices are freed a while after they were closed. A
	// kernel that takes the devices away before that may crash (docs/limitations.md).
	~Pair() {
		std::this_thread::sleep_for(std::chrono::seconds{2});
		setns(outside_.get(), CLONE_NEWNET);
	}

	// From the far end to the near one.
	void send(const Octets &frame) const {
		const Fd socket(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(ETH_P_ALL)));
		sockaddr_ll to{};

		to.sll_family = AF_PACKET;
		to.sll_ifindex = far.index;
		REQUIRE(::sendto(socket.get(), frame.data(), frame.size(), 0,
				 reinterpret_cast<sockaddr *>(&to),
				 sizeof(to)) == static_cast<ssize_t>(frame.size()));
	}

	net::Interface near, far;

private:
	Fd outside_;
};

bool is_linux_6(int least_minor) {
	utsname kernel = {};
	int major = 0, minor = 0;

	return uname(&kernel) == 0 && std::sscanf(kernel.release, "%d.%d", &major, &minor) == 2 &&
	       (major > 6 || (major == 6 && minor >= least_minor));
}

bool binds_programs() {
	return is_linux_6(3);
}

stamp_cfg config(const Setup &setup) {
	stamp_cfg cfg = setup.cfg;

	cfg.hardware_times = 1;
	return cfg;
}

// As a service that has no CAP_PERFMON does.
Result<bpf::Object> load_bound(bpf::Role role, const Setup &setup, int ifindex) {
	const FewCapabilities few;

	return bpf::Object::load(role, config(setup), setup.sent_entries, {true, ifindex});
}

// Nothing: this kernel is older than 6.3, and says so.
std::optional<bpf::Object> bound(bpf::Role role, const Setup &setup, int ifindex) {
	auto object = load_bound(role, setup, ifindex);

	if (!binds_programs()) {
		REQUIRE(!object);
		CHECK(object.error().code == EOPNOTSUPP);
		return std::nullopt;
	}
	INFO((object ? "" : object.error().text()));
	REQUIRE(object);
	object->live() = setup.live;
	return std::move(object).value();
}

template <typename Condition> bool comes_true(Condition condition) {
	for (int i = 0; i < 400 && !condition(); i++)
		std::this_thread::sleep_for(std::chrono::milliseconds{5});
	return condition();
}

Packet to_near(const Pair &pair, Packet frame) {
	const auto &mac = pair.near.mac;

	return frame.mac({mac.begin(), mac.end()}, {2, 0, 0, 0, 0, 9});
}

void learn_mac(const bpf::Object &object, const net::Interface &iface) {
	std::memcpy(object.live().mac, iface.mac.data(), iface.mac.size());
}

} // namespace

TEST_CASE("a bound reflector answers, asks the driver for each request, and goes by the kernel's "
	  "clock without an answer",
	  "[tap]") {
	const Pair pair;
	auto object = bound(bpf::Role::reflector, Setup(), pair.near.index);

	if (!object)
		return;
	learn_mac(*object, pair.near);
	const auto link = bpf::link_xdp(*object, pair.near);

	REQUIRE(link);
	CHECK(link->is_native);
	object->phc() = {0, 1, 0};
	for (std::uint32_t i = 0; i < 3; i++)
		pair.send(to_near(pair, packet().stamp_request(seq(i))));
	CHECK(comes_true([&] { return object->verdicts()[STAMP_V_REFLECTED] == 3; }));
	CHECK(object->hardware_times()[STAMP_HW_MISSING] == 3);
	CHECK(object->hardware_times()[STAMP_HW_USED] == 0);
}

TEST_CASE("a bound sender takes its replies, asking the driver for each", "[tap]") {
	const Pair pair;
	const Setup setup = sender_setup();
	auto object = bound(bpf::Role::sender, setup, pair.near.index);

	if (!object)
		return;
	learn_mac(*object, pair.near);
	const stamp_peer peer{address_key("192.0.2.2"), htons(862), 0};
	const std::uint16_t session = 0;

	REQUIRE(bpf_map_update_elem(object->map("peers"), &peer, &session, BPF_ANY) == 0);
	const auto link = bpf::link_xdp(*object, pair.near);

	REQUIRE(link);
	pair.send(to_near(pair, incoming(golden::reply_ntp())));
	CHECK(comes_true([&] { return object->verdicts()[STAMP_V_RECEIVED] == 1; }));
	CHECK(object->hardware_times()[STAMP_HW_MISSING] == 1);
}

TEST_CASE("a bound program belongs to its device, and is nothing for generic XDP", "[tap]") {
	const Pair pair;
	auto object = bound(bpf::Role::reflector, Setup(), pair.near.index);

	if (!object)
		return;
	CHECK(!bpf::link_xdp(*object, pair.far));
	LIBBPF_OPTS(bpf_link_create_opts, options, .flags = XDP_FLAGS_SKB_MODE);
	CHECK(bpf_link_create(object->xdp().fd.get(), pair.near.index, BPF_XDP, &options) < 0);
}

TEST_CASE("the kernel tells which driver hands receive times over to XDP", "[tap]") {
	const Pair pair;

	if (is_linux_6(8)) {
		CHECK(net::gives_receive_times(pair.near) == true);
		CHECK(net::gives_receive_times(*net::find_interface("lo")) == false);
	}
	CHECK(net::hardware_stamps(pair.near).gives_to_xdp == net::gives_receive_times(pair.near));
}
