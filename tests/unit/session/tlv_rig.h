// SPDX-License-Identifier: Apache-2.0
// A session that sends TLVs, whose reflector is the test.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "session/measurement.h"
#include "support/catch.h"
#include "unit/session/rig.h"

namespace stamp::session::test {

using stamp::test::from_hex;
using stamp::test::put32;

// A session that asked for these TLVs, and a reflector whose tails the test writes.
class TlvRig {
public:
	explicit TlvRig(std::vector<wire::TlvRequest> asked)
		: measurement_(
			  settings(std::move(asked)),
			  {[this](auto &packet) { packets.push_back(packet); }, [](auto &) {}}) {}
	TlvRig(const TlvRig &) = delete;
	TlvRig &operator=(const TlvRig &) = delete;

	// The next request, and its reply with that tail.
	void exchange(const std::string &tail, stamp_hmac_tlv hmac = STAMP_HMAC_TLV_NONE,
		      int times = 1) {
		const std::uint32_t seq = measurement_.next_seq();
		measurement_.request_sent(MonoTime{} + seq * 1ms);
		Reply reply;
		reply.seq = reply.sender_seq = seq;
		reply.t2 = golden_t1 + seq * 1ms + 250us;
		reply.t3 = reply.t2 + 10us;
		const Octets octets = from_hex(tail);
		stamp_record in = record(reply.octets(), reply.t3 + 100us); // DSCP 46
		in.length = static_cast<__u16>(in.length + behind_.value_or(octets.size()));
		in.hmac_tlv = static_cast<__u8>(hmac);
		for (; times > 0; times--)
			measurement_.reply(
				in, clock_,
				[&](auto) { return std::optional(sent_in(clock_, golden_t1)); },
				octets);
	}
	// The same with a reply of so many octets behind the base packet, of which these are known.
	void exchange_long(const std::string &known, std::size_t octets, stamp_hmac_tlv hmac) {
		behind_ = octets;
		exchange(known, hmac);
		behind_.reset();
	}
	void lose() {
		const std::uint32_t seq = measurement_.next_seq();
		measurement_.request_sent(MonoTime{} + seq * 1ms);
	}

	[[nodiscard]] stats::Summary summary() { return measurement_.summary(clock_); }
	[[nodiscard]] stats::TlvTally tally(std::size_t i = 0) { return summary().tlvs->at(i); }
	template <typename Report> Report details(std::size_t i = 0) {
		return std::get<Report>(tally(i).details);
	}
	Measurement &measurement() { return measurement_; }

	std::vector<stats::Packet> packets;

private:
	static MeasurementSettings settings(std::vector<wire::TlvRequest> asked) {
		MeasurementSettings settings{1, 0x1234, 1s, 64};
		TlvSettings tlvs;
		tlvs.tail = wire::build_tail(asked, {}).value();
		tlvs.asked = std::move(asked);
		tlvs.dscp = 46;
		tlvs.ecn = 1;
		tlvs.own = {*net::Address::parse("198.51.100.4"), 8080};
		tlvs.target = {*net::Address::parse("203.0.113.7"), 862};
		settings.tlvs = tlvs;
		return settings;
	}

	WireClock clock_ = wire_clock();
	Measurement measurement_;
	std::optional<std::size_t> behind_;
};

inline std::string hex32(std::uint32_t value) {
	Octets octets(4);
	put32(octets, 0, value);
	return stamp::test::to_hex(octets) + " ";
}

// "4 class_of_service answered asked_dscp arrived_dscp ..."
inline std::string told(const stats::Tlv &tlv) {
	std::string text = std::to_string(tlv.type) + " " + tlv.name + " " + tlv.state;
	for (const auto &field : tlv.fields)
		text += std::string(" ") + field.key;
	return text;
}

} // namespace stamp::session::test
