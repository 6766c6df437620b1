// SPDX-License-Identifier: Apache-2.0
// An IP address as a value, and one with a port.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <netinet/in.h>
#include <sys/socket.h>

#include "base/result.h"
#include "stamp/abi.h"

namespace stamp::net {

enum class Family { any, v4, v6 };

// IPv4 or IPv6. IPv4 is kept mapped (::ffff:a.b.c.d, RFC 4291 2.5.5.2), the form the datapath
// uses, and a mapped address *is* the IPv4 address. An IPv6 link-local address may carry the
// index of its interface as scope (RFC 4007); two addresses are equal when their scopes are too.
class Address {
public:
	Address() = default;	 // ::
	static Address any_v4(); // 0.0.0.0
	static Address from_v4(in_addr addr);
	static Address from_v6(const in6_addr &addr, std::uint32_t scope = 0);
	static Address from_raw(const stamp_addr &addr, std::uint32_t scope = 0);

	// "203.0.113.7", "2001:db8::1", "fe80::1%eth0", "fe80::1%2". No names. The interface has to
	// exist. The error has code 0 and words for the person, or ENODEV for the interface.
	static Result<Address> parse(std::string_view text);

	// As parse() takes it; the interface by name while it exists.
	[[nodiscard]] std::string text() const;

	[[nodiscard]] bool is_v4() const;
	[[nodiscard]] bool is_unspecified() const; // 0.0.0.0, ::
	[[nodiscard]] bool is_loopback() const;	   // 127/8, ::1
	[[nodiscard]] bool is_multicast() const;   // 224/4, ff00::/8
	[[nodiscard]] bool is_link_local() const;  // 169.254/16, fe80::/10
	// Means nothing without an interface: fe80::/10, ff01::/16, ff02::/16 (RFC 4007 6).
	[[nodiscard]] bool needs_scope() const;
	[[nodiscard]] Family family() const { return is_v4() ? Family::v4 : Family::v6; }

	[[nodiscard]] stamp_addr raw() const { return addr_; }
	[[nodiscard]] std::uint32_t scope() const { return scope_; }
	[[nodiscard]] in_addr v4() const; // of an IPv4 address
	[[nodiscard]] in6_addr v6() const;
	[[nodiscard]] Address with_scope(std::uint32_t scope) const;

	bool operator==(const Address &other) const { return (*this <=> other) == 0; }
	// By the octets on the wire, then by scope.
	std::strong_ordering operator<=>(const Address &other) const;

private:
	stamp_addr addr_{};
	std::uint32_t scope_ = 0;
};

// What the socket calls want: IPv4 as AF_INET, IPv6 as AF_INET6.
struct SocketAddress {
	sockaddr_storage storage{};
	socklen_t length = sizeof(sockaddr_storage);

	[[nodiscard]] const sockaddr *get() const {
		return reinterpret_cast<const sockaddr *>(&storage);
	}
	[[nodiscard]] sockaddr *get() { return reinterpret_cast<sockaddr *>(&storage); }
};

struct Endpoint {
	Address address;
	std::uint16_t port = 0; // host order

	// Absent for a family that is neither.
	static std::optional<Endpoint> from(const sockaddr_storage &storage);
	[[nodiscard]] SocketAddress to_socket() const;
	[[nodiscard]] std::string text() const; // "203.0.113.7:862", "[2001:db8::1]:862"

	auto operator<=>(const Endpoint &) const = default;
};

} // namespace stamp::net
