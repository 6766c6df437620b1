// SPDX-License-Identifier: Apache-2.0
// A million damaged packets with TLVs through the loaded programs, the same ones in each run: no
// reply is longer than its request (but for short ones), and what is passed on is untouched (L-01).
#include <algorithm>
#include <array>
#include <cerrno>
#include <random>

#include <bpf/bpf.h>

#include "bpf/auth_rows.h"
#include "bpf/sender_rows.h"

using namespace stamp::test;

namespace {

constexpr int frames_each = 125'000; // of eight runs

Octets random_tail(std::mt19937 &random) {
	Octets tail;

	for (std::size_t count = random() % 6; count; count--) {
		const std::size_t length =
			random() % 3 ? std::array{0, 4, 12, 16, 24}[random() % 5] : random() % 40;
		const std::size_t at = tail.size();

		append(tail, Octets(4 + length, static_cast<std::uint8_t>(random())));
		tail[at] = random() % 8 ? 0x80 : static_cast<std::uint8_t>(random());
		tail[at + 1] = static_cast<std::uint8_t>(random() % 14);
		put16(tail, at + 2,
		      static_cast<std::uint16_t>(random() % 16 ? length : random() % 2000));
	}
	return tail;
}

// Half of the payloads are well signed, so that damage gets past the HMAC.
Octets payload_of(Octets base, std::mt19937 &random) {
	append(base, random_tail(random));
	for (std::size_t changes = random() % 3; changes; changes--)
		base[random() % base.size()] = static_cast<std::uint8_t>(random());
	if (base.size() >= 112 && random() % 2)
		sign(base, golden::key());
	if (random() % 8 == 0)
		base.resize(random() % base.size());
	return base;
}

Octets damaged(const Packet &shape, const Octets &base, std::mt19937 &random) {
	Octets frame = Packet(shape).payload(payload_of(base, random));

	if (random() % 2)
		for (std::size_t changes = random() % 3; changes; changes--)
			frame[random() % frame.size()] ^=
				static_cast<std::uint8_t>(1 << random() % 8);
	if (random() % 16 == 0)
		frame.resize(std::max<std::size_t>(15, random() % frame.size()));
	return frame;
}

struct Outcome {
	int action = 0;
	std::size_t octets = 0;
};

// As Datapath::run(), but for what takes time. Absent: the kernel made no packet of it.
std::optional<Outcome> run(int fd, const Octets &frame, Octets &out) {
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame.data(), .data_out = out.data(),
		    .data_size_in = static_cast<std::uint32_t>(frame.size()),
		    .data_size_out = static_cast<std::uint32_t>(out.size()));

	if (bpf_prog_test_run_opts(fd, &options) != 0)
		return std::nullopt;
	return Outcome{static_cast<int>(options.retval), options.data_size_out};
}

bool is_right(Program program, const Octets &frame, const Octets &out, const Outcome &outcome) {
	constexpr std::size_t grown = 14 + 2 * 4 + 60 + 8 + 44; // tags, options, a base packet
	const bool passed = outcome.action == (is_xdp(program) ? int{XDP_PASS} : next_program);
	const bool answered = outcome.action == (is_xdp(program) ? int{XDP_TX} : redirected);

	if (passed)
		return outcome.octets == frame.size() &&
		       std::equal(frame.begin(), frame.end(), out.begin());
	if (answered)
		return outcome.octets <= std::max(frame.size(), grown);
	return outcome.action == (is_xdp(program) ? int{XDP_DROP} : dropped);
}

void run_many(Datapath &datapath, Program program, const Packet &shape, const Octets &base) {
	std::mt19937 random(20262027);
	Octets out(4096);
	int answers = 0, refused = 0;

	for (int i = 0; i < frames_each; i++) {
		const Octets frame = damaged(shape, base, random);
		const auto outcome = run(datapath.fd(program), frame, out);

		refused += !outcome;
		if (!outcome)
			continue;
		answers += outcome->action == redirected || outcome->action == XDP_TX;
		if (is_right(program, frame, out, *outcome))
			continue;
		INFO("packet " << i << ", action " << outcome->action << ": " << to_hex(frame));
		FAIL("neither passed on untouched nor answered within bounds");
	}
	INFO("program " << static_cast<int>(program) << ", base of " << base.size());
	CHECK(refused < frames_each / 4);
	if (program == Program::refl_in || program == Program::refl_xdp)
		CHECK(answers > frames_each / 20);
	(void)datapath.records();
}

} // namespace

TEST_CASE("L-01 half a million damaged requests with TLVs") {
	for (bool authenticated : {false, true}) {
		Setup setup = auth_setup();

		setup.cfg.authenticated = authenticated;
		setup.cfg.process_tlvs = 1;
		setup.cfg.dscp_allowed = ~0ull;
		setup.cfg.max_sessions = 64;
		setup.cfg.session_timeout_ns = 1;
		const Octets base = authenticated ? golden::auth_request() : golden::request();
		/* One each: damage makes sessions until there is no room for another. */
		Datapath at_tc = reflector(setup), at_xdp = reflector(setup);

		run_many(at_tc, Program::refl_in, packet().ipv4(), base);
		run_many(at_xdp, Program::refl_xdp, packet().ipv6(), base);
	}
}

TEST_CASE("L-01 half a million damaged replies with TLVs") {
	for (bool authenticated : {false, true}) {
		Setup setup = sender_setup();

		setup.cfg.authenticated = authenticated;
		setup.cfg.has_keys = 1;
		setup.cfg.hmac_tlv_at = authenticated ? 120 : 52;
		setup.cfg.tlv_octets = 64;
		Datapath datapath = sender(setup);
		const Octets base =
			authenticated ? golden::auth_reply_stateful() : golden::reply_stateful();

		datapath.set_keys(STAMP_ANY_SSID, {golden::key()});
		for (Program program : {Program::send_in, Program::send_xdp})
			run_many(datapath, program, incoming({}), base);
	}
}
