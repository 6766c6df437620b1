// SPDX-License-Identifier: Apache-2.0
#include "wire/tlv_values.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "stamp/tlv_values.h"
#include "wire/tlv_reply.h"

namespace stamp::wire {
namespace {

template <typename Wire> TlvRequest request(std::uint8_t type, const Wire &wire) {
	TlvRequest tlv{type, std::vector<std::byte>(sizeof(wire))};
	std::memcpy(tlv.value.data(), &wire, sizeof(wire));
	return tlv;
}

// What the value has of it; the rest is zero.
template <typename Wire> Wire read(Value value) {
	Wire wire{};
	std::memcpy(&wire, value.data(), std::min(value.size(), sizeof(wire)));
	return wire;
}

bool is_zero(Value value) {
	return std::all_of(value.begin(), value.end(), [](auto octet) { return octet == 0; });
}

std::optional<net::Address> told_address(Value value, bool v4) {
	if (is_zero(value))
		return std::nullopt;
	return decode_destination_node(v4 ? value.first(sizeof(in_addr)) : value);
}

std::optional<std::string> told_mac(Value value) {
	if (is_zero(value))
		return std::nullopt;
	constexpr std::string_view digits = "0123456789abcdef";
	std::string text;
	for (const std::uint8_t octet : value) {
		if (!text.empty())
			text += ':';
		text += digits[octet >> 4];
		text += digits[octet & 0xf];
	}
	return text;
}

void take_sub(Location &location, const ReplyTlv &sub) {
	constexpr std::size_t eui48_octets = 6;
	const bool is_mac =
		sub.type == STAMP_LOCATION_SOURCE_EUI48 || sub.type == STAMP_LOCATION_SOURCE_EUI64;
	if (sub.value.size() !=
	    (is_mac ? STAMP_LOCATION_MAC_OCTETS : STAMP_LOCATION_ADDRESS_OCTETS))
		return;
	switch (sub.type) {
	case STAMP_LOCATION_SOURCE_EUI48:
		location.source_mac = told_mac(sub.value.first(eui48_octets));
		break;
	case STAMP_LOCATION_SOURCE_EUI64:
		location.source_mac = told_mac(sub.value);
		break;
	case STAMP_LOCATION_DESTINATION_IPV4:
	case STAMP_LOCATION_DESTINATION_IPV6:
		location.destination =
			told_address(sub.value, sub.type == STAMP_LOCATION_DESTINATION_IPV4);
		break;
	case STAMP_LOCATION_SOURCE_IPV4:
	case STAMP_LOCATION_SOURCE_IPV6:
		location.source = told_address(sub.value, sub.type == STAMP_LOCATION_SOURCE_IPV4);
		break;
	default:
		break;
	}
}

std::optional<std::uint16_t> told_port(__be16 port) {
	return port == 0 ? std::nullopt : std::optional<std::uint16_t>(stamp_swap16(port));
}

} // namespace

TlvRequest padding_tlv(std::vector<std::byte> octets) {
	return {STAMP_TLV_EXTRA_PADDING, std::move(octets)};
}

// RFC 8972 4.2.1: a sender asks with the sub-TLVs 1, 4 and 7.
TlvRequest location_tlv() {
	constexpr std::array<std::pair<unsigned, unsigned>, 3> asked{
		{{STAMP_LOCATION_SOURCE_MAC, STAMP_LOCATION_MAC_OCTETS},
		 {STAMP_LOCATION_DESTINATION, STAMP_LOCATION_ADDRESS_OCTETS},
		 {STAMP_LOCATION_SOURCE, STAMP_LOCATION_ADDRESS_OCTETS}}};
	TlvRequest tlv = request(STAMP_TLV_LOCATION, stamp_location{});
	for (const auto &[type, length] : asked) {
		for (const unsigned octet : {STAMP_TLV_UNRECOGNISED, type, 0U, length})
			tlv.value.push_back(static_cast<std::byte>(octet));
		tlv.value.resize(tlv.value.size() + length);
	}
	return tlv;
}

TlvRequest timestamp_information_tlv() {
	return request(STAMP_TLV_TIMESTAMP_INFORMATION, stamp_timestamp_information{});
}

TlvRequest class_of_service_tlv(std::uint8_t dscp) {
	stamp_class_of_service wire{};
	wire.dscp1_dscp2 = static_cast<__u8>(dscp << 2);
	return request(STAMP_TLV_CLASS_OF_SERVICE, wire);
}

TlvRequest direct_measurement_tlv() {
	return request(STAMP_TLV_DIRECT_MEASUREMENT, stamp_direct_measurement{});
}

TlvRequest access_report_tlv(std::uint8_t id, std::uint8_t return_code) {
	stamp_access_report wire{};
	wire.id = static_cast<__u8>(id << 4);
	wire.return_code = return_code;
	return request(STAMP_TLV_ACCESS_REPORT, wire);
}

TlvRequest follow_up_tlv() {
	return request(STAMP_TLV_FOLLOW_UP, stamp_follow_up{});
}

TlvRequest hmac_tlv() {
	return request(STAMP_TLV_HMAC, std::array<std::byte, 16>{});
}

TlvRequest destination_node_tlv(const net::Address &address) {
	if (address.is_v4())
		return request(STAMP_TLV_DESTINATION_NODE, address.v4());
	return request(STAMP_TLV_DESTINATION_NODE, address.v6());
}

TlvRequest micro_session_tlv(std::uint16_t sender, std::uint16_t reflector) {
	return request(STAMP_TLV_MICRO_SESSION,
		       stamp_micro_session{stamp_swap16(sender), stamp_swap16(reflector)});
}

Location decode_location(Value value) {
	const auto wire = read<stamp_location>(value);
	Location location;
	location.destination_port = told_port(wire.destination_port);
	location.source_port = told_port(wire.source_port);
	for (const ReplyTlv &sub : split_tlvs(value.subspan(sizeof(wire)), value.size()))
		if (sub.state == TlvState::answered)
			take_sub(location, sub);
	return location;
}

TimestampInformation decode_timestamp_information(Value value) {
	const auto wire = read<stamp_timestamp_information>(value);
	return {wire.sync_source_in, wire.timestamp_in, wire.sync_source_out, wire.timestamp_out};
}

ClassOfService decode_class_of_service(Value value) {
	const auto wire = read<stamp_class_of_service>(value);
	const unsigned dscp2 = (wire.dscp1_dscp2 & 3U) << 4 | wire.dscp2_ecn_rp >> 4;
	return {static_cast<std::uint8_t>(wire.dscp1_dscp2 >> 2), static_cast<std::uint8_t>(dscp2),
		static_cast<std::uint8_t>(wire.dscp2_ecn_rp >> 2 & 3U),
		(wire.dscp2_ecn_rp & 3U) != 0};
}

DirectMeasurement decode_direct_measurement(Value value) {
	const auto wire = read<stamp_direct_measurement>(value);
	return {stamp_swap32(wire.sender_tx), stamp_swap32(wire.reflector_rx),
		stamp_swap32(wire.reflector_tx)};
}

AccessReport decode_access_report(Value value) {
	const auto wire = read<stamp_access_report>(value);
	return {static_cast<std::uint8_t>(wire.id >> 4), wire.return_code};
}

std::optional<FollowUp> decode_follow_up(Value value, bool ptp) {
	const auto wire = read<stamp_follow_up>(value);
	const Stamp t3{{stamp_swap32(wire.ts.sec), stamp_swap32(wire.ts.frac)}, ptp};
	if (t3.raw ==
	    time::WireTime{}) // RFC 8972 4.7: of a stateless reflector, of the first reply
		return std::nullopt;
	return FollowUp{stamp_swap32(wire.seq), t3, wire.timestamp};
}

net::Address decode_destination_node(Value value) {
	if (value.size() == sizeof(in_addr))
		return net::Address::from_v4(read<in_addr>(value));
	return net::Address::from_v6(read<in6_addr>(value));
}

MicroSession decode_micro_session(Value value) {
	const auto wire = read<stamp_micro_session>(value);
	return {stamp_swap16(wire.sender), stamp_swap16(wire.reflector)};
}

} // namespace stamp::wire
