// SPDX-License-Identifier: Apache-2.0
#include "net/host_port.h"

#include <algorithm>

#include <arpa/inet.h>

#include "base/number.h"

namespace stamp::net {
namespace {

Error refused(std::string_view text, std::string_view why) {
	return Error{0, "host '" + std::string(text) + "': " + std::string(why)};
}

// The part of an IPv6 address before its interface. The interface need not be looked at here.
bool is_v6_literal(std::string_view host) {
	const std::string number(host.substr(0, host.find('%')));
	in6_addr unused;
	return inet_pton(AF_INET6, number.c_str(), &unused) == 1;
}

bool is_odd(char c) {
	return c <= ' ' || c == 0x7f || c == '/' || c == '[' || c == ']';
}

} // namespace

Result<HostPort> HostPort::parse(std::string_view text) {
	std::string_view host = text;
	std::optional<std::string_view> port;

	if (text.starts_with('[')) {
		const std::size_t close = text.find(']');
		if (close == std::string_view::npos)
			return refused(text, "no ']' after '['");
		host = text.substr(1, close - 1);
		const std::string_view rest = text.substr(close + 1);
		if (!rest.empty() && rest.front() != ':')
			return refused(text, "only a ':' and a port may follow the ']'");
		if (!rest.empty())
			port = rest.substr(1);
	} else if (std::count(text.begin(), text.end(), ':') == 1) {
		const std::size_t colon = text.find(':');
		host = text.substr(0, colon);
		port = text.substr(colon + 1);
	}

	if (host.empty())
		return refused(text, "there is no host in it");
	if (std::any_of(host.begin(), host.end(), is_odd))
		return refused(text, "neither a name nor an address");
	if (host.find(':') != std::string_view::npos && !is_v6_literal(host))
		return refused(text, "not an IPv6 address; with a port, write [ADDRESS]:PORT");

	HostPort parsed{std::string(host), std::nullopt};
	if (!port)
		return parsed;
	const auto number = parse_decimal(*port, 65535);
	if (!number || *number == 0)
		return refused(text, "the port has to be from 1 to 65535");
	parsed.port = static_cast<std::uint16_t>(*number);
	return parsed;
}

std::string HostPort::text() const {
	if (!port)
		return host;
	const std::string plain = host.find(':') == std::string::npos ? host : "[" + host + "]";
	return plain + ":" + std::to_string(*port);
}

} // namespace stamp::net
