// SPDX-License-Identifier: Apache-2.0
// A builder of frames: packet().ipv4().ttl(61).stamp_request(seq(7)). Whatever is not said is that
// of a plain request: Ethernet to MAC 0 (the loopback device's, which prog_run uses), from
// 192.0.2.1 or 2001:db8::1, port 50000, to .2 or ::2, port 862, TTL 255, a right checksum.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "support/octets.h"

namespace stamp::test {

// The payload of a test packet without extensions (RFC 8762 4.2.1), field by field.
class Request {
public:
	Request &seq(std::uint32_t value) { return put(0, value); }
	// The 64 bits as they stand on the wire.
	Request &time(std::uint64_t t1);
	Request &error(std::uint16_t value);
	Request &ssid(std::uint16_t value);
	// Octets 16-43, which a sender leaves zero.
	Request &mbz(const Octets &content);
	// Octets after the base packet.
	Request &tail(const Octets &content);
	// Cut or filled up with a pattern to `size` octets.
	Request &length(std::size_t size);

	[[nodiscard]] const Octets &octets() const { return octets_; }

private:
	Request &put(std::size_t at, std::uint32_t value);

	Octets octets_ = Octets(44);
};

[[nodiscard]] Request seq(std::uint32_t value);

enum class Checksum {
	good,
	bad,
	zero,	// not computed
	pseudo, // the pseudo-header's sum alone: what a device with checksum offload is given
};

class Packet {
public:
	// Link layer.
	Packet &mac(const Octets &destination, const Octets &source);
	Packet &no_mac();
	Packet &vlan(std::uint16_t id, std::uint16_t protocol = 0x8100);
	Packet &ethertype(std::uint16_t value);
	Packet &link_padding(std::size_t size);

	// Network layer. Addresses as text.
	Packet &ipv4() { return ipv4("192.0.2.1", "192.0.2.2"); }
	Packet &ipv4(const std::string &source, const std::string &destination);
	Packet &ipv6() { return ipv6("2001:db8::1", "2001:db8::2"); }
	Packet &ipv6(const std::string &source, const std::string &destination);
	Packet &ttl(std::uint8_t value);
	Packet &tos(std::uint8_t value); // DSCP and ECN
	Packet &flow_label(std::uint32_t value);
	Packet &protocol(std::uint8_t value);
	Packet &options(const Octets &content); // a multiple of 4
	Packet &fragment(std::uint16_t octets_before, bool more);
	// `body` without the first two octets; the whole is a multiple of 8.
	Packet &extension(std::uint8_t type, const Octets &body);
	Packet &bad_ip_checksum();
	Packet &ip_length(std::uint16_t value); // the field; normally the truth

	// Transport layer.
	Packet &ports(std::uint16_t source, std::uint16_t destination);
	Packet &checksum(Checksum kind);
	Packet &udp_length(std::uint16_t value); // the field; normally the truth

	Packet &payload(const Octets &content);
	Packet &stamp_request(const Request &request) { return payload(request.octets()); }

	[[nodiscard]] Octets build() const;
	operator Octets() const { return build(); } // NOLINT: so that a row reads as a sentence

private:
	[[nodiscard]] Octets link_header() const;
	[[nodiscard]] Octets ip_header(std::size_t transport_size) const;
	[[nodiscard]] Octets ipv4_header(std::size_t transport_size) const;
	[[nodiscard]] Octets ipv6_header(std::size_t transport_size) const;
	[[nodiscard]] Octets datagram() const;
	[[nodiscard]] Octets pseudo_header(std::uint16_t udp_octets) const;

	bool has_mac_ = true;
	Octets mac_destination_ = Octets(6);
	Octets mac_source_ = {2, 0, 0, 0, 0, 1};
	std::vector<std::pair<std::uint16_t, std::uint16_t>> tags_; // protocol, id
	std::optional<std::uint16_t> ethertype_;
	std::size_t link_padding_ = 0;

	bool is_ipv6_ = false;
	Octets source_ = {192, 0, 2, 1};
	Octets destination_ = {192, 0, 2, 2};
	std::uint8_t ttl_ = 255;
	std::uint8_t tos_ = 0;
	std::uint32_t flow_label_ = 0;
	std::uint8_t protocol_ = 17;
	Octets options_;
	std::uint16_t fragment_ = 0;
	std::vector<std::pair<std::uint8_t, Octets>> extensions_;
	bool bad_ip_checksum_ = false;
	std::optional<std::uint16_t> ip_length_;

	std::uint16_t source_port_ = 50000;
	std::uint16_t destination_port_ = 862;
	Checksum checksum_ = Checksum::good;
	std::optional<std::uint16_t> udp_length_;
	Octets payload_ = Octets(44);
};

[[nodiscard]] inline Packet packet() {
	return {};
}

// The octets of an address in text: 4 or 16.
[[nodiscard]] Octets address_octets(const std::string &text);
[[nodiscard]] std::string address_text(const Octets &octets);

} // namespace stamp::test
