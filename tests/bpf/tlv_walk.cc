// SPDX-License-Identifier: Apache-2.0
// The TLV walk as the kernel runs it, compared with the same lines as C. The C ones have their
// rules in tests/unit/lib/tlv_*_test.cc.
#include <bpf/bpf.h>

#include "support/catch.h"
#include "support/memory_tlvs.h"
#include "support/tlv_rules.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#include "tests/bpf/tlv.skel.h"
#pragma GCC diagnostic pop

#include "support/packet.h"
#include "support/prog_run.h"

using namespace stamp::test;

namespace {

constexpr std::size_t lead = 20; // as in tlv.bpf.c

struct Deleter {
	void operator()(tlv_bpf *skeleton) const { tlv_bpf__destroy(skeleton); }
};

// As struct work of tlv.bpf.c.
struct Work {
	tlv_space tlvs;
	__u32 mode;
};

class Kernel {
public:
	Kernel() : skeleton_(tlv_bpf__open_and_load()) {
		if (!skeleton_)
			throw std::runtime_error("cannot load the walk");
		const __u8 yes = 1;

		const std::vector<stamp_addr> ours = {address_key("1.2.3.0"),
						      address_key("203.0.113.9")};

		own(ours);
		for (const stamp_addr &addr : ours)
			bpf_map__update_elem(skeleton_->maps.ours, &addr, sizeof(addr), &yes,
					     sizeof(yes), BPF_ANY);
	}

	Octets run(bool xdp, const Octets &packet, const TlvSetting &setting, bool verified,
		   tlv_world &world) {
		Work work = {};
		const __u32 key = 0;
		Octets out(packet.size() + 64);
		LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = packet.data(),
			    .data_out = out.data(),
			    .data_size_in = static_cast<__u32>(packet.size()),
			    .data_size_out = static_cast<__u32>(out.size()));

		work.tlvs.world = world;
		skeleton_->bss->authenticated = setting.authenticated;
		skeleton_->bss->has_keys = setting.has_keys;
		skeleton_->bss->verified = verified;
		bpf_map__update_elem(skeleton_->maps.work, &key, sizeof(key), &work, sizeof(work),
				     BPF_ANY);
		if (bpf_prog_test_run_opts(fd(xdp), &options))
			throw std::runtime_error("cannot run the walk");
		bpf_map__lookup_elem(skeleton_->maps.work, &key, sizeof(key), &work, sizeof(work),
				     0);
		world = work.tlvs.world;
		out.resize(options.data_size_out);
		return out;
	}

	[[nodiscard]] __u32 verified(bool xdp) const {
		bpf_prog_info info = {};
		__u32 size = sizeof(info);

		if (bpf_obj_get_info_by_fd(fd(xdp), &info, &size))
			throw std::runtime_error("no information about the program");
		return info.verified_insns;
	}

private:
	[[nodiscard]] int fd(bool xdp) const {
		return bpf_program__fd(xdp ? skeleton_->progs.tlv_xdp : skeleton_->progs.tlv_tc);
	}

	std::unique_ptr<tlv_bpf, Deleter> skeleton_;
};

tlv_world random_world(std::mt19937 &random) {
	tlv_world world = {};

	world.source = address_key("192.0.2.1");
	world.destination = address_key("198.51.100.2");
	if (random() % 2) {
		world.source = address_key("2001:db8::1");
		world.destination = address_key("2001:db8::2");
		world.is_ipv6 = 1;
	}
	world.source_port = static_cast<__be16>(random());
	world.destination_port = static_cast<__be16>(random());
	world.mac[0] = world.mac[2] = static_cast<__be16>(random());
	world.has_mac = random() % 2;
	world.tos = static_cast<__u8>(random());
	world.has_previous = random() % 2;
	world.previous_seq = static_cast<__u32>(random());
	world.previous_t3 = {static_cast<__u32>(random()), static_cast<__u32>(random())};
	world.previous_timestamp = STAMP_STAMPED_SW;
	world.timestamp_in = STAMP_STAMPED_HW;
	world.timestamp_out = STAMP_STAMPED_SW;
	world.sync_source = STAMP_SYNC_PTP;
	world.rx = static_cast<__u32>(random());
	world.tx = static_cast<__u32>(random());
	world.dscp_allowed = static_cast<__u64>(random()) << 32 | random();
	world.micro_session = static_cast<__be16>(random() % 4);
	world.location_blank = static_cast<__u8>(random() % 16);
	return world;
}

// What comes out; members that are only in are the same anyhow.
void check_same(const tlv_world &a, const tlv_world &b) {
	CHECK(a.reply_dscp == b.reply_dscp);
	CHECK(a.has_reply_source == b.has_reply_source);
	CHECK(std::memcmp(&a.reply_source, &b.reply_source, sizeof(a.reply_source)) == 0);
	CHECK(a.discard == b.discard);
	CHECK(a.sign_at == b.sign_at);
	CHECK(a.notes == b.notes);
}

} // namespace

TEST_CASE("the TLV walk stays within its budget of instructions under either hook") {
	const Kernel kernel;

	for (bool xdp : {false, true}) {
		INFO((xdp ? "xdp: " : "tc: ") << kernel.verified(xdp) << " verified");
		/* Without CAP_PERFMON, where the verifier walks more: 5800 (clang 14, Linux 6.18).
		 */
		CHECK(kernel.verified(xdp) <= 9000);
	}
}

TEST_CASE("L-02: the TLV walk gives octet by octet the same in the kernel and as C") {
	Kernel kernel;
	std::mt19937 random(9503);
	unsigned answered = 0;

	for (int i = 0; i < 3000; i++) {
		Octets request = pattern(lead);
		TlvSetting setting;
		const bool verified = random() % 4 != 0;

		append(request, random_tlvs(random, 1400));
		setting.authenticated = random() % 4 == 0;
		setting.has_keys = setting.authenticated || random() % 2;
		setting.verify = [verified](auto...) { return verified; };
		const tlv_world before = random_world(random);
		tlv_world in_kernel = before, as_c = before;
		const Octets out = kernel.run(i % 2, request, setting, verified, in_kernel);
		Octets same = request;
		const pkt p = {same.data(), same.data() + same.size()};

		answer_tlvs(p, lead, setting, as_c);
		INFO(to_hex(request));
		REQUIRE(to_hex(out) == to_hex(same));
		check_same(in_kernel, as_c);
		answered += out != request;
	}
	CHECK(answered > 2000);
}
