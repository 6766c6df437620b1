// SPDX-License-Identifier: Apache-2.0
// A session that sends TLVs, and what is reported of them; its reflector is the test.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "render/tlv.h"
#include "session/measurement.h"
#include "support/catch.h"
#include "tlv/registry.h"
#include "unit/session/rig.h"

namespace stamp::tlv::test {

using namespace std::chrono_literals;
using session::test::golden_t1;
using session::test::record;
using session::test::sent_in;
using stamp::test::from_hex;
using stamp::test::Octets;
using stamp::test::put32;

// As behind --tlv.
inline std::vector<Request> requests(const std::vector<std::string> &asked) {
	std::vector<Request> all;
	for (const std::string &text : asked)
		all.push_back(parse_request(text).value());
	return all;
}

template <typename Byte> std::string hex_of(const std::vector<Byte> &octets) {
	Octets all;
	for (const Byte octet : octets)
		all.push_back(static_cast<std::uint8_t>(octet));
	std::string text = stamp::test::to_hex(all);
	std::erase(text, ' ');
	return text;
}

// The value that is sent for "class-of-service:46".
inline std::string value_of(const std::string &asked) {
	return hex_of(requests({asked}).front().value);
}

// Why it is not taken.
inline std::string refusal(const std::string &asked) {
	const auto request = parse_request(asked);
	return request ? "" : request.error().text();
}

// "46", "true", "null", "4000ns" of the field `key`; "" if there is none.
inline std::string text_of(const stats::TlvFields &fields, const std::string &key) {
	struct Write {
		std::string operator()(std::monostate) { return "null"; }
		std::string operator()(bool truth) { return truth ? "true" : "false"; }
		std::string operator()(std::int64_t number) { return std::to_string(number); }
		std::string operator()(const std::string &text) { return text; }
		std::string operator()(Duration d) { return std::to_string(d.count()) + "ns"; }
		std::string operator()(UtcTime t) { return std::to_string(ns(t)); }
	};
	for (const stats::TlvField &field : fields)
		if (field.key == key)
			return std::visit(Write{}, field.value);
	return "";
}

class TlvRig {
public:
	explicit TlvRig(const std::vector<std::string> &asked) : TlvRig(planned(asked)) {}
	TlvRig(const TlvRig &) = delete;
	TlvRig &operator=(const TlvRig &) = delete;

	// The next request, and its reply with that tail.
	void exchange(const std::string &tail, stamp_hmac_tlv hmac = STAMP_HMAC_TLV_NONE,
		      int times = 1) {
		const std::uint32_t seq = measurement_.next_seq();
		measurement_.request_sent(MonoTime{} + seq * 1ms);
		session::test::Reply reply;
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
	// Of the first TLV in all replies together.
	std::string field(const std::string &key) { return text_of(tally().fields, key); }
	std::string sentence() { return render::tlv_phrase(tally()); }
	// Of the first TLV in the latest reply.
	std::string reply_field(const std::string &key) {
		return text_of(packets.back().tlvs->at(0).fields, key);
	}
	// The kernel refused the next request.
	void refuse() { measurement_.request_refused(MonoTime{}, STAMP_NOT_SENT_LINK_DOWN); }
	// What is behind the base packet of that request, which leaves now.
	std::string request(std::uint32_t seq, MonoTime now) {
		measurement_.write_tlvs(request_.tail(), seq, now);
		(void)request_.request(seq, 1);
		const auto tail = request_.tail();
		return hex_of(std::vector<std::byte>(tail.begin(), tail.end()));
	}
	std::string request(std::uint32_t seq) { return request(seq, MonoTime{} + seq * 1ms); }

	std::vector<stats::Packet> packets;

private:
	explicit TlvRig(const Plan &plan)
		: spec_(spec(plan)), request_(plan.tail, 0x1234),
		  measurement_(spec_, target(), 1,
			       {[this](auto &packet) { packets.push_back(packet); }, [](auto &) {}},
			       Account(plan, {.own = {*net::Address::parse("198.51.100.4"), 8080},
					      .target = {*net::Address::parse("203.0.113.7"), 862},
					      .dscp = 46,
					      .ecn = 1})) {}
	static session::SenderSpec spec(const Plan &plan) {
		session::SenderSpec spec;
		spec.tlvs = plan.requests;
		return spec;
	}
	static session::TargetPlan target() {
		session::TargetPlan target;
		target.ssid = 0x1234;
		return target;
	}
	static Plan planned(const std::vector<std::string> &asked) {
		Plan plan{requests(asked), {}};
		plan.tail = build_tail(plan.requests, {}).value();
		return plan;
	}

	session::WireClock clock_ = session::test::wire_clock();
	session::SenderSpec spec_;
	wire::RequestTemplate request_;
	session::Measurement measurement_;
	std::optional<std::size_t> behind_;
};

inline std::string hex32(std::uint32_t value) {
	Octets octets(4);
	put32(octets, 0, value);
	return stamp::test::to_hex(octets) + " ";
}

// "4 class_of_service asked_dscp arrived_dscp ..."
inline std::string keys(const stats::Tlv &tlv) {
	std::string text = std::to_string(tlv.type) + " " + tlv.name;
	for (const auto &field : tlv.fields)
		text += std::string(" ") + field.key;
	return text;
}

} // namespace stamp::tlv::test
