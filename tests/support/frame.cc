// SPDX-License-Identifier: Apache-2.0
#include "support/frame.h"

#include <algorithm>
#include <stdexcept>

namespace stamp::test {

Frame::Frame(Octets octets, bool has_mac) : octets_(std::move(octets)) {
	if (has_mac) {
		l3_ = 14;
		while (get16(octets_, l3_ - 2) == 0x8100 || get16(octets_, l3_ - 2) == 0x88a8)
			l3_ += 4;
	}
	if (is_ipv6()) {
		l4_ = l3_ + 40;
		ip_octets_ = 40u + get16(octets_, l3_ + 4);
	} else {
		l4_ = l3_ + (octets_.at(l3_) & 15u) * 4;
		ip_octets_ = get16(octets_, l3_ + 2);
	}
	if (octets_.at(l3_ + (is_ipv6() ? 6 : 9)) != 17)
		throw std::runtime_error("no UDP in the frame");
	if (l3_ + ip_octets_ > octets_.size() || l4_ + udp_octets() > l3_ + ip_octets_ ||
	    udp_octets() < 8)
		throw std::runtime_error("a length of the frame does not fit");
}

std::string Frame::source() const {
	return address_text(is_ipv6() ? slice(octets_, l3_ + 8, 16) : slice(octets_, l3_ + 12, 4));
}

std::string Frame::destination() const {
	return address_text(is_ipv6() ? slice(octets_, l3_ + 24, 16) : slice(octets_, l3_ + 16, 4));
}

std::uint8_t Frame::tos() const {
	return is_ipv6() ? static_cast<std::uint8_t>(get16(octets_, l3_) >> 4 & 0xff)
			 : octets_.at(l3_ + 1);
}

Octets Frame::payload() const {
	return slice(octets_, l4_ + 8, udp_octets() - 8);
}

Octets Frame::link_padding() const {
	const std::size_t end = l4_ + udp_octets();

	return slice(octets_, end, octets_.size() - end);
}

Stamp Frame::stamp() const {
	const Octets p = payload();
	const auto is_zero = [&p](std::size_t at, std::size_t size) {
		const Octets field = slice(p, at, size);

		return std::all_of(field.begin(), field.end(), [](auto o) { return o == 0; });
	};

	return {get32(p, 0),  get64(p, 4),
		get16(p, 12), get16(p, 14),
		get64(p, 16), get32(p, 24),
		get64(p, 28), get16(p, 36),
		p.at(40),     is_zero(38, 2) && is_zero(41, 3)};
}

bool Frame::ip_checksum_is_valid() const {
	return is_ipv6() || ones_sum(slice(octets_, l3_, l4_ - l3_)) == 0xffff;
}

Octets Frame::pseudo_header() const {
	Octets header = is_ipv6() ? slice(octets_, l3_ + 8, 32) : slice(octets_, l3_ + 12, 8);

	append(header, {0, 17});
	append(header, slice(octets_, l4_ + 4, 2));
	return header;
}

std::uint16_t Frame::pseudo_header_sum() const {
	return ones_sum(pseudo_header());
}

bool Frame::udp_checksum_is_valid() const {
	return udp_checksum() != 0 &&
	       ones_sum(slice(octets_, l4_, udp_octets()), pseudo_header_sum()) == 0xffff;
}

Octets Frame::with_checksum() const {
	Octets octets = octets_;
	const auto sum = ones_sum(slice(octets_, l4_, udp_octets()));

	put16(octets, l4_ + 6, sum == 0xffff ? 0xffff : static_cast<std::uint16_t>(0xffff - sum));
	return octets;
}

} // namespace stamp::test
