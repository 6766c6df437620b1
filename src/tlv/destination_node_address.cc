// SPDX-License-Identifier: Apache-2.0
// Destination Node Address (RFC 9503 3): the address of the reflector that is meant.
#include "tlv/kinds.h"
#include "tlv/octets.h"

namespace stamp::tlv {
namespace {

constexpr std::size_t v4_octets = sizeof(in_addr), v6_octets = sizeof(in6_addr);

Request request_for(const net::Address &address) {
	return address.is_v4() ? request_with(address.v4()) : request_with(address.v6());
}

Result<Request> build(Arguments words) {
	Request tlv;
	tlv.is_open = words.empty();
	if (tlv.is_open)
		return tlv;
	const auto address = net::Address::parse(words[0]);
	if (!address)
		return address.error();
	return request_for(*address);
}

void complete(Request &tlv, const Session &session) {
	tlv.value = request_for(session.target.address).value;
}

// Nothing between.
bool has_possible_length(std::uint16_t length) {
	return length == v4_octets || length == v6_octets;
}

stats::TlvFields read(Value value) {
	const auto address = value.size() == v4_octets
				     ? net::Address::from_v4(read_as<in_addr>(value))
				     : net::Address::from_v6(read_as<in6_addr>(value));
	return {{"address", address.text()}};
}

} // namespace

constinit const Kind kinds::destination_node_address{
	.form = "destination-node-address[:ADDR]",
	.most_arguments = 1,
	.build = build,
	.complete = complete,
	.has_possible_length = has_possible_length,
	.read = read,
	.without_ssid = "destination_node_address needs a session identifier",
};

} // namespace stamp::tlv
