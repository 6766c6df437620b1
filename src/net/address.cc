// SPDX-License-Identifier: Apache-2.0
#include "net/address.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <limits>

#include <arpa/inet.h>
#include <net/if.h>

#include "base/number.h"

namespace stamp::net {
namespace {

constexpr std::uint32_t mapped_word = 0xffff; // word 2 of ::ffff:0:0/96

Error not_an_address(std::string_view text) {
	return Error{0, "'" + std::string(text) + "' is not an IP address"};
}

Result<std::uint32_t> scope_index(std::string_view zone) {
	const std::string name(zone);
	if (name.empty())
		return Error{0, "no interface after '%'"};
	if (const unsigned index = if_nametoindex(name.c_str()))
		return index;
	// A number need not belong to an interface that exists already.
	constexpr auto max = static_cast<std::uint32_t>(std::numeric_limits<int>::max());
	if (const auto number = parse_decimal(zone, max); number && *number != 0)
		return *number;
	return Error{ENODEV, "find interface " + name};
}

} // namespace

Address Address::any_v4() {
	return from_v4(in_addr{INADDR_ANY});
}

Address Address::from_v4(in_addr addr) {
	Address address;
	address.addr_.word[2] = htonl(mapped_word);
	address.addr_.word[3] = addr.s_addr;
	return address;
}

Address Address::from_v6(const in6_addr &addr, std::uint32_t scope) {
	stamp_addr raw;
	static_assert(sizeof(raw) == sizeof(addr));
	std::memcpy(&raw, &addr, sizeof(raw));
	return from_raw(raw, scope);
}

Address Address::from_raw(const stamp_addr &addr, std::uint32_t scope) {
	Address address;
	address.addr_ = addr;
	return address.with_scope(scope);
}

Result<Address> Address::parse(std::string_view text) {
	const std::size_t percent = text.find('%');
	const std::string number(text.substr(0, percent));
	if (number.find('\0') != std::string::npos)
		return not_an_address(text);

	Address address;
	in_addr v4{};
	in6_addr v6{};
	if (inet_pton(AF_INET, number.c_str(), &v4) == 1)
		address = from_v4(v4);
	else if (inet_pton(AF_INET6, number.c_str(), &v6) == 1)
		address = from_v6(v6);
	else
		return not_an_address(text);

	if (percent == std::string_view::npos)
		return address;
	if (!address.needs_scope())
		return Error{0, "'" + std::string(text) +
					"': only a link-local IPv6 address takes an interface"};
	const auto scope = scope_index(text.substr(percent + 1));
	if (!scope)
		return scope.error();
	return address.with_scope(*scope);
}

std::string Address::text() const {
	std::array<char, INET6_ADDRSTRLEN> buffer{};
	if (is_v4()) {
		const in_addr addr = v4();
		inet_ntop(AF_INET, &addr, buffer.data(), buffer.size());
		return buffer.data();
	}
	const in6_addr addr = v6();
	inet_ntop(AF_INET6, &addr, buffer.data(), buffer.size());
	std::string text = buffer.data();
	if (scope_ == 0)
		return text;
	std::array<char, IF_NAMESIZE> name{};
	if (if_indextoname(scope_, name.data()))
		return text + "%" + name.data();
	return text + "%" + std::to_string(scope_);
}

bool Address::is_v4() const {
	return addr_.word[0] == 0 && addr_.word[1] == 0 && addr_.word[2] == htonl(mapped_word);
}

bool Address::is_unspecified() const {
	if (is_v4())
		return addr_.word[3] == 0;
	return !(addr_.word[0] | addr_.word[1] | addr_.word[2] | addr_.word[3]);
}

bool Address::is_loopback() const {
	if (is_v4())
		return ntohl(addr_.word[3]) >> 24 == 127;
	return !(addr_.word[0] | addr_.word[1] | addr_.word[2]) && addr_.word[3] == htonl(1);
}

bool Address::is_multicast() const {
	if (is_v4())
		return ntohl(addr_.word[3]) >> 28 == 0xe;
	return ntohl(addr_.word[0]) >> 24 == 0xff;
}

bool Address::is_link_local() const {
	if (is_v4())
		return ntohl(addr_.word[3]) >> 16 == 0xa9fe;
	return ntohl(addr_.word[0]) >> 22 == 0xfe80 >> 6;
}

bool Address::needs_scope() const {
	if (is_v4())
		return false;
	const std::uint32_t top = ntohl(addr_.word[0]) >> 16;
	const bool local_multicast = (top & 0xff0f) == 0xff01 || (top & 0xff0f) == 0xff02;
	return is_link_local() || local_multicast;
}

in_addr Address::v4() const {
	return in_addr{addr_.word[3]};
}

in6_addr Address::v6() const {
	in6_addr addr;
	std::memcpy(&addr, &addr_, sizeof(addr));
	return addr;
}

Address Address::with_scope(std::uint32_t scope) const {
	Address address = *this;
	address.scope_ = needs_scope() ? scope : 0;
	return address;
}

std::strong_ordering Address::operator<=>(const Address &other) const {
	const int octets = std::memcmp(&addr_, &other.addr_, sizeof(addr_));
	return octets != 0 ? octets <=> 0 : scope_ <=> other.scope_;
}

std::optional<Endpoint> Endpoint::from(const sockaddr_storage &storage) {
	if (storage.ss_family == AF_INET) {
		sockaddr_in in;
		std::memcpy(&in, &storage, sizeof(in));
		return Endpoint{Address::from_v4(in.sin_addr), ntohs(in.sin_port)};
	}
	if (storage.ss_family == AF_INET6) {
		sockaddr_in6 in6;
		std::memcpy(&in6, &storage, sizeof(in6));
		return Endpoint{Address::from_v6(in6.sin6_addr, in6.sin6_scope_id),
				ntohs(in6.sin6_port)};
	}
	return std::nullopt;
}

SocketAddress Endpoint::to_socket() const {
	SocketAddress socket;
	if (address.is_v4()) {
		sockaddr_in in{};
		in.sin_family = AF_INET;
		in.sin_port = htons(port);
		in.sin_addr = address.v4();
		std::memcpy(&socket.storage, &in, sizeof(in));
		socket.length = sizeof(in);
		return socket;
	}
	sockaddr_in6 in6{};
	in6.sin6_family = AF_INET6;
	in6.sin6_port = htons(port);
	in6.sin6_addr = address.v6();
	in6.sin6_scope_id = address.scope();
	std::memcpy(&socket.storage, &in6, sizeof(in6));
	socket.length = sizeof(in6);
	return socket;
}

std::string Endpoint::text() const {
	const std::string host = address.is_v4() ? address.text() : "[" + address.text() + "]";
	return host + ":" + std::to_string(port);
}

} // namespace stamp::net
