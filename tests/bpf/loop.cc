// SPDX-License-Identifier: Apache-2.0
// Two reflectors that face each other must fall silent (R8762-22, L-04).
#include <arpa/inet.h>

#include "bpf/rows.h"

using namespace stamp::test;

namespace {

Datapath reflector_on(std::uint16_t port) {
	Setup setup;

	setup.cfg.ports[0] = htons(port);
	return load(setup);
}

// The frame as it arrives at the other host, whose MAC is 0 as well, 55 hops on.
Octets carried(Octets frame) {
	constexpr std::uint8_t ttl = 200;

	for (std::size_t i = 0; i < 6; i++)
		std::swap(frame[i], frame[6 + i]);
	const bool is_ipv6 = frame[14] >> 4 == 6;

	frame[14 + (is_ipv6 ? 7 : 8)] = ttl;
	if (!is_ipv6) {
		put16(frame, 24, 0);
		put16(frame, 24, internet_checksum(slice(frame, 14, 20)));
	}
	return frame;
}

// Answers until nobody answers, at most `limit`.
int answers(Datapath &first, Datapath &second, Octets frame) {
	constexpr int limit = 10;
	Datapath *turn = &first;
	int count = 0;

	while (count < limit) {
		const auto reply = turn->reflect(frame);

		if (!reply)
			break;
		count++;
		frame = carried(reply->out);
		turn = turn == &first ? &second : &first;
	}
	return count;
}

} // namespace

TEST_CASE("R8762-22 L-04 one spoofed packet between two reflectors ends in at most one reply") {
	Datapath same = reflector_on(862), other = reflector_on(862),
		 elsewhere = reflector_on(20001);

	for (int ttl : {0, 1, 64, 255}) {
		for (std::size_t size : {14, 38, 41, 44, 60, 1000}) {
			INFO("ttl " << ttl << ", payload of " << size);
			for (const auto &family : {packet().ipv4(), packet().ipv6()}) {
				Octets content(size);
				Packet spoofed = Packet(family).ttl(static_cast<std::uint8_t>(ttl));

				CHECK(answers(same, other,
					      Packet(spoofed).ports(862, 862).payload(content)) <=
				      1);
				CHECK(answers(same, elsewhere,
					      Packet(spoofed).ports(20001, 862).payload(content)) <=
				      1);
				content = pattern(size);
				CHECK(answers(same, other,
					      Packet(spoofed).ports(862, 862).payload(content)) <=
				      1);
				CHECK(answers(same, elsewhere,
					      Packet(spoofed).ports(20001, 862).payload(content)) <=
				      1);
			}
		}
	}
}

TEST_CASE("R8762-22 reflectors of different formats and clocks fall silent as well") {
	Setup setup;

	setup.cfg.format = STAMP_FORMAT_PTP;
	setup.cfg.ports[0] = htons(20001);
	Datapath ptp = load(setup), ntp = reflector_on(862);

	ntp.set_time(golden::t2_ns + 3600000000000);
	CHECK(answers(ntp, ptp, packet().ports(20001, 862)) == 1);
	CHECK(answers(ptp, ntp, packet().ports(862, 20001)) == 1);
}

TEST_CASE("R8762-22 T-22 a true sender on source port 862 is answered") {
	for (std::size_t size : {14, 15, 44, 60, 1000}) {
		Request request = seq(0xffffffff).time(0x0123456789abcdef).error(0xffff);

		if (size >= 44)
			request.ssid(0xffff).length(size);
		const Frame reply =
			answer_of(plain(), packet().ports(862, 862).payload(
						   slice(request.length(size).octets(), 0, size)));

		CHECK(reply.destination_port() == 862);
	}
}

TEST_CASE("R8762-11 arbitrary reserved octets from an ephemeral port are answered") {
	for (std::uint8_t first = 1; first < 250; first++) {
		const Octets request =
			packet().stamp_request(seq(1).time(golden::t1_ntp).mbz(pattern(28, first)));

		CHECK(answer_of(plain(), request).payload().size() == 44);
	}
}

TEST_CASE("R8762-22 a reply from another reflector goes on as it came") {
	for (const auto &family : {packet().ipv4(), packet().ipv6()}) {
		/* From our own port; and from another, by what it says. */
		check_untouched(plain(), Program::refl_in,
				Packet(family).ports(862, 862).payload(golden::reply_ntp()),
				STAMP_V_LOOP);
		check_untouched(plain(), Program::refl_in,
				Packet(family).ports(20001, 862).payload(golden::reply_ntp()),
				STAMP_V_LOOP);
		check_untouched(plain(), Program::refl_in,
				Packet(family).ports(20001, 862).payload(golden::reply_ptp()),
				STAMP_V_LOOP);
		for (std::size_t size : {38, 41, 43})
			check_untouched(plain(), Program::refl_in,
					Packet(family).ports(862, 862).payload(
						slice(golden::reply_ntp(), 0, size)),
					STAMP_V_LOOP);
	}
}
