// SPDX-License-Identifier: Apache-2.0
// The largest table there can be, filled by requests and full.
#include <bpf/bpf.h>

#include "bpf/pin/sessions.h"
#include "bpf/rows.h"

using namespace stamp;
using namespace stamp::test;

namespace {

constexpr std::uint32_t room = STAMP_MOST_SESSIONS;
constexpr std::int64_t second = 1'000'000'000;
constexpr unsigned port_bits = 15;

// Requests of many sources. What one pair of octets gains, its neighbour in the sums loses:
// address with address, port with SSID.
class Requests {
public:
	const Octets &of(std::uint32_t session) {
		constexpr std::size_t ip = 14, udp = ip + 20, ssid = udp + 8 + 14;
		const auto port = session & ((1u << port_bits) - 1), source = session >> port_bits;

		put16(frame_, ip + 12, static_cast<std::uint16_t>(0x0a00 + source));
		put16(frame_, ip + 14, static_cast<std::uint16_t>(0x8000 - source));
		put16(frame_, udp, static_cast<std::uint16_t>(0x4000 + port));
		put16(frame_, ssid, static_cast<std::uint16_t>(0xc000 - port));
		return frame_;
	}

private:
	Octets frame_ = packet().ipv4("10.0.128.0", "192.0.2.2")
				.ports(0x4000, 862)
				.stamp_request(seq(0).ssid(0xc000));
};

// How many of `count` sessions got the reply of this number, from each a request.
std::uint32_t answered(Datapath &datapath, std::uint32_t first, std::uint32_t count,
		       std::uint32_t step, std::uint32_t number) {
	Requests requests;
	Octets out(256);
	std::uint32_t answers = 0;

	for (std::uint32_t i = 0; i < count; i++) {
		const Octets &frame = requests.of(first + i * step);
		LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame.data(),
			    .data_out = out.data(),
			    .data_size_in = static_cast<std::uint32_t>(frame.size()),
			    .data_size_out = static_cast<std::uint32_t>(out.size()));

		if (bpf_prog_test_run_opts(datapath.fd(Program::refl_in), &options) != 0)
			return 0;
		answers += static_cast<int>(options.retval) == redirected &&
			   get32(out, 14 + 20 + 8) == number;
	}
	return answers;
}

std::uint32_t live_sessions(const Datapath &datapath, std::int64_t now_ns) {
	std::uint32_t count = 0;

	REQUIRE(bpf::read_sessions(datapath.sessions_map(), Duration{900 * second},
				   MonoTime{Duration{now_ns}},
				   [&](const auto &, const auto &) { count++; }));
	return count;
}

} // namespace

TEST_CASE("a table of 1048576 sessions fills up: one more is refused, none makes room") {
	Setup setup;

	setup.cfg.max_sessions = room;
	setup.cfg.session_timeout_ns = 900ull * second;
	Datapath datapath = load(setup);

	CHECK(answered(datapath, 0, room, 1, 0) == room);
	CHECK(live_sessions(datapath, golden::t2_ns) == room);
	Requests requests;

	for (std::uint32_t i = 0; i < 1000; i++)
		check_dropped(datapath, Program::refl_in, requests.of(room + i),
			      STAMP_V_SESSIONS_FULL);
	CHECK(answered(datapath, 0, room / 64, 64, 1) == room / 64); // all over the table
	CHECK(live_sessions(datapath, golden::t2_ns) == room);

	// Those that went on asking are alive when the others are idle, and keep their places.
	datapath.set_time(golden::t2_ns + 600 * second);
	CHECK(answered(datapath, 0, room / 64, 64, 2) == room / 64);
	datapath.set_time(golden::t2_ns + 901 * second);
	CHECK(answered(datapath, room, 20'000, 1, 0) == 20'000);
	CHECK(answered(datapath, 0, room / 64, 64, 3) == room / 64);
	CHECK(live_sessions(datapath, golden::t2_ns + 901 * second) == room / 64 + 20'000);
}
