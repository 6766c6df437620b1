// SPDX-License-Identifier: Apache-2.0
// TLVs of a request in, those of its reply out.
#pragma once

#include "support/catch.h"
#include "support/frame.h"
#include "support/golden.h"
#include "support/memory_tlvs.h"
#include "support/packet.h"
#include "support/tlv_rules.h"
#include "unit/lib/buffer.h"

namespace stamp::test {

inline stamp_addr tlv_address(const std::string &text) {
	const Octets octets = address_octets(text);
	stamp_addr addr = {};

	if (octets.size() == 4) {
		__be32 word;

		std::memcpy(&word, octets.data(), sizeof(word));
		return map_ipv4(word);
	}
	std::memcpy(&addr, octets.data(), sizeof(addr));
	return addr;
}

// A reflector, and the request that came to it: IPv4, from port 0x8765 to 862, DSCP 46, ECN 1.
struct TlvBench {
	TlvBench() {
		world.source = tlv_address("192.0.2.1");
		world.destination = tlv_address("198.51.100.2");
		world.source_port = stamp_swap16(0x8765);
		world.destination_port = stamp_swap16(862);
		const std::uint8_t mac[6] = {0x02, 0x11, 0x22, 0x33, 0x44, 0x55};

		std::memcpy(world.mac, mac, sizeof(mac));
		world.has_mac = 1;
		world.tos = 46 << 2 | 1;
		world.timestamp_in = world.timestamp_out = STAMP_STAMPED_SW;
		world.sync_source = STAMP_SYNC_NTP;
		world.dscp_allowed = ~0ull;
		own({tlv_address("203.0.113.9")});
	}

	void over_ipv6() {
		world.source = tlv_address("2001:db8::1");
		world.destination = tlv_address("2001:db8::2");
		world.is_ipv6 = 1;
		own({tlv_address("2001:db8::9")});
	}

	// Behind a base packet, which must stay as it is. The answer is as long as the request.
	Octets reply(const Octets &tlvs) {
		const Octets base = golden::request();
		Octets whole = base;

		append(whole, tlvs);
		append(whole, behind);
		const Buffer buffer(whole, 0);
		const pkt p = {buffer.begin(), buffer.end()};

		answer = answer_tlvs(p, STAMP_BASE_OCTETS, setting, world, behind.size());
		const Octets after = buffer.octets();

		CHECK(slice(after, 0, base.size()) == base);
		CHECK(slice(after, base.size() + tlvs.size(), behind.size()) == behind);
		return slice(after, base.size(), tlvs.size());
	}

	// Hexadecimal digits alone, to compare with those of plain().
	std::string reply(std::string_view hex) { return to_hex(reply(from_hex(hex))); }

	tlv_world world = {};
	TlvSetting setting;
	Octets behind; // in the frame, but not in the payload
	TlvAnswer answer;
};

inline std::string plain(std::string_view hex) {
	return to_hex(from_hex(hex));
}

} // namespace stamp::test
