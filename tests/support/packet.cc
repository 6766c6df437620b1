// SPDX-License-Identifier: Apache-2.0
#include "support/packet.h"

#include <arpa/inet.h>

#include <algorithm>
#include <stdexcept>

namespace stamp::test {

Request &Request::put(std::size_t at, std::uint32_t value) {
	put32(octets_, at, value);
	return *this;
}

Request &Request::time(std::uint64_t t1) {
	put32(octets_, 4, static_cast<std::uint32_t>(t1 >> 32));
	return put(8, static_cast<std::uint32_t>(t1 & 0xffffffff));
}

Request &Request::error(std::uint16_t value) {
	put16(octets_, 12, value);
	return *this;
}

Request &Request::ssid(std::uint16_t value) {
	put16(octets_, 14, value);
	return *this;
}

Request &Request::mbz(const Octets &content) {
	for (std::size_t i = 0; i < content.size(); i++)
		octets_.at(16 + i) = content[i];
	return *this;
}

Request &Request::tail(const Octets &content) {
	append(octets_, content);
	return *this;
}

Request &Request::length(std::size_t size) {
	if (size > octets_.size())
		append(octets_, pattern(size - octets_.size()));
	octets_.resize(size);
	return *this;
}

Request seq(std::uint32_t value) {
	return Request().seq(value);
}

Octets address_octets(const std::string &text) {
	const bool is_ipv6 = text.find(':') != std::string::npos;
	Octets octets(is_ipv6 ? 16 : 4);

	if (inet_pton(is_ipv6 ? AF_INET6 : AF_INET, text.c_str(), octets.data()) != 1)
		throw std::invalid_argument("not an address: " + text);
	return octets;
}

std::string address_text(const Octets &octets) {
	char text[INET6_ADDRSTRLEN] = {};

	inet_ntop(octets.size() == 4 ? AF_INET : AF_INET6, octets.data(), text, sizeof(text));
	return text;
}

Packet &Packet::mac(const Octets &destination, const Octets &source) {
	mac_destination_ = destination;
	mac_source_ = source;
	return *this;
}

Packet &Packet::no_mac() {
	has_mac_ = false;
	return *this;
}

Packet &Packet::vlan(std::uint16_t id, std::uint16_t protocol) {
	tags_.emplace_back(protocol, id);
	return *this;
}

Packet &Packet::ethertype(std::uint16_t value) {
	ethertype_ = value;
	return *this;
}

Packet &Packet::link_padding(std::size_t size) {
	link_padding_ = size;
	return *this;
}

Packet &Packet::ipv4(const std::string &source, const std::string &destination) {
	is_ipv6_ = false;
	source_ = address_octets(source);
	destination_ = address_octets(destination);
	return *this;
}

Packet &Packet::ipv6(const std::string &source, const std::string &destination) {
	ipv4(source, destination);
	is_ipv6_ = true;
	return *this;
}

Packet &Packet::ttl(std::uint8_t value) {
	ttl_ = value;
	return *this;
}

Packet &Packet::tos(std::uint8_t value) {
	tos_ = value;
	return *this;
}

Packet &Packet::flow_label(std::uint32_t value) {
	flow_label_ = value;
	return *this;
}

Packet &Packet::protocol(std::uint8_t value) {
	protocol_ = value;
	return *this;
}

Packet &Packet::options(const Octets &content) {
	options_ = content;
	return *this;
}

Packet &Packet::fragment(std::uint16_t octets_before, bool more) {
	fragment_ = static_cast<std::uint16_t>(octets_before / 8 | (more ? 0x2000 : 0));
	return *this;
}

Packet &Packet::extension(std::uint8_t type, const Octets &body) {
	extensions_.emplace_back(type, body);
	return *this;
}

Packet &Packet::bad_ip_checksum() {
	bad_ip_checksum_ = true;
	return *this;
}

Packet &Packet::ip_length(std::uint16_t value) {
	ip_length_ = value;
	return *this;
}

Packet &Packet::ports(std::uint16_t source, std::uint16_t destination) {
	source_port_ = source;
	destination_port_ = destination;
	return *this;
}

Packet &Packet::checksum(Checksum kind) {
	checksum_ = kind;
	return *this;
}

Packet &Packet::udp_length(std::uint16_t value) {
	udp_length_ = value;
	return *this;
}

Packet &Packet::payload(const Octets &content) {
	payload_ = content;
	return *this;
}

Octets Packet::link_header() const {
	Octets header;

	if (!has_mac_)
		return header;
	append(header, mac_destination_);
	append(header, mac_source_);
	header.resize(14);
	std::size_t at = 12;

	for (const auto &[protocol, id] : tags_) {
		put16(header, at, protocol);
		header.resize(header.size() + 4);
		put16(header, at + 2, id);
		at += 4;
	}
	put16(header, at, ethertype_.value_or(is_ipv6_ ? 0x86dd : 0x0800));
	return header;
}

Octets Packet::ipv4_header(std::size_t transport_size) const {
	const std::size_t size = 20 + options_.size();
	Octets header(20);

	header[0] = static_cast<std::uint8_t>(0x40 | size / 4);
	header[1] = tos_;
	put16(header, 2, ip_length_.value_or(static_cast<std::uint16_t>(size + transport_size)));
	put16(header, 4, 0x1d1d);
	put16(header, 6, fragment_);
	header[8] = ttl_;
	header[9] = protocol_;
	std::copy(source_.begin(), source_.end(), header.begin() + 12);
	std::copy(destination_.begin(), destination_.end(), header.begin() + 16);
	append(header, options_);
	put16(header, 10, internet_checksum(header));
	if (bad_ip_checksum_)
		header[10] ^= 0x40;
	return header;
}

Octets Packet::ipv6_header(std::size_t transport_size) const {
	Octets header(40);
	Octets chain;
	std::size_t next_at = 6;

	put32(header, 0, 0x60000000u | static_cast<std::uint32_t>(tos_) << 20 | flow_label_);
	header[7] = ttl_;
	std::copy(source_.begin(), source_.end(), header.begin() + 8);
	std::copy(destination_.begin(), destination_.end(), header.begin() + 24);
	for (const auto &[type, body] : extensions_) {
		header[next_at] = type;
		next_at = header.size();
		header.push_back(0);
		header.push_back(static_cast<std::uint8_t>((body.size() + 2) / 8 - 1));
		append(header, body);
		if (type == 44) /* RFC 8200 4.5: this octet is reserved */
			header[next_at + 1] = 0;
	}
	header[next_at] = protocol_;
	put16(header, 4,
	      ip_length_.value_or(static_cast<std::uint16_t>(header.size() - 40 + transport_size)));
	return header;
}

Octets Packet::ip_header(std::size_t transport_size) const {
	return is_ipv6_ ? ipv6_header(transport_size) : ipv4_header(transport_size);
}

Octets Packet::pseudo_header(std::uint16_t udp_octets) const {
	Octets header = source_;

	append(header, destination_);
	append(header, {0, 17});
	header.push_back(static_cast<std::uint8_t>(udp_octets >> 8));
	header.push_back(static_cast<std::uint8_t>(udp_octets & 0xff));
	return header;
}

Octets Packet::datagram() const {
	const auto octets = static_cast<std::uint16_t>(payload_.size() + 8);
	const std::uint16_t length = udp_length_.value_or(octets);
	Octets udp(8);

	put16(udp, 0, source_port_);
	put16(udp, 2, destination_port_);
	put16(udp, 4, length);
	append(udp, payload_);
	const std::uint16_t pseudo = ones_sum(pseudo_header(length));

	if (checksum_ == Checksum::pseudo) {
		put16(udp, 6, pseudo);
		return udp;
	}
	const Octets covered = slice(udp, 0, std::min<std::size_t>(length, udp.size()));
	auto value = static_cast<std::uint16_t>(0xffff - ones_sum(covered, pseudo));

	if (!value)
		value = 0xffff;
	if (checksum_ == Checksum::bad)
		value = value == 0x5555 ? 0x5556 : 0x5555;
	put16(udp, 6, checksum_ == Checksum::zero ? 0 : value);
	return udp;
}

Octets Packet::build() const {
	const Octets transport = datagram();
	Octets frame = link_header();

	append(frame, ip_header(transport.size()));
	append(frame, transport);
	append(frame, Octets(link_padding_, 0xee));
	return frame;
}

} // namespace stamp::test
