// SPDX-License-Identifier: Apache-2.0
// A frame taken apart again, by offsets of the standards and not by the structs under test.
#pragma once

#include "support/packet.h"

namespace stamp::test {

// A reply of RFC 8762 4.3.1; times are the 64 bits on the wire.
struct Stamp {
	std::uint32_t seq;
	std::uint64_t t3;
	std::uint16_t error;
	std::uint16_t ssid;
	std::uint64_t t2;
	std::uint32_t sender_seq;
	std::uint64_t sender_ts;
	std::uint16_t sender_error;
	std::uint8_t sender_ttl;
	bool mbz_is_zero;
};

class Frame {
public:
	// Throws std::runtime_error when there is no UDP in it, or a length does not fit.
	explicit Frame(Octets octets, bool has_mac = true);

	[[nodiscard]] const Octets &octets() const { return octets_; }
	[[nodiscard]] Octets link() const { return slice(octets_, 0, l3_); }
	[[nodiscard]] bool is_ipv6() const { return octets_.at(l3_) >> 4 == 6; }
	[[nodiscard]] std::string source() const;
	[[nodiscard]] std::string destination() const;
	[[nodiscard]] std::uint8_t ttl() const { return octets_.at(l3_ + (is_ipv6() ? 7 : 8)); }
	[[nodiscard]] std::uint8_t tos() const;
	[[nodiscard]] std::uint32_t flow_label() const { return get32(octets_, l3_) & 0xfffff; }
	[[nodiscard]] Octets options() const { return slice(octets_, l3_ + 20, l4_ - l3_ - 20); }
	[[nodiscard]] std::uint16_t source_port() const { return get16(octets_, l4_); }
	[[nodiscard]] std::uint16_t destination_port() const { return get16(octets_, l4_ + 2); }
	[[nodiscard]] std::uint16_t udp_checksum() const { return get16(octets_, l4_ + 6); }
	[[nodiscard]] Octets payload() const;
	[[nodiscard]] Octets link_padding() const;
	// The IP packet ends where its UDP datagram does.
	[[nodiscard]] bool lengths_agree() const { return l4_ + udp_octets() == l3_ + ip_octets_; }
	// The UDP checksum filled in, of a frame that left it to the device.
	[[nodiscard]] Octets with_checksum() const;
	// The sum that such a frame has in its place.
	[[nodiscard]] std::uint16_t pseudo_header_sum() const;
	[[nodiscard]] Stamp stamp() const;

	[[nodiscard]] bool ip_checksum_is_valid() const; // true for IPv6, which has none
	[[nodiscard]] bool udp_checksum_is_valid() const;

private:
	[[nodiscard]] Octets pseudo_header() const;
	[[nodiscard]] std::size_t udp_octets() const { return get16(octets_, l4_ + 4); }

	Octets octets_;
	std::size_t l3_ = 0;
	std::size_t l4_ = 0;
	std::size_t ip_octets_ = 0;
};

} // namespace stamp::test
