// SPDX-License-Identifier: Apache-2.0
#include "net/prefix.h"

#include <arpa/inet.h>

#include "base/number.h"

namespace stamp::net {
namespace {

constexpr unsigned mapped_bits = 96; // of ::ffff:0:0/96

// `addr` with everything behind its first `bits` bits zero.
stamp_addr cut(stamp_addr addr, unsigned bits) {
	for (unsigned i = 0; i < 4; i++) {
		const unsigned before = 32 * i;
		if (bits <= before)
			addr.word[i] = 0;
		else if (bits < before + 32)
			addr.word[i] &= htonl(~std::uint32_t{0} << (before + 32 - bits));
	}
	return addr;
}

} // namespace

Result<Prefix> Prefix::parse(std::string_view text) {
	const std::size_t slash = text.find('/');
	const std::string_view number = text.substr(0, slash);
	auto address = Address::parse(number);
	if (!address)
		return std::move(address).error();
	if (number.find('%') != std::string_view::npos)
		return Error{0, "prefix '" + std::string(text) + "': no interface here"};

	const unsigned max = address->is_v4() ? 32 : 128;
	Prefix prefix{*address, max};
	if (slash == std::string_view::npos)
		return prefix;
	// ::ffff:10.0.0.0/104 would be read as an IPv4 length.
	if (address->is_v4() && number.find(':') != std::string_view::npos)
		return Error{0, "prefix '" + std::string(text) + "': write it as " +
					address->text() + "/LENGTH, LENGTH from 0 to 32"};
	const auto length = parse_decimal(text.substr(slash + 1), max);
	if (!length)
		return Error{0, "prefix '" + std::string(text) +
					"': the length has to be from 0 to " + std::to_string(max)};
	prefix.length = *length;
	prefix.address = Address::from_raw(cut(address->raw(), prefix.key().bits));
	if (prefix.address != *address)
		return Error{0, "prefix '" + std::string(text) +
					"' has bits set after its length: did you mean " +
					prefix.text() + "?"};
	return prefix;
}

std::string Prefix::text() const {
	return address.text() + "/" + std::to_string(length);
}

stamp_prefix Prefix::key() const {
	return stamp_prefix{address.is_v4() ? mapped_bits + length : length, address.raw()};
}

} // namespace stamp::net
