// SPDX-License-Identifier: Apache-2.0
// The values of the TLVs: as a sender sends them, and what a reflector has made of them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "net/address.h"
#include "wire/codec.h"
#include "wire/tlv_tail.h"

namespace stamp::wire {

// As they are sent: what is for the reflector to fill in is zero.
TlvRequest padding_tlv(std::vector<std::byte> octets);
TlvRequest location_tlv();
TlvRequest timestamp_information_tlv();
TlvRequest class_of_service_tlv(std::uint8_t dscp); // wanted on the reply
TlvRequest direct_measurement_tlv();
TlvRequest access_report_tlv(std::uint8_t id, std::uint8_t return_code);
TlvRequest follow_up_tlv();
TlvRequest hmac_tlv();
TlvRequest destination_node_tlv(const net::Address &address);
TlvRequest micro_session_tlv(std::uint16_t sender, std::uint16_t reflector);

// As they come back, in host byte order. `Value` has the length that its type may have.
using Value = std::span<const std::uint8_t>;

// How a request arrived. Absent: not told.
struct Location {
	std::optional<std::uint16_t> destination_port, source_port;
	std::optional<net::Address> destination, source;
	std::optional<std::string> source_mac; // "02:00:5e:00:53:01"
};
Location decode_location(Value value);

struct TimestampInformation {
	std::uint8_t source_in = 0, method_in = 0, source_out = 0, method_out = 0;
};
TimestampInformation decode_timestamp_information(Value value);

struct ClassOfService {
	std::uint8_t asked = 0;		// DSCP1
	std::uint8_t dscp = 0, ecn = 0; // of the request on arrival
	bool refused = false;		// the reply does not have DSCP1
};
ClassOfService decode_class_of_service(Value value);

struct DirectMeasurement {
	std::uint32_t sender_tx = 0, reflector_rx = 0, reflector_tx = 0;
};
DirectMeasurement decode_direct_measurement(Value value);

struct AccessReport {
	std::uint8_t id = 0, return_code = 0;
};
AccessReport decode_access_report(Value value);

struct FollowUp {
	std::uint32_t seq = 0; // the reflector's number of an earlier reply
	Stamp t3;	       // when that one left
	std::uint8_t method = 0;
};
// Absent: the reflector has nothing to tell. `ptp`: the format of the reply's timestamps.
std::optional<FollowUp> decode_follow_up(Value value, bool ptp);

net::Address decode_destination_node(Value value);

struct MicroSession {
	std::uint16_t sender = 0, reflector = 0;
};
MicroSession decode_micro_session(Value value);

} // namespace stamp::wire
