// SPDX-License-Identifier: Apache-2.0
// Answers per second of the whole reflector, at tc and at XDP, next to the bare swap and the honest
// floor on the same hook. Generator and reflector have a core each. What is counted is the CPU time
// of the reflector's core per answer, so that other programs of the machine stay out of it.
#include <array>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <memory>
#include <thread>

#include <bpf/bpf.h>
#include <linux/if_link.h>
#include <spdlog/spdlog.h>

#include "bench/answers.h"
#include "bench/rig.h"
#include "bpf/attach/attach.h"
#include "bpf/attach/tcx.h"
#include "support/golden_auth.h"
#include "support/hmac.h"
#include "support/packet.h"

namespace {

using namespace stamp;
using namespace stamp::bench;
using namespace std::chrono_literals;

constexpr int rounds = 7, profiled_rounds = 3;
constexpr auto warm_up = 100ms, window = 200ms;
constexpr double overload = 5, just_more = 1.1;

// What is attached while it lives.
struct Attached {
	std::vector<int> programs; // their descriptors
	std::vector<Fd> links;
	std::unique_ptr<bpf::Attachment> whole;
};

struct RunTime {
	double ns = 0, count = 0;
};

RunTime run_time(int program) {
	bpf_prog_info info{};
	__u32 size = sizeof(info);
	if (bpf_obj_get_info_by_fd(program, &info, &size) != 0)
		return {};
	return {static_cast<double>(info.run_time_ns), static_cast<double>(info.run_cnt)};
}

Fd link(int program, const net::Interface &iface, int type) {
	LIBBPF_OPTS(bpf_link_create_opts, options,
		    .flags = type == BPF_XDP ? XDP_FLAGS_DRV_MODE : 0u);
	Fd held(bpf_link_create(program, iface.index, static_cast<bpf_attach_type>(type),
				&options));
	if (!held)
		skip(std::string("cannot attach a program: ") + std::strerror(errno));
	return held;
}

// As a reflector runs: its own address, counters, a rate that is never reached.
bpf::Object load_reflector(bool authenticated) {
	stamp_cfg cfg{};
	cfg.rate = {1, 1'000'000'000};
	cfg.ports[0] = stamp_swap16(STAMP_PORT);
	cfg.port_count = 1;
	cfg.has_mac = 1;
	cfg.authenticated = cfg.has_keys = authenticated;
	auto object = bpf::Object::load(bpf::Role::reflector, cfg, 0, {true});
	if (!object)
		skip(object.error().text());
	const stamp_prefix own = {128, {{0, 0, stamp_swap32(0xffff), stamp_swap32(0xc0000202)}}};
	const std::uint8_t unicast = STAMP_LOCAL_UNICAST;
	bpf_map_update_elem(object->map("local"), &own, &unicast, BPF_ANY);
	const std::uint32_t any_ssid = STAMP_ANY_SSID;
	stamp_keys keys{.count = 1, .is_only = 1, .key = {}};
	keys.key[0] = test::midstate_of(test::golden::key());
	if (authenticated)
		bpf_map_update_elem(object->map("keys"), &any_ssid, &keys, BPF_ANY);
	const std::array<std::uint8_t, 6> mac = {2, 0, 0, 0, 0, 2};
	std::memcpy(object->live().mac, mac.data(), mac.size());
	return std::move(object).value();
}

class Bench {
public:
	Bench()
		: floor_(floor_bpf__open_and_load()), reflector_(load_reflector(false)),
		  signing_(load_reflector(true)) {
		if (!floor_)
			skip("the floor cannot be loaded");
		sink_ = link(bpf_program__fd(floor_->progs.drop_xdp), rig_.near(), BPF_XDP);
	}

	void round(Subject &s) {
		const Attached held = attach(s);
		const double known = s.flooded.empty() ? 0 : s.flooded.back().answered;
		s.flooded.push_back(measure(s, overload * known));
		s.kept_up.push_back(measure(s, just_more * s.flooded.back().answered));
	}

	// What the kernel measures of each program while it is flooded, its two clock reads
	// included.
	void profile(Subject &s) {
		const Attached held = attach(s);
		const Fd counting(bpf_enable_stats(BPF_STATS_RUN_TIME));
		std::vector<RunTime> before;
		for (const int program : held.programs)
			before.push_back(run_time(program));
		measure(s, 0);
		s.in_place.resize(held.programs.size());
		for (std::size_t i = 0; i < held.programs.size(); i++) {
			const RunTime after = run_time(held.programs[i]);
			s.in_place[i].push_back((after.ns - before[i].ns) /
						(after.count - before[i].count));
		}
	}

private:
	static bool is_stamp(const Subject &s) {
		return std::string(s.name) == "stamp" || std::string(s.name) == "signed";
	}

	[[nodiscard]] const bpf::Object &object_of(const Subject &s) const {
		return s.is_signed ? signing_ : reflector_;
	}

	[[nodiscard]] std::vector<int> programs_of(const Subject &s) const {
		const std::string name = s.name;
		const bool is_xdp = s.hook == Hook::xdp;
		const auto &progs = floor_->progs;
		if (is_stamp(s) && is_xdp)
			return {object_of(s).xdp().fd.get()};
		if (is_stamp(s))
			return {object_of(s).ingress().fd.get(), object_of(s).egress().fd.get()};
		if (name == "six" && is_xdp)
			return {bpf_program__fd(progs.six_xdp)};
		if (name == "six")
			return {bpf_program__fd(progs.six_in), bpf_program__fd(progs.six_out)};
		if (name == "bare")
			return {bpf_program__fd(is_xdp ? progs.bare_xdp : progs.bare_in)};
		if (is_xdp)
			return {bpf_program__fd(progs.floor_xdp)};
		return {bpf_program__fd(progs.floor_in), bpf_program__fd(progs.floor_out)};
	}

	[[nodiscard]] Attached attach(const Subject &s) const {
		Attached held{programs_of(s), {}, nullptr};
		if (is_stamp(s)) {
			auto whole =
				bpf::attach(object_of(s), rig_.far(),
					    s.hook == Hook::xdp ? bpf::Hook::xdp : bpf::Hook::tcx);
			if (!whole)
				skip(whole.error().text());
			held.whole = *std::move(whole);
			return held;
		}
		for (const int program : held.programs)
			held.links.push_back(
				link(program, rig_.far(),
				     s.hook == Hook::xdp ? int{BPF_XDP}
				     : program == held.programs.back() && held.programs.size() > 1
					     ? int{bpf::tcx_egress}
					     : int{bpf::tcx_ingress}));
		return held;
	}

	// `per_second` 0: as many as the generator makes.
	Sample measure(const Subject &s, double per_second) {
		const test::Octets frame =
			test::packet()
				.mac({2, 0, 0, 0, 0, 2}, {2, 0, 0, 0, 0, 1})
				.payload(s.is_signed ? test::golden::auth_request()
						     : test::seq(1).octets());
		const Generator generator(floor_.get(), rig_, frame, per_second);
		std::this_thread::sleep_for(warm_up);
		const auto start = std::chrono::steady_clock::now();
		const std::uint64_t sent = generator.sent();
		const Traffic before = rig_.far_traffic();
		const double cpu = rig_.far_cpu_ns();
		std::this_thread::sleep_for(window);
		const double used = rig_.far_cpu_ns() - cpu;
		const Traffic after = rig_.far_traffic();
		const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
		const double answers = static_cast<double>(after.received - before.received);
		if (answers < 1000 || after.transmitted == before.transmitted) {
			std::printf("%.0f answers, and %lu of them arrived\n", answers,
				    after.transmitted - before.transmitted);
			std::exit(1);
		}
		return {static_cast<double>(generator.sent() - sent) / took.count(),
			answers / took.count(), used / answers,
			static_cast<double>(after.transmitted - before.transmitted) / answers};
	}

	Rig rig_;
	Floor floor_;
	bpf::Object reflector_, signing_;
	Fd sink_;
};

} // namespace

int main() {
	spdlog::set_level(spdlog::level::err);
	bpf::route_libbpf_messages();
	Bench bench;
	Subjects subjects = {{{"bare", Hook::tc},
			      {"floor", Hook::tc},
			      {"stamp", Hook::tc},
			      {"six", Hook::tc, true},
			      {"signed", Hook::tc, true},
			      {"bare", Hook::xdp},
			      {"floor", Hook::xdp},
			      {"stamp", Hook::xdp},
			      {"six", Hook::xdp, true},
			      {"signed", Hook::xdp, true}}};
	for (int round = 0; round < rounds; round++)
		for (Subject &s : subjects) {
			bench.round(s);
			if (round < profiled_rounds)
				bench.profile(s);
		}
	print(subjects);
	print_json(subjects);
	return 0;
}
