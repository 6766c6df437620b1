// SPDX-License-Identifier: Apache-2.0
// What is not for us goes on to the next program as it came, from all four programs.
#include <arpa/inet.h>

#include "bpf/rows.h"

using namespace stamp::test;

namespace {

constexpr Program programs[] = {Program::refl_in, Program::refl_out, Program::send_out,
				Program::send_in};

// The kernel makes no packet of what ends inside its own header.
void check_foreign(const Octets &frame, std::uint32_t mark = 0) {
	for (Program program : programs) {
		const auto run = plain().try_run(program, frame, mark);

		INFO("program " << static_cast<int>(program) << ", frame " << to_hex(frame));
		if (!run) {
			CHECK(run.error().code == EINVAL);
			continue;
		}
		CHECK(run->action == next_program);
		CHECK(run->verdict == STAMP_V_NOT_STAMP);
		CHECK(run->counted == 1);
		CHECK(run->mark == mark);
		CHECK(to_hex(run->out) == to_hex(frame));
	}
}

} // namespace

TEST_CASE("other protocols are foreign") {
	for (const auto &family : {packet().ipv4(), packet().ipv6()}) {
		for (int protocol : {0, 1, 2, 6, 47, 50, 58, 89, 132, 136, 255})
			check_foreign(Packet(family).protocol(static_cast<std::uint8_t>(protocol)));
		for (int type : {0x0806, 0x0842, 0x8847, 0x88cc, 0x88f7, 0x0000, 0x05dc})
			check_foreign(Packet(family).ethertype(static_cast<std::uint16_t>(type)));
		check_foreign(Packet(family).vlan(1).ethertype(0x0806));
	}
}

TEST_CASE("other UDP ports are foreign, whatever their lengths and checksums say") {
	for (const auto &family : {packet().ipv4(), packet().ipv6()}) {
		for (int port : {0, 1, 53, 861, 863, 0x5e03, 65535}) {
			const auto other = static_cast<std::uint16_t>(port);

			check_foreign(Packet(family).ports(50000, other));
			check_foreign(Packet(family).ports(other, 50000), 0x57a40000);
			check_foreign(Packet(family).ports(50000, other).udp_length(3));
			check_foreign(Packet(family).ports(50000, other).checksum(Checksum::bad));
			check_foreign(Packet(family).ports(50000, other).payload({}), 0xdeadbeef);
		}
	}
}

TEST_CASE("truncated frames of every length are foreign or short, never more") {
	const Packet shapes[] = {packet().ipv4(), packet().ipv6(), packet().vlan(1, 0x88a8).vlan(2),
				 packet().options(Octets(16, 1)),
				 packet().ipv6().extension(0, Octets(14))};

	for (const auto &shape : shapes) {
		const Octets whole = shape;

		for (std::size_t size = 0; size < whole.size() && size <= 100; size++) {
			const Octets part = slice(whole, 0, size);

			for (Program program : programs) {
				const auto run = plain().try_run(program, part);

				INFO("program " << static_cast<int>(program) << ", " << size
						<< " octets of " << whole.size());
				if (!run) {
					CHECK(run.error().code == EINVAL);
					continue;
				}
				CHECK((run->verdict == STAMP_V_NOT_STAMP ||
				       run->verdict == STAMP_V_SLOW_PATH ||
				       run->verdict == STAMP_V_NO_SESSION ||
				       run->verdict == STAMP_V_SHORT));
				CHECK(to_hex(run->out) == to_hex(part));
				CHECK(run->action ==
				      (run->verdict == STAMP_V_SHORT ? dropped : next_program));
			}
		}
	}
}

TEST_CASE("an empty UDP datagram and one of a single octet, to us and from us") {
	for (std::size_t size : {0, 1}) {
		check_dropped(plain(), Program::refl_in, packet().payload(Octets(size)),
			      STAMP_V_SHORT);
		plain().expect(Octets(44));
		check_untouched(plain(), Program::refl_out,
				packet().ports(862, 50000).payload(Octets(size)),
				STAMP_V_NOT_STAMP);
	}
}
